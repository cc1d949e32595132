import Glibc
import JSON
import TestSupport

/// The official Python SDK, in the virtual environment that `scripts/test` makes.
enum OfficialSDK {
    static let python = Project.root + "/.venv/bin/python"
    static var isInstalled: Bool { access(python, X_OK) == 0 }

    struct Failure: Error {
        let text: String
    }

    /// Runs a script of this folder and reads what it prints.
    static func run(_ script: String, _ arguments: [String]) throws -> JSONValue {
        let path = "\(Project.root)/Tests/RefereeTests/sdk/\(script)"
        let result = try BuiltProgram(absolutePath: python).run([path] + arguments)
        guard result.status == 0 else { throw Failure(text: result.errors) }
        return try JSONValue(parsing: result.output)
    }

    /// Runs a script with a value in a file as its first argument.
    static func run(_ script: String, on value: JSONValue) throws -> JSONValue {
        let folder = TemporaryFolder()
        folder.write("input.json", value.text())
        return try run(script, [folder["input.json"]])
    }
}

import CommandLine
import Glibc

/// `docqa docs FOLDER`, for the project itself.
enum DocsCommand {
    static let folder = Argument.text("FOLDER", "The project's folder.", completion: .folder)

    static let command = Command(
        "docs", group: .setup, "Write the generated pages of the documentation.", arguments: [folder],
        examples: [CommandExample("docqa docs .", "As scripts/docs does it.")], isHidden: true, run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        for page in GeneratedPages.all {
            let path = "\(call[folder])/\(page.path)"
            guard let file = fopen(path, "w"), fputs(page.text, file) >= 0, fclose(file) == 0 else {
                throw Failure(
                    .internalProblem, code: "docs_unwritable",
                    "\(path) cannot be written: \(String(cString: strerror(errno))).")
            }
            call.console.note(path)
        }
        return .success
    }
}

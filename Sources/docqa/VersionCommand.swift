import CommandLine

/// `docqa version`
enum VersionCommand {
    static let command = Command(
        "version", group: .setup, "Print the version, the commit it was built from and the database schema it knows.",
        examples: [CommandExample("docqa version --json", "For programs; docqa --version is for people.")],
        schema: "version",
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        if call[SharedFlags.json] {
            try call.console.print(json: Version.json)
        } else {
            try call.console.print(Version.line)
        }
        return .success
    }
}

import CommandLine

/// `docqa version`
enum VersionCommand {
    static let command = Command(
        "version", group: .setup, "Print the version and the commit it was built from.",
        examples: [CommandExample("docqa version", "The same as docqa --version.")],
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try call.console.print(Version.line)
        return .success
    }
}

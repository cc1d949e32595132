import CommandLine

/// `docqa man`
enum ManCommand {
    static let command = Command(
        "man", group: .setup, "Print the manual page.",
        examples: [CommandExample("docqa man | man -l -", "Read it.")],
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try call.console.output.write(call.table.manPage(version: Version.number))
        return .success
    }
}

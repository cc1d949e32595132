import CommandLine

/// `docqa help [COMMAND]`
enum HelpCommand {
    static let words = Argument.texts("COMMAND", "The command to explain.", isRequired: false)

    static let command = Command(
        "help", group: .setup, "Explain a command, with examples.",
        arguments: [words],
        examples: [
            CommandExample("docqa help search", "Everything about one command."),
            CommandExample("docqa help config set", "A command below another."),
        ],
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let words = call[words]
        let command = try words.isEmpty ? nil : call.table.command(named: words)
        try call.console.output.write(call.table.help(for: command, .long, on: call.console.output.terminal))
        return .success
    }
}

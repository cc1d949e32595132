import CommandLine

/// The program `claude-simulator`.
@main enum ClaudeSimulatorCommandLine {
    static func main() {
        let program = Program(table: table, version: "claude-simulator (Claude API of 2026-11-20)") { error in
            Failure(.notConfigured, code: "not_started", "\(error)")
        }
        // There is one thing to do, so its name may be left out.
        var arguments = Array(Swift.CommandLine.arguments.dropFirst())
        let asksForProgram = ["-h", "--help", "--version"].contains(arguments.first)
        if !asksForProgram, arguments.first?.hasPrefix("-") ?? true { arguments.insert("serve", at: 0) }
        program.runProcess(arguments)
    }

    static let table = CommandTable(
        program: "claude-simulator",
        summary: "A Claude API that runs on this machine, for tests, demos and cost studies.",
        discussion: """
            claude-simulator answers requests to the Claude API as the real one does, without a key and without cost: messages \
            as JSON and as streams, token counts, batches, files and models; with its validation, its prompt cache, its \
            limits and its errors, and with faults on demand. Answers are sentences quoted from the documents in the request.

            Point a client at it with ANTHROPIC_BASE_URL and any key. docs/simulator.md says more.
            """,
        commands: [ServeCommand.command],
        sharedFlags: [SharedFlags.quiet, SharedFlags.color, SharedFlags.help])
}

import Testing

@testable import CommandLine

@Suite struct ProgramTests {
    struct Fault: Error {}

    static func run(
        _ words: [String], commands: [Command] = Sample.table.commands
    ) async -> (exit: ExitCode, output: String, errors: String) {
        let table = CommandTable(program: "t", summary: "Tests.", commands: commands)
        let program = Program(table: table, version: "t 1.2") { _ in
            Failure(.internalProblem, code: "internal", "It broke.")
        }
        let console = Console(output: OutputChannel(), errors: OutputChannel())
        let exit: ExitCode
        switch program.prepare(words, console: console) {
        case .finished(let code): exit = code
        case .command(let invocation): exit = await program.run(invocation)
        }
        return (exit, console.output.contents, console.errors.contents)
    }

    static func command(_ run: @escaping @Sendable (Invocation) async throws -> ExitCode) -> Command {
        Command("do", group: .setup, "Do it.", examples: [], schema: "do", run: run)
    }

    @Test func printsTheVersionAndHelpOnStandardOutput() async {
        let version = await Self.run(["--version"])
        #expect(version == (.success, "t 1.2\n", ""))
        let help = await Self.run(["search", "--help"])
        #expect(help.exit == .success && help.output.contains("Usage:") && help.errors.isEmpty)
    }

    @Test func reportsAMistakeOnStandardErrorWithExit2() async {
        let result = await Self.run(["serch"])
        #expect(result == (.usage, "", "t: t has no command \"serch\".\nDid you mean: t search?\n"))
    }

    @Test func printsTheErrorObjectWithJSON() async {
        let usage = await Self.run(["serch", "--json"])
        #expect(
            usage.output == #"""
                {"error":{"code":"usage","message":"t has no command \"serch\".","next":"Did you mean: t search?"}}

                """#)
        let failure = await Self.run(
            ["do", "--json"],
            commands: [Self.command { _ in throw Failure(.limitReached, code: "budget", "A \"quoted\"\n\u{1}\\.") }])
        #expect(failure.exit == .limitReached)
        #expect(
            failure.output == #"{"error":{"code":"budget","message":"A \"quoted\"\n\u0001\\.","next":null}}"# + "\n")
    }

    @Test func explainsErrorsOfRoomsAndNeverShowsTheirInside() async {
        let result = await Self.run(["do"], commands: [Self.command { _ in throw Fault() }])
        #expect(result == (.internalProblem, "", "t: It broke.\n"))
    }

    @Test func aClosedPipeIsNoError() async {
        let result = await Self.run(["do"], commands: [Self.command { _ in throw OutputError.closedPipe }])
        #expect(result == (.success, "", ""))
    }

    @Test func aFullDiskUnderTheOutputIsAnError() async {
        let result = await Self.run(["do"], commands: [Self.command { _ in throw OutputError.failed("No space left") }])
        #expect(result.exit == .internalProblem)
        #expect(result.errors == "t: The result could not be written: No space left.\n")
    }

    @Test func messagesAreHarmlessOnATerminal() async {
        let result = await Self.run(["\u{1B}[2J"])
        #expect(!result.errors.contains("\u{1B}"))
    }

    @Test func quietLeavesOutMessagesButNotWarnings() {
        let console = Console(output: OutputChannel(), errors: OutputChannel(), isQuiet: true)
        console.note("progress")
        console.warn("careful")
        #expect(console.errors.contents == "warning: careful\n")
    }
}

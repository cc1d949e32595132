import ClaudeSimulator
import CommandLine
import JSON
import TestSupport
import Testing

/// `docqa batch` at a terminal: it asks before it spends, and shows how far it is.
@Suite(.timeLimit(.minutes(5))) struct BatchTerminalTests {
    private func desk(
        _ count: Int = 1, change: (inout SimulatorConfiguration) -> Void = { _ in }
    ) async throws -> HelpDesk {
        let desk = try await HelpDesk(change: change)
        desk.write(
            (0..<count).map { "{\"question\": \"How long is the warranty on batteries, asked for the \($0)th time?\"}" }
                .joined(separator: "\n"))
        return desk
    }

    private func start(
        _ desk: HelpDesk, _ words: String..., on terminal: PseudoTerminal
    ) throws -> RunningProgram {
        try desk.docqa.start(
            words + ["--db", desk.home["a.db"]], on: terminal,
            environment: desk.environment.merging(["TERM": "xterm-256color"]) { $1 }, folder: desk.home.path)
    }

    @Test(arguments: ["y\n", "yes\n", "Y\n"]) func whoeverConfirmsIsAnswered(_ answer: String) async throws {
        let desk = try await desk()
        let terminal = try PseudoTerminal()
        let running = try start(desk, "batch", "q.jsonl", "--wait", on: terminal)
        try await onThread { try terminal.wait(for: "Ask 1 question? [y/N] ") }
        // The price stands above the question, and nothing is handed in or reserved before the answer to it.
        #expect(terminal.shown.contains("It costs about $") && desk.simulator.account["responses"] == [:])
        #expect(try await desk.run("batch", "status", "--json").output == "{\"batches\":[]}\n")
        terminal.type(answer)
        try await onThread { try terminal.readToEnd() }
        let result = running.wait()
        #expect(result.status == 0 && result.output.contains("\"answered\""), "\(terminal.shown)")
        #expect(try await desk.problems(questions: 1) == [])
        await desk.stop()
    }

    @Test(arguments: ["n\n", "\n", "\u{4}", "yesterday\n"])
    func whoeverDoesNotIsAskedNothing(_ answer: String) async throws {
        let desk = try await desk()
        let terminal = try PseudoTerminal()
        let running = try start(desk, "batch", "q.jsonl", "--wait", on: terminal)
        try await onThread { try terminal.wait(for: "[y/N] ") }
        terminal.type(answer)
        try await onThread { try terminal.readToEnd() }
        #expect(terminal.shown.contains("Nothing was asked, and nothing is paid."))
        #expect(running.wait() == BuiltProgram.Result(status: 0, output: "", errors: ""))
        #expect(try await desk.run("batch", "status", "--json").output == "{\"batches\":[]}\n" && desk.answered == 0)
        await desk.stop()
    }

    @Test func howFarItIsStandsInOneLineThatFits() async throws {
        let desk = try await desk(45)
        let terminal = try PseudoTerminal(columns: 50)
        let running = try start(desk, "batch", "q.jsonl", "--wait", "--yes", "-o", "a.csv", on: terminal)
        try await onThread { try terminal.readToEnd() }
        #expect(running.wait().status == 0)
        let shown = terminal.shown
        // What is said for good ends in a line's end, what is drawn is taken away.
        let drawn = shown.split(separator: "\r\u{1B}[2K").dropFirst().filter { !$0.contains { $0.isNewline } }
        #expect(shown.contains("\r\u{1B}[2KLooked up 20 of 45 questions.\r\u{1B}[2KLooked up 40 of 45 questions."))
        #expect(drawn.count > 3 && drawn.contains { $0.contains("45 of 45 questions answered; $") }, "\(drawn)")
        #expect(drawn.allSatisfy { TerminalColumns.count(of: String($0)) < 50 }, "\(drawn)")
        // No line begins behind what was drawn and not taken away.
        for line in shown.split(whereSeparator: \.isNewline) where line.contains("Handed in") {
            #expect(line.hasPrefix("Handed in") || line.contains("\r\u{1B}[2KHanded in"), "\(line)")
        }
        await desk.stop()
    }

    @Test func theKeyThatInterruptsLeavesABatchThatGoesOn() async throws {
        let desk = try await desk(2) { $0.batchSeconds = 600 }
        let terminal = try PseudoTerminal()
        let running = try start(desk, "batch", "q.jsonl", "--wait", on: terminal)
        try await onThread { try terminal.wait(for: "[y/N] ") }
        terminal.type("y\n")
        try await onThread { try terminal.wait(for: "0 of 2 questions answered") }
        terminal.type("\u{3}")
        try await onThread { try terminal.readToEnd() }
        #expect(running.wait().status == 130 && terminal.shown.contains("docqa batch resume 1 --wait"))
        desk.simulator.clock.advance(seconds: 600)
        #expect(try await desk.run("batch", "resume", "1", "--wait").status == 0)
        #expect(try await desk.problems(questions: 2) == [])
        await desk.stop()
    }
}

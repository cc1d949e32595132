import ClaudeSimulator
import JSON
import TestSupport
import Testing

/// The same state and the same question give the same request, in every process.
@Suite struct SameBytesTests {
    @Test func twentyProcessesSendTheSameBytes() async throws {
        let home = TemporaryFolder()
        for number in 0..<6 {
            home.write(
                "files/part-\(number).md",
                "# Part \(number)\n\nThe warranty on part \(number) runs for \(number + 2) years.\n\n| a | b |\n| --- | --- |\n| \(number) | warranty |\n"
            )
        }
        var settings = SimulatorConfiguration()
        settings.records = home["calls"]
        let simulator = try Simulator(settings)
        let docqa = BuiltProgram("docqa")
        let environment = ["HOME": home.path, "ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": simulator.url]
        func ask(_ question: String, _ database: String) throws {
            let result = try docqa.run(
                "ask", question, "--model", "sonnet", "--keep-answers", "0", "--db", database, environment: environment)
            #expect(result.status == 0 || result.status == 1, "\(result.errors)")
        }
        let ingest = try docqa.run("ingest", home["files"], "--db", home["a.db"], environment: environment)
        #expect(ingest.status == 0, "\(ingest.errors)")
        // What a question leaves behind plans the next one, so each process has the state in a copy of its own.
        try ask("How long is the warranty on part 3?", home["a.db"])
        for number in 0..<20 {
            let copied = try BuiltProgram(absolutePath: "/bin/cp").run(home["a.db"], home["\(number).db"])
            #expect(copied.status == 0, "\(copied.errors)")
            try ask("How long is the warranty on each part?", home["\(number).db"])
        }
        await simulator.stop()
        var bodies: Set<String> = []
        for number in 2...21 {
            let name = "calls/" + String(repeating: "0", count: number < 10 ? 5 : 4) + "\(number).request"
            let text = String(decoding: try #require(home.read(name)), as: UTF8.self)
            let start = try #require(text.firstRange(of: "\n\n"))
            bodies.insert(String(text[start.upperBound...]))
        }
        #expect(bodies.count == 1)
        #expect(bodies.first?.contains("part-5.md") == true)
    }
}

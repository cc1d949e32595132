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
        let ingest = try docqa.run("ingest", home["files"], environment: environment)
        #expect(ingest.status == 0, "\(ingest.errors)")
        var bodies: Set<String> = []
        for _ in 0..<20 {
            let result = try docqa.run(
                "ask", "How long is the warranty on each part?", "--model", "sonnet", "--keep-answers", "0",
                environment: environment)
            #expect(result.status == 0 || result.status == 1, "\(result.errors)")
        }
        await simulator.stop()
        for number in 1...20 {
            let name = "calls/" + String(repeating: "0", count: number < 10 ? 5 : 4) + "\(number).request"
            let text = String(decoding: try #require(home.read(name)), as: UTF8.self)
            let start = try #require(text.firstRange(of: "\n\n"))
            bodies.insert(String(text[start.upperBound...]))
        }
        #expect(bodies.count == 1)
        #expect(bodies.first?.contains("part-5.md") == true)
    }
}

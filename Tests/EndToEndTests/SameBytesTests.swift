import ClaudeSimulator
import JSON
import TestSupport
import Testing

/// The same state and the same question give the same requests, in every process.
@Suite(.serialized) struct SameBytesTests {
    /// A way to ask, and what its first request has to hold for it to be that way.
    struct Way: Sendable, CustomTestStringConvertible {
        var flags: [String]
        var holds: [String]
        /// How many requests a question makes.
        var requests = 1
        var testDescription: String { flags.joined(separator: " ") }
    }

    static let ways = [
        Way(flags: [], holds: ["part-5.md", #""type":"content""#, #""media_type":"text/plain""#]),
        Way(
            flags: ["--pdf-pages", "always", "--page-pictures"],
            holds: [#""media_type":"application/pdf""#, #""media_type":"image/png""#]),
        Way(flags: ["--continue"], holds: [#""role":"assistant""#]),
        Way(flags: ["--deep"], holds: [#""name":"search_corpus""#], requests: 2),
        Way(flags: ["--deep", "--continue"], holds: [#""role":"assistant""#]),
    ]

    @Test(arguments: ways) func twentyProcessesSendTheSameBytes(way: Way) async throws {
        let home = TemporaryFolder()
        for number in 0..<6 {
            home.write(
                "files/part-\(number).md",
                "# Part \(number)\n\nThe warranty on part \(number) runs for \(number + 2) years.\n\n| a | b |\n| --- | --- |\n| \(number) | warranty |\n"
            )
        }
        home.write("files/table.csv", "part,warranty in years\n" + (1...9).map { "part \($0),\($0)\n" }.joined())
        home.write("files/report.pdf", TestPDF.sentences(["The warranty on part 7 runs for 9 years.", ""]))
        var settings = SimulatorConfiguration()
        settings.records = home["calls"]
        settings.callsTools = true
        let simulator = try Simulator(settings)
        let docqa = BuiltProgram("docqa")
        let environment = ["HOME": home.path, "ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": simulator.url]
        func ask(_ words: [String], _ database: String) throws {
            let result = try docqa.run(
                ["ask"] + words + ["--model", "sonnet", "--db", database], environment: environment)
            #expect(result.status == 0 || result.status == 1, "\(result.errors)")
        }
        let ingest = try docqa.run("ingest", home["files"], "--db", home["a.db"], environment: environment)
        #expect(ingest.status == 0, "\(ingest.errors)")
        // What a question leaves behind plans the next one, so each process has the state in a copy of its own.
        try ask(["How long is the warranty on part 3?"], home["a.db"])
        for number in 0..<20 {
            let copied = try BuiltProgram(absolutePath: "/bin/cp").run(home["a.db"], home["\(number).db"])
            #expect(copied.status == 0, "\(copied.errors)")
            try ask(["How long is the warranty on each part?"] + way.flags, home["\(number).db"])
        }
        await simulator.stop()
        var bodies = [Set<String>](repeating: [], count: way.requests)
        for number in 0..<(20 * way.requests) {
            let digits = String(number + 2)
            let name = "calls/" + String(repeating: "0", count: 6 - digits.count) + digits + ".request"
            let text = String(decoding: try #require(home.read(name)), as: UTF8.self)
            let start = try #require(text.firstRange(of: "\n\n"))
            // The simulator gives each call of a tool a name of its own.
            let parts = text[start.upperBound...].split(separator: "toolu_", omittingEmptySubsequences: false)
            let rest = parts.dropFirst().map { $0.drop { $0 != "\"" } }
            bodies[number % way.requests].insert(([parts[0]] + rest).joined(separator: "toolu"))
        }
        #expect(home.read("calls/" + String(20 * way.requests + 2) + ".request") == nil)
        #expect(bodies.allSatisfy { $0.count == 1 }, "\(bodies.map(\.count))")
        for part in way.holds { #expect(bodies[0].first?.contains(part) == true, "\(part)") }
    }
}

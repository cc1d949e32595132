import ClaudeSimulator
import Dispatch
import Glibc
import JSON
import TestSupport
import Testing

/// Databases as released versions wrote them, opened by this one. `write-database` makes one for each release that changed
/// the schema; none is ever written again.
@Suite(.timeLimit(.minutes(2))) struct ReleasedSchemaTests {
    let docqa = BuiltProgram("docqa")
    let home = TemporaryFolder()

    static let fixtures = Project.files(below: "Tests/CompatibilityTests/databases")

    private func run(_ arguments: String..., expecting status: Int32 = 0) throws -> JSONValue {
        let result = try docqa.run(
            arguments + ["--json", "--db", home["old.db"]], environment: ["HOME": home.path], folder: home.path)
        try #require(result.status == status, "\(arguments): \(result.errors)")
        return try JSONValue(parsing: result.output)
    }

    private func unpack(_ fixture: String) throws {
        let path = Project.root + "/" + fixture
        let result = try BuiltProgram(absolutePath: "/bin/sh").run(
            "-c", "gzip -d -c \"$1\" > \"$2\" && chmod 600 \"$2\"", "sh", path, home["old.db"],
            environment: ["PATH": "/usr/bin:/bin"])
        try #require(result.status == 0, "\(result.errors)")
    }

    /// What a fixture holds, by its schema.
    private struct Content {
        var models: [String]
        var calls: Int
        /// Of the first answer.
        var footnotes: Int
    }

    private static let contents: [Int: Content] = [
        6: Content(models: ["claude-sonnet-5-5", "extractive"], calls: 1, footnotes: 3),
        // One question of its first batch was answered before; those of the second one are reserved.
        11: Content(models: ["claude-sonnet-5-5", "claude-sonnet-5-5", "extractive"], calls: 4, footnotes: 2),
    ]

    static func fixtures(since schema: Int) -> [String] { fixtures.filter { Self.schema($0) >= schema } }

    private static func schema(_ fixture: String) -> Int {
        Int(fixture.split(separator: "-").last?.prefix { $0.isNumber } ?? "") ?? 0
    }

    @Test func thereIsOneOfEachRelease() {
        #expect(Self.fixtures.map(Self.schema).sorted() == [2] + Self.contents.keys.sorted())
    }

    @Test(arguments: fixtures) func anOldDatabaseIsWholeAndAnswers(_ fixture: String) throws {
        try unpack(fixture)
        let names = try run("list")["documents"]?.array?.compactMap { $0["name"]?.string }
        #expect(names == ["gewaehrleistung.txt", "pump.md", "returns.html", "terms.pdf"])
        let checked = try run("verify")
        #expect(checked["findings"]?.array?.isEmpty == true && checked["documents"]?.int == 4, "\(checked)")

        let found = try run("search", "ERR-1042", "--label", "team=service")
        #expect(
            found["hits"]?.array?.first?["document"]?["path"]?.string?.hasSuffix("/pump.md") == true, "\(found)")
        let answer = try run("ask", "--offline", "How long may a pump be sent back?")
        let footnote = answer["footnotes"]?.array?.first
        #expect(footnote?["quote"]?.string == "A pump may be sent back within 45\u{a0}days of delivery.", "\(answer)")
        #expect(footnote?["state"]?.string == "verified")

        let newest = try docqa.run("--version").output
        let status = try run("status")
        #expect(newest.contains("schema \(status["database"]?["schema"]?.int ?? -1))"))
    }

    /// The first release kept no answers.
    @Test(arguments: fixtures(since: 6))
    func theAnswersOfAnOldDatabaseAreProvedAgain(_ fixture: String) throws {
        try unpack(fixture)
        let content = try #require(Self.contents[Self.schema(fixture)])
        let answers = try run("history")["answers"]?.array
        #expect(answers?.compactMap { $0["model"]?.string } == content.models)
        let replayed = try run("replay", "1")
        #expect(replayed["question"]?.string == "How long may a pump be sent back?")
        let states = replayed["footnotes"]?.array?.map { $0["state"]?.string }
        #expect(states == Array(repeating: "verified", count: content.footnotes))
        let spent = try run("usage")
        #expect(spent["total"]?["calls"]?.int == content.calls)
        #expect((spent["total"]?["cost"]?["nano_dollars"]?.int ?? 0) > 0)
        #expect(try run("budget")["budgets"]?.array?.count == 1)
    }

    /// The files have gone where they were; the same ones at another place are the same documents.
    @Test(arguments: fixtures) func anOldDatabaseTakesTheNextIngest(_ fixture: String) throws {
        try unpack(fixture)
        home.write("desk/pump.md", "# Operating the pump\n\nPress the red button for nine seconds.\n")
        let report = try run("ingest", home["desk"], "--collection", "desk")
        #expect(report["added"]?.int == 1, "\(report)")
        let answer = try run("ask", "--offline", "How long do I press the red button?")
        #expect(answer["footnotes"]?.array?.first?["quote"]?.string?.contains("nine seconds") == true, "\(answer)")
        #expect(try run("verify")["findings"]?.array?.isEmpty == true)
    }

    /// Of the two batches one is done with, and no service was there to take the other one.
    @Test(arguments: fixtures(since: 11)) func theBatchesOfAnOldDatabaseGoOn(_ fixture: String) async throws {
        try unpack(fixture)
        let batches = try run("batch", "status")["batches"]?.array?.elements ?? []
        #expect(batches.map { $0["state"]?.string } == ["open", "done"], "\(batches)")
        #expect(batches.map { $0["open"]?.int } == [3, 0] && batches.last?["unchanged"]?.int == 1)
        let done = try run("batch", "results", "1")["results"]?.array?.elements ?? []
        #expect(done.map { $0["state"]?.string } == ["unchanged", "answered", "answered"])
        #expect(done.last?["answer"]?["id"]?.int != nil && done.last?["answer"]?["id"] == done[1]["answer"]?["id"])
        let footnotes = done.flatMap { $0["answer"]?["footnotes"]?.array?.elements ?? [] }
        #expect(!footnotes.isEmpty && footnotes.allSatisfy { $0["state"]?.string == "verified" })

        let simulator = try Simulator()
        for words in [
            ["batch", "resume", "--wait"],
            ["ask", "How long may a pump be sent back?", "--model", "sonnet", "--fresh"],
        ] {
            let result = try await ended(words, simulator)
            #expect(result.status == 0, "\(words): \(result.errors)")
        }
        await simulator.stop()
        let resumed = try run("batch", "results", "2")["results"]?.array?.elements ?? []
        #expect(resumed.map { $0["state"]?.string } == ["answered", "answered", "answered"])
        #expect(try run("verify")["findings"]?.array?.isEmpty == true)
    }

    /// Runs a command that asks a service, on a thread of its own: the simulator needs those that run tasks.
    private func ended(_ words: [String], _ simulator: Simulator) async throws -> BuiltProgram.Result {
        let environment = ["HOME": home.path, "ANTHROPIC_API_KEY": "any", "ANTHROPIC_BASE_URL": simulator.url]
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { [docqa, home] in
                continuation.resume(
                    with: Result { try docqa.run(words + ["--db", home["old.db"]], environment: environment) })
            }
        }
    }
}

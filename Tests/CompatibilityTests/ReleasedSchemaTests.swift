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

    @Test func thereIsOneOfEachRelease() {
        #expect(Self.fixtures.count >= 2)
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
    @Test(arguments: fixtures.filter { !$0.hasSuffix("schema-2.db.gz") })
    func theAnswersOfAnOldDatabaseAreProvedAgain(_ fixture: String) throws {
        try unpack(fixture)
        let answers = try run("history")["answers"]?.array
        #expect(answers?.compactMap { $0["model"]?.string } == ["claude-sonnet-5-5", "extractive"])
        let replayed = try run("replay", "1")
        #expect(replayed["question"]?.string == "How long may a pump be sent back?")
        #expect(replayed["footnotes"]?.array?.map { $0["state"]?.string } == ["verified", "verified", "verified"])
        let spent = try run("usage")
        #expect(spent["total"]?["calls"]?.int == 1 && (spent["total"]?["cost"]?["nano_dollars"]?.int ?? 0) > 0)
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
}

import JSON
import TestSupport
import Testing

@testable import CommandLine
@testable import docqa

/// What every command really prints with `--json`, over the sample corpus, held against its schema.
@Suite struct OutputSchemaTests {
    private static let samples = Project.root + "/docs/examples"

    /// A command line, and the schema of what it prints. In this order on one database.
    static let lines: [(schema: String, words: [String])] = [
        ("ingest", ["ingest", Project.root + "/corpus", "--label", "kind=sample"]),
        ("ingest", ["ingest", Project.root + "/corpus"]),
        ("ingest", ["ingest", Project.root + "/corpus", "--dry-run"]),
        ("list", ["list"]),
        ("list", ["list", "warranty"]),
        ("status", ["status"]),
        ("show", ["show", "guides/getting-started.md"]),
        ("show", ["show", "guides/getting-started.md:3"]),
        ("show", ["show", "manuals/ember-datasheet.pdf#1"]),
        ("search", ["search", "how long is the warranty", "--full", "--explain"]),
        ("ask", ["ask", "How long is the warranty on batteries?", "--offline"]),
        ("ask", ["replay", "--last"]),
        ("history", ["history"]),
        ("prompt", ["prompt", "How long is the warranty on batteries?", "--model", "sonnet"]),
        ("warm", ["warm", "default", "--model", "sonnet"]),
        ("impact", ["impact"]),
        ("batch", ["batch", samples + "/batch/questions.jsonl", "--dry-run"]),
        ("batch", ["batch", samples + "/batch/questions.csv", "--dry-run", "--model", "opus"]),
        ("batch", ["batch", samples + "/batch/unanswerable.jsonl", "--yes"]),
        ("batch-status", ["batch", "status"]),
        ("batch-results", ["batch", "results", "1"]),
        ("search", ["search", "boiler", "--path", "manuals", "--limit", "1"]),
        ("eval-retrieval", ["eval", "retrieval", samples + "/evaluation"]),
        (
            "eval-retrieval",
            [
                "eval", "retrieval", samples + "/evaluation", "--compare", samples + "/evaluation/before.run",
                samples + "/evaluation/after.run",
            ]
        ),
        ("eval-answers", ["eval", "answers", samples + "/evaluation"]),
        ("eval-pages", ["eval", "pages", samples + "/pages"]),
        ("usage", ["usage", "--by", "model"]),
        ("budget", ["budget"]),
        ("verify", ["verify"]),
        ("remove", ["remove", "guides/getting-started.md"]),
        ("config", ["config"]),
        ("doctor", ["doctor"]),
        ("version", ["version"]),
    ]

    @Test func everyOutputIsAsItsSchemaSays() throws {
        let schemas = try Project.schemas()
        let home = TemporaryFolder()
        let docqa = BuiltProgram("docqa")
        for line in Self.lines {
            let result = try docqa.run(
                line.words + ["--json"], environment: ["HOME": home.path, "ANTHROPIC_API_KEY": "sk-ant-none"],
                folder: home.path)
            #expect(result.status == 0, "\(line.words): \(result.errors)")
            #expect(result.output.hasSuffix("}\n") && result.output.split(separator: "\n").count == 1, "\(line.words)")
            let value = try JSONValue(parsing: result.output)
            #expect(schemas.problems(of: value, against: line.schema + ".json") == [], "\(line.words)")
        }
        let export = try docqa.run("export", environment: ["HOME": home.path])
        #expect(export.status == 0)
        let exported = export.output.split(separator: "\n")
        #expect(exported.count > 100)
        for line in exported {
            #expect(try schemas.problems(of: JSONValue(parsing: String(line)), against: "export.json") == [])
        }
    }

    @Test func everyCommandWithASchemaIsAmongThem() {
        let declared = Set(commandTable.commands.compactMap(\.schema))
        #expect(declared == Set(Self.lines.map(\.schema)), "add the new command to OutputSchemaTests.lines")
    }
}

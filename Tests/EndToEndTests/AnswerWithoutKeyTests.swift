import JSON
import TestSupport
import Testing

/// `docqa ask` where no model can or may be asked.
@Suite struct AnswerWithoutKeyTests {
    private static let question = "How long is the warranty on batteries?"
    private static let sentence = "The warranty on batteries runs for ten years."
    private let docqa = BuiltProgram("docqa")
    private let home = TemporaryFolder()

    init() throws {
        home.write("files/warranty.md", "# Warranty\n\n\(Self.sentence)\n\nInverters are covered for five years.\n")
        let ingested = try docqa.run(
            ["ingest", home["files"], "--db", home["a.db"]], environment: ["HOME": home.path], folder: home.path)
        try #require(ingested.status == 0, "\(ingested.errors)")
    }

    private func ask(_ flags: String..., key: String? = nil) throws -> BuiltProgram.Result {
        var environment = ["HOME": home.path]
        environment["ANTHROPIC_API_KEY"] = key
        return try docqa.run(
            ["ask", Self.question, "--db", home["a.db"]] + flags, environment: environment, folder: home.path)
    }

    @Test(arguments: [
        [], ["--model", "auto"], ["--offline"], ["--offline", "--model", "auto"], ["--json"], ["--format", "markdown"],
        ["--format", "html"],
    ])
    func oneLineSaysHowToAddAKey(flags: [String]) throws {
        let result = try docqa.run(
            ["ask", Self.question, "--db", home["a.db"]] + flags, environment: ["HOME": home.path], folder: home.path)
        #expect(result.status == 0 && result.output.contains(Self.sentence), "\(result)")
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].contains("set ANTHROPIC_API_KEY"), "\(result.errors)")
    }

    @Test func whatIsSaidAboutTheAnswerStandsBehindItWhereBothStreamsGoToOnePlace() throws {
        let result = try BuiltProgram(absolutePath: "/bin/sh").run(
            ["-c", "exec \"$0\" \"$@\" 2>&1", docqa.path, "ask", Self.question, "--db", home["a.db"]],
            environment: ["HOME": home.path], folder: home.path)
        let note = result.output.firstRange(of: "No model was asked")
        let answer = note.map { result.output[..<$0.lowerBound] }
        #expect(answer?.contains("\"\(Self.sentence)\"\n") == true, "\(result.output)")
    }

    @Test func theAnswerSaysThatItIsExtraction() throws {
        let words = "These are sentences of the documents, word for word; no model wrote them."
        #expect(try ask().output.contains(words))
        #expect(try ask("--format", "html").output.contains(words))
        #expect(try ask("--format", "markdown").output.contains(words))
        let answer = try JSONValue(parsing: try ask("--json").output)
        #expect(answer["notes"]?[0]?.string == words && answer["model"]?["name"]?.string == "extractive")
        #expect(answer["footnotes"]?[0]?["state"]?.string == "verified")
    }

    @Test func aQuestionGoesOnWithOneConversation() throws {
        let result = try ask("--continue", "--conversation", "1")
        #expect(result.status == 2 && result.errors.contains("Leave one of them away."), "\(result.errors)")
    }

    @Test(arguments: ["haiku", "sonnet", "opus", "claude-opus-5-5"])
    func aClaudeModelNeedsAKey(model: String) throws {
        let result = try ask("--model", model)
        #expect(result.status == 3 && result.output.isEmpty && result.errors.contains("ANTHROPIC_API_KEY"), "\(result)")
        let offline = try ask("--model", model, "--offline", key: "any")
        #expect(offline.status == 3 && offline.errors.contains("--offline forbids it"), "\(offline)")
    }

    @Test(arguments: ["--offline", "--model=extractive"]) func whoHasAKeyIsNotToldToAddOne(flag: String) throws {
        let result = try ask(flag, key: "any")
        #expect(result.status == 0 && result.output.contains(Self.sentence), "\(result)")
        #expect(!result.errors.contains("ANTHROPIC_API_KEY"))
    }

    @Test func whatTheDocumentsDoNotHoldIsSaid() throws {
        let result = try docqa.run(
            ["ask", "Who painted the ceiling of the chapel in Rome?", "--db", home["a.db"]],
            environment: ["HOME": home.path], folder: home.path)
        #expect(result.status == 1 && result.output.contains("The documents do not answer this."), "\(result)")
    }
}

import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import TestSupport
import Testing

/// All questions of the sample corpus, through the whole way and back.
@Suite struct CorpusQuestionsTests {
    @Test func everyQuestionOfTheCorpusGetsOnlyProvedFootnotes() async throws {
        let home = TemporaryFolder()
        let simulator = try Simulator()
        var configuration = ClientConfiguration(.apiKey(Secret("k")))
        configuration.baseURL = simulator.url
        let service = AnsweringService(try ClaudeClient(configuration))
        let library = try await Library.open(at: home["docqa.db"])
        _ = try await library.ingest(IngestRequest(paths: [Project.root + "/corpus"]))
        var footnotes = 0
        var unproved: [String] = []
        var counts = (answerable: 0, cited: 0, right: 0)
        for line in (Project.text("corpus/questions.jsonl") ?? "").split(separator: "\n") {
            let question = try JSONValue(parsing: String(line))
            var request = AskRequest(question["text"]?.string ?? "")
            request.model = .named("sonnet")
            request.keepDays = 0
            let answer = try await library.ask(request, with: service)
            footnotes += answer.footnotes.count
            unproved += answer.footnotes.filter { $0.state != .verified }.map {
                "\(question["id"]?.string ?? ""): \($0.quote)"
            }
            guard question["kind"]?.string == "answerable" else { continue }
            counts.answerable += 1
            guard !answer.footnotes.isEmpty else { continue }
            counts.cited += 1
            let right = Set(
                [question["doc"]?.string].compactMap { $0 }
                    + (question["also"]?.array?.elements.compactMap(\.string) ?? []))
            if answer.footnotes.contains(where: { right.contains($0.document.name) }) { counts.right += 1 }
        }
        await library.close()
        await simulator.stop()
        print(
            "corpus through the simulator: \(footnotes) footnotes, \(unproved.count) not proved; of \(counts.answerable) "
                + "answerable questions \(counts.cited) were answered, \(counts.right) of these from a right document")
        #expect(unproved == [])
        // How often the simulator answers is its own affair: what it cites has to be proved, and to come from the way there.
        #expect(counts.answerable == 90 && counts.right > 0)
    }
}

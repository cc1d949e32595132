import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import TestSupport
import Testing

/// All questions of the sample corpus, through the whole way and back.
@Suite struct CorpusQuestionsTests {
    /// What became of the questions.
    private struct Count {
        var answerable = 0
        var unanswerable = 0
        /// Answerable questions that were answered, and those of them with a footnote in a document that answers.
        var answered = 0
        var right = 0
        /// Answerable questions with a footnote that holds the known words, or stands in them.
        var exact = 0
        /// Unanswerable questions that were declined.
        var declined = 0
        var footnotes = 0
        var rightFootnotes = 0
        var unproved: [String] = []

        var text: String {
            """
            \(answered) of \(answerable) questions answered, \(right) with a footnote in a right document, \(exact) with the \
            very words; \(rightFootnotes) of \(footnotes) footnotes in a right document, \(unproved.count) not proved; \
            \(declined) of \(unanswerable) questions without an answer declined
            """
        }
    }

    @Test func theSimulatorCitesRightDocumentsAndProvesEveryFootnote() async throws {
        let simulator = try Simulator()
        var configuration = ClientConfiguration(.apiKey(Secret("k")))
        configuration.baseURL = simulator.url
        let service = AnsweringService(try ClaudeClient(configuration))
        let count = try await count(.named("sonnet"), with: service)
        await simulator.stop()
        print("corpus through the simulator: \(count.text)")
        #expect(count.unproved == [])
        #expect(count.answerable == 90 && count.unanswerable == 27)
        // Just below what is reached: it quotes without a search of its own, from all that it was sent.
        #expect(count.right >= 56 && count.exact >= 30 && count.declined >= 16)
        #expect(count.rightFootnotes * 100 >= count.footnotes * 44)
    }

    @Test func theExtractiveModelCitesRightDocumentsAndDeclinesWhatTheyDoNotHold() async throws {
        let count = try await count(.extractive, with: nil)
        print("corpus through the extractive model: \(count.text)")
        #expect(count.unproved == [])
        #expect(count.answerable == 90 && count.unanswerable == 27)
        // Just below what is reached.
        #expect(count.right >= 69 && count.exact >= 45 && count.declined >= 20)
        #expect(count.rightFootnotes * 100 >= count.footnotes * 68)
    }

    private func count(_ model: ModelWish, with service: AnsweringService?) async throws -> Count {
        let home = TemporaryFolder()
        let library = try await Library.open(at: home["docqa.db"])
        _ = try await library.ingest(IngestRequest(paths: [Project.root + "/corpus"]))
        var count = Count()
        for line in (Project.text("corpus/questions.jsonl") ?? "").split(separator: "\n") {
            let question = try JSONValue(parsing: String(line))
            var request = AskRequest(question["text"]?.string ?? "")
            request.model = model
            request.keepDays = 0
            add(try await library.ask(request, with: service), to: question, &count)
        }
        await library.close()
        return count
    }

    private func add(_ answer: Answer, to question: JSONValue, _ count: inout Count) {
        let id = question["id"]?.string ?? ""
        // What hostile and hidden text says is no answer, and is not quoted for one.
        for phrase in question["never"]?.array?.elements.compactMap(\.string) ?? [] {
            let said = [answer.text] + (answer.footnotes + answer.closest).map(\.quote)
            #expect(said.allSatisfy { !folded($0).contains(folded(phrase)) }, "\(id): \(phrase)")
        }
        count.unproved += answer.footnotes.filter { $0.state != .verified }.map { "\(id): \($0.quote)" }
        let isAnswered = answer.outcome == .answered && !answer.footnotes.isEmpty
        guard question["kind"]?.string == "answerable" else {
            count.unanswerable += 1
            if !isAnswered { count.declined += 1 }
            return
        }
        count.answerable += 1
        guard isAnswered else { return }
        count.answered += 1
        let documents = Set(
            [question["doc"]?.string].compactMap { $0 }
                + (question["also"]?.array?.elements.compactMap(\.string) ?? []))
        let right = answer.footnotes.filter { documents.contains($0.document.name) }
        count.footnotes += answer.footnotes.count
        count.rightFootnotes += right.count
        if !right.isEmpty { count.right += 1 }
        let words = folded(question["evidence"]?.string ?? "")
        let isExact = right.contains { note in
            let quote = folded(note.quote)
            return quote.contains(words) || quote.count >= 20 && words.contains(quote)
        }
        if isExact { count.exact += 1 }
    }

    private func folded(_ text: String) -> String { text.lowercased().filter { !$0.isWhitespace } }
}

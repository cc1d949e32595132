import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import Rendering
import TestSupport
import Testing

/// The examples of docs/library.md, compiled and run against the simulator. Nothing is imported that an outside package
/// could not import, but for what the test itself needs.
@Suite struct LibraryExamples {
    @Test func everyExampleOfThePageIsHere() throws {
        let compared = try #require(
            CompiledExamples.compare(page: "docs/library.md", with: "Tests/DocQATests/LibraryExamples.swift") {
                // Here the environment is a parameter, so that nothing outside the test is read.
                $0.replacing("fromEnvironment(environment)", with: "fromEnvironment()")
            })
        #expect(compared.count >= 8 && compared.missing == [])
    }

    @Test func theExamplesRun() async throws {
        let files = TemporaryFolder()
        files.write("manuals/warranty.md", "# Warranty\n\nThe warranty lasts 24 months.\n")
        let simulator = try Simulator(SimulatorConfiguration())
        let environment = ["ANTHROPIC_API_KEY": "none", "ANTHROPIC_BASE_URL": simulator.url]
        let result = await Task {
            try await run(files["docqa.db"], files["manuals"]) { environment[$0] }
        }.result
        await simulator.stop()
        try result.get()
    }

    private func run(
        _ database: String, _ folder: String, _ environment: @Sendable (String) -> String?
    ) async throws {
        let library = try await Library.open(at: database)
        let report = try await library.ingest(IngestRequest(paths: [folder]))
        print(report.added, report.updated, report.skipped.map(\.path))

        let article = DocumentUpload(
            externalID: "article-17", name: "refunds.md", bytes: Array("Refunds take five days.".utf8),
            labels: ["product": "shop"], access: ["staff"])
        try await library.put(article, in: "articles")
        try await library.remove(externalID: "article-16", from: "articles")

        var question = AskRequest("How long do refunds take?", collections: ["articles"], access: ["staff"])
        let quoted = try await library.ask(question)
        print(quoted.text, quoted.footnotes.map { "\($0.number): \($0.document.name) \($0.quote)" })

        let service = AnsweringService(try ClaudeClient(.fromEnvironment(environment)))
        question.model = .auto
        question.tenant = "acme"
        question.maxCost = 200_000_000  // 20 cents, in nano-dollars
        let answer = try await library.ask(question, with: service)
        switch answer.outcome {
        case .answered: print(answer.text)
        case .notInDocuments: print("Nothing found; closest: \(answer.closest.map(\.quote))")
        default: print("No whole answer: \(answer.notes)")
        }

        for try await event in library.events(of: question, with: service) {
            switch event {
            case .searching: print("searching")
            case .retrieved(let passages): print("\(passages.count) passages")
            case .planned(let plan): print("\(plan.model), at most \(plan.worstNanoDollars ?? 0) nano-dollars")
            case .text(let piece): print(piece, terminator: "")
            case .footnote(let number, _): print("[\(number)]", terminator: "")
            case .finished(let answer): print("\n\(answer.cost?.nanoDollars ?? 0) nano-dollars")
            default: break
            }
        }

        question.conversation = answer.conversation.map { .id($0) }
        question.question = "And for gift cards?"
        let followUp = try await library.ask(question, with: service)

        let page = HTMLAnswer().render(answer, try await library.illustrations(of: answer))
        let text = MarkdownAnswer().render(answer)
        let object = answer.json.text()

        let again = try await library.replay(answer.id, access: ["staff"])
        let wrong = try await library.impact().compactMap(\.id)

        try await library.set(Budget(.tenant("acme"), .month, limit: 40_000_000_000, warning: 30_000_000_000))
        for standing in try await library.budgets() { print(standing.budget.scope, standing.spent, standing.left ?? 0) }
        let spent = try await library.spending(by: .tenant, since: 0)
        for row in spent.rows { print(row.name, row.cost, row.saved, row.cachedShare ?? 0) }

        #expect(report.added == 1 && report.skipped.isEmpty)
        #expect(quoted.footnotes.map(\.quote) == ["Refunds take five days."])
        #expect(answer.outcome == .answered && answer.footnotes.map(\.state) == [.verified])
        #expect(followUp.conversation == answer.conversation && followUp.turn == 2)
        for form in [page, text, object] { #expect(form.contains("Refunds take five days.")) }
        #expect(again.footnotes.map(\.since) == [.same] && wrong.isEmpty)
        #expect(spent.rows.map(\.name) == ["acme"] && spent.total.cost > 0)
        await library.close()
    }
}

import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import PDFPages
import TestSupport
import Testing

/// What a prompt was planned to cost, against what was charged for it: questions about the sample corpus, one after the other,
/// on a clock that stands in between.
@Suite struct PlannedPriceTests {
    /// Nano-dollars of what was sent; what was said costs the same whatever was planned.
    private struct Bill {
        var planned = 0
        var charged = 0
        var calls = 0
        var read = 0

        var apart: Double { abs(Double(planned) / Double(charged) - 1) }
        var text: String { "\(calls) calls, planned \(planned), charged \(charged): \(apart * 100) % apart" }
    }

    private static let questionCount = 24

    /// - Parameter turns: so many questions make a conversation.
    private func bill(_ model: String, turns: Int, passages: Int = 12) async throws -> Bill {
        let folder = TemporaryFolder()
        var configuration = SimulatorConfiguration()
        let clock = SimulatorClock(standingAt: configuration.clock.now)
        configuration.clock = clock
        let simulator = try Simulator(configuration)
        let pool = PDFWorkerPool()
        let library = try await Library.open(
            at: folder["docqa.db"], create: true, pdfPool: pool, extractors: BuiltIns.extractors(pdfPool: pool),
            now: { clock.now.milliseconds * 1_000_000 })
        _ = try await library.ingest(IngestRequest(paths: [Project.root + "/corpus"]))
        var client = ClientConfiguration(.apiKey(Secret("k")))
        client.baseURL = simulator.url
        let service = AnsweringService(try ClaudeClient(client))
        let facts = try #require(ModelCatalogue.builtIn[model: model])
        var bill = Bill()
        let lines = (Project.text("corpus/questions.jsonl") ?? "").split(separator: "\n")
        for (number, line) in lines.prefix(Self.questionCount).enumerated() {
            var request = AskRequest(try #require(try JSONValue(parsing: String(line))["text"]?.string))
            request.passages = passages
            request.model = .named(model)
            request.isFresh = true
            if number % turns > 0 { request.conversation = .last }
            let answer = try await library.ask(request, with: service)
            let plan = try #require(answer.prompt.plan, "\(answer.outcome) \(answer.notes)")
            let prices = try #require(facts.prices(promptTokens: answer.usage.prompt))
            let cost = try #require(answer.cost)
            bill.planned += plan.nanoDollars
            bill.charged += cost.nanoDollars - (prices.output * answer.usage.output).nanoDollars
            bill.calls += 1
            bill.read += answer.usage.cacheRead
            clock.advance(seconds: 20)
        }
        await library.close()
        await simulator.stop()
        return bill
    }

    @Test(arguments: ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-sonnet-4-6"])
    func questionsCostWhatWasPlanned(model: String) async throws {
        let bill = try await bill(model, turns: 1)
        #expect(bill.apart < 0.03 && bill.calls == Self.questionCount && bill.read > 0, "\(bill.text)")
    }

    @Test func smallPromptsCostWhatWasPlanned() async throws {
        let bill = try await bill("claude-sonnet-5-5", turns: 1, passages: 5)
        #expect(bill.apart < 0.03, "\(bill.text)")
    }

    @Test func conversationsCostWhatWasPlanned() async throws {
        let bill = try await bill("claude-sonnet-5-5", turns: 4)
        #expect(bill.apart < 0.03 && bill.read > 0, "\(bill.text)")
    }
}

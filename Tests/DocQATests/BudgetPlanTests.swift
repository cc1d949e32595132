import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import Synchronization
import TestSupport
import Testing

/// How a question is planned when there is little money.
@Suite struct BudgetPlanTests {
    private let rig = AskRig()

    private func request(limit: Int?) -> AskRequest {
        var request = rig.request()
        request.model = .named("claude-sonnet-5-5")
        request.isFresh = true
        request.maxCost = limit
        return request
    }

    /// What was planned on the way, and the answer.
    private func ask(
        _ request: AskRequest, _ library: Library, _ service: AnsweringService
    ) async throws -> (planned: [PlannedQuestion], answer: Answer) {
        let planned = Mutex<[PlannedQuestion]>([])
        let answer = try await library.ask(request, with: service) { event in
            if case .planned(let plan) = event { planned.withLock { $0.append(plan) } }
        }
        return (planned.withLock { $0 }, answer)
    }

    @Test func whereThereIsNoMoneyToSaveMoneyLaterOnlyWhatWasFoundIsSent() async throws {
        try await rig.with { simulator, library, service in
            let usual = try await ask(request(limit: nil), library, service)
            let worst = try #require(usual.planned.first?.worstNanoDollars)
            #expect(usual.planned.count == 1 && usual.answer.usage.cacheWrite5m > 0)
            simulator.reset()

            let scarce = try await ask(request(limit: worst - 1), library, service)
            #expect(scarce.planned.count == 2 && scarce.planned[1].marks.isEmpty && scarce.planned[1].plan == nil)
            #expect(scarce.answer.usage.cacheWrite5m + scarce.answer.usage.cacheWrite1h == 0)
            #expect(scarce.answer.model.stopReason == "end_turn")
            let plain = try #require(scarce.planned[1].worstNanoDollars)
            #expect(plain < worst && scarce.answer.cost?.nanoDollars ?? .max <= plain)

            // Less than that is refused, with the figures and with what would fit: and it does fit.
            let paid = simulator.account["nano_dollars"]?.int
            let error = await #expect(throws: DocQAError.self) {
                try await library.ask(request(limit: plain - 1), with: service)
            }
            let message = try #require(error?.message)
            #expect(error?.code == "budget_exceeded" && message.contains("$0.0"), "\(message)")
            #expect(simulator.account["nano_dollars"]?.int == paid)
            let tokens = try #require(message.firstMatch(of: /--max-tokens (\d+)/).flatMap { Int($0.1) }, "\(message)")
            var fitting = request(limit: plain - 1)
            fitting.maxTokens = tokens
            #expect(try await library.ask(fitting, with: service).model.stopReason == "end_turn")
        }
    }

    @Test func aBudgetOfTheDatabaseIsPlannedForInTheSameWay() async throws {
        try await rig.with { _, library, service in
            let usual = try await ask(request(limit: nil), library, service)
            let worst = try #require(usual.planned.first?.worstNanoDollars)
            let spent = try #require(usual.answer.cost?.nanoDollars)
            // The question reads what the first one wrote, but its worst case is that of writing it.
            try await library.set(Budget(.database, .day, limit: spent + worst - 1))
            let scarce = try await ask(request(limit: nil), library, service)
            #expect(scarce.planned.count == 2 && scarce.answer.usage.cacheWrite5m == 0)
            let calls = try await library.spending(by: .purpose, since: 0).total
            #expect(calls.cost < spent + worst && calls.calls == 2)
        }
    }
}

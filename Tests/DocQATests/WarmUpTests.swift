import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import Storage
import TestSupport
import Testing

/// Writing the cache before anybody asks.
@Suite struct WarmUpTests {
    private let rig = AskRig()

    private func base() -> AskRequest {
        var request = rig.request("")
        request.collections = ["default"]
        return request
    }

    private func ask(_ library: Library, _ service: AnsweringService, times: Int) async throws -> [Answer] {
        var answers: [Answer] = []
        for _ in 0..<times {
            var request = base()
            request.question = AskRig.question
            request.isFresh = true
            answers.append(try await library.ask(request, with: service))
        }
        return answers
    }

    @Test func withoutAForecastNothingIsSentUnlessItIsWanted() async throws {
        try await rig.with { simulator, library, service in
            let idle = try await library.warm(for: base(), with: service)
            #expect(idle.outcome == .notWorthIt && idle.loggedQuestions == 0 && idle.usage.prompt == 0)
            #expect(simulator.account["nano_dollars"]?.int == 0)
            let way = try #require(idle.way)
            #expect(way.nanoDollars > way.savesLater)

            let forced = try await library.warm(for: base(), with: service, isForced: true)
            #expect(forced.outcome == .written && forced.usage.cacheWrite5m > 1_000 && forced.usage.output == 0)
            #expect(forced.cost?.nanoDollars == simulator.account["nano_dollars"]?.int)
            let answer = try #require(try await ask(library, service, times: 1).first)
            #expect(answer.usage.cacheRead >= forced.usage.cacheWrite5m)
            #expect(answer.prompt.plan?.inputs.loggedQuestions == 0, "a warm-up is no question")
        }
    }

    @Test func whatIsWarmIsNotWrittenAgain() async throws {
        try await rig.with { simulator, library, service in
            _ = try await ask(library, service, times: 6)
            let spent = simulator.account["nano_dollars"]?.int
            let result = try await library.warm(for: base(), with: service)
            #expect(result.outcome == .warm && result.loggedQuestions == 6)
            #expect(simulator.account["nano_dollars"]?.int == spent)
        }
    }

    @Test func itIsInTheLedgerAsWhatItIs() async throws {
        try await rig.with { _, library, service in
            _ = try await library.warm(for: base(), with: service, isForced: true)
            let rows = try await library.spending(by: .purpose, since: 0).rows
            #expect(rows.map(\.name) == ["warm_up"])
        }
    }
}

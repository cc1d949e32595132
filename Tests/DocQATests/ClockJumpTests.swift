import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import PDFPages
import Storage
import Synchronization
import TestSupport
import Testing

/// The clock of this machine jumps; that of the service does not.
@Suite struct ClockJumpTests {
    private let rig = AskRig()

    private final class Skew: Sendable {
        let seconds = Mutex(0)
        func set(_ value: Int) { seconds.withLock { $0 = value } }
    }

    private func with(
        _ body: (Simulator, Library, AnsweringService, Skew) async throws -> Void
    ) async throws {
        let skew = Skew()
        try await rig.with { simulator, first, service in
            await first.close()
            let pool = PDFWorkerPool()
            let library = try await Library.open(
                at: rig.folder["docqa.db"], create: false, pdfPool: pool,
                extractors: BuiltIns.extractors(pdfPool: pool),
                now: { systemNanoseconds() + skew.seconds.withLock { $0 } * 1_000_000_000 })
            try await body(simulator, library, service, skew)
            await library.close()
        }
    }

    private func ask(
        _ library: Library, _ service: AnsweringService, after conversation: ConversationWish? = nil
    ) async throws -> Answer {
        var request = rig.request()
        request.isFresh = true
        request.conversation = conversation
        return try await library.ask(request, with: service)
    }

    @Test func nothingIsCountedOnThatTheClockCannotVouchFor() async throws {
        try await with { simulator, library, service, skew in
            _ = try await ask(library, service)
            #expect(try await ask(library, service).prompt.plan?.tokens.read ?? 0 > 1_000)
            for seconds in [86_400, -30 * 86_400, 400 * 86_400, -7_200, 7_200] {
                skew.set(seconds)
                let answer = try await ask(library, service)
                let plan = try #require(answer.prompt.plan)
                #expect(answer.model.stopReason == "end_turn" && answer.prompt.miss == nil, "\(seconds)")
                #expect(plan.tokens.read == 0 && plan.inputs.warm.isEmpty, "\(seconds): \(plan.inputs)")
            }
            // What was found then is believed from then on.
            #expect(try await ask(library, service).prompt.plan?.tokens.read ?? 0 > 1_000)
            let spent = try await library.spending(by: .day, since: .min)
            #expect(spent.total.cost == simulator.account["nano_dollars"]?.int && spent.total.calls == 8)
        }
    }

    @Test func aConversationGoesOnWhenTheClockWasSetBack() async throws {
        try await with { simulator, library, service, skew in
            let first = try await ask(library, service)
            skew.set(-3_600)
            let second = try await ask(library, service, after: .last)
            #expect(second.conversation == first.conversation && second.turn == 2)
            skew.set(3_600 * 24)
            let third = try await ask(library, service, after: .last)
            #expect(third.turn == 3 && third.model.stopReason == "end_turn")
            let spent = try await library.spending(by: .purpose, since: .min)
            #expect(spent.total.cost == simulator.account["nano_dollars"]?.int)
        }
    }

    /// A day that lies ahead has no money of its own: what was spent in it while the clock was wrong counts today as well.
    @Test func aBudgetIsKeptWhenTheClockWasSetBack() async throws {
        try await with { simulator, library, service, skew in
            skew.set(2 * 86_400)
            let spent = try #require(try await ask(library, service).cost?.nanoDollars)
            skew.set(0)
            try await library.set(Budget(.database, .day, limit: spent))
            let error = await #expect(throws: DocQAError.self) { try await ask(library, service) }
            #expect(error?.code == "budget_exceeded")
            #expect(simulator.account["nano_dollars"]?.int == spent)
        }
    }
}

import Accounting
import Claude
import DocumentModel
import JSON
import Storage
import TestSupport
import Testing

@Suite struct LedgerTests {
    @Test func settlesACallAtWhatItCost() async throws {
        let sample = try await LedgerSample()
        let reservation = try await sample.ledger.reserve(.costing(cents: 5, collections: ["manuals", "faq"]))
        #expect(try await sample.spent() == 50_000_000)
        sample.clock.seconds += 3
        let usage = Usage(
            inputTokens: 100, outputTokens: 200, cacheReadTokens: 10_000, fiveMinuteWriteTokens: 400,
            oneHourWriteTokens: 500)
        var outcome = CallOutcome(.complete, .usage(usage), model: "claude-sonnet-5-5")
        outcome.firstText = 420
        outcome.duration = 2_900
        outcome.requestID = "req_1"
        await sample.ledger.settle(reservation, outcome)

        let call = try #require(try await sample.calls().first)
        // 100 x 2 + 400 x 2.5 + 500 x 4 + 10,000 x 0.1 + 200 x 10 dollars a million.
        #expect(call.cost == 200_000 + 1_000_000 + 2_000_000 + 1_000_000 + 2_000_000)
        #expect(call.uncachedCost == 11_000 * 2_000 + 200 * 10_000)
        #expect(call.state == .complete)
        #expect(call.reservedAt == LedgerSample.noon && call.settledAt == LedgerSample.noon + 3)
        #expect(call.collections == ["faq", "manuals"])
        #expect((call.firstText, call.duration) == (420, 2_900))
        #expect(call.requestID == "req_1")
        #expect(try await sample.spent() == call.cost)
    }

    @Test func refusesWhatCouldGoBeyondABudget() async throws {
        let sample = try await LedgerSample(budgets: [.aDay(cents: 10)])
        let first = try await sample.ledger.reserve(.costing(cents: 6))
        let refusal = await #expect(throws: AccountingError.self) {
            try await sample.ledger.reserve(.costing(cents: 5))
        }
        #expect(refusal?.code == .overBudget)
        #expect(refusal?.left == .cents(4))
        #expect(refusal?.message.contains("$0.10") == true && refusal?.message.contains("$0.04") == true)
        #expect(refusal?.message.contains("2026-11-22") == true)
        // What was reserved and not needed can be spent again.
        await sample.ledger.settle(first, .cheap)
        _ = try await sample.ledger.reserve(.costing(cents: 9))
        #expect(try await sample.calls().count == 2)
    }

    @Test func beginsEachPeriodAnew() async throws {
        let month = Budget(.database, .month, limit: Money.cents(15).nanoDollars)
        let sample = try await LedgerSample(budgets: [.aDay(cents: 10), month])
        _ = try await sample.ledger.reserve(.costing(cents: 10))
        sample.clock.seconds += 86_400
        await #expect(throws: AccountingError.self) { try await sample.ledger.reserve(.costing(cents: 6)) }
        _ = try await sample.ledger.reserve(.costing(cents: 5))
        sample.clock.seconds += 9 * 86_400
        _ = try await sample.ledger.reserve(.costing(cents: 10))
    }

    @Test func countsForCollectionAndTenantAlone() async throws {
        let budgets = [Budget.aDay(.collection("manuals"), cents: 5), .aDay(.tenant("acme"), cents: 5)]
        let sample = try await LedgerSample(budgets: budgets)
        _ = try await sample.ledger.reserve(.costing(cents: 50))
        _ = try await sample.ledger.reserve(.costing(cents: 50, collections: ["faq"], tenant: "other"))
        _ = try await sample.ledger.reserve(.costing(cents: 5, collections: ["manuals", "faq"]))
        _ = try await sample.ledger.reserve(.costing(cents: 5, tenant: "acme"))
        for intent in [CallIntent.costing(cents: 1, collections: ["manuals"]), .costing(cents: 1, tenant: "acme")] {
            await #expect(throws: AccountingError.self) { try await sample.ledger.reserve(intent) }
        }
    }

    @Test func warnsBeyondASoftLimit() async throws {
        let sample = try await LedgerSample(budgets: [.aDay(cents: 10, warning: 5)])
        #expect(try await sample.ledger.reserve(.costing(cents: 4)).warnings.isEmpty)
        let warnings = try await sample.ledger.reserve(.costing(cents: 4)).warnings
        #expect(
            warnings == [
                "Of the budget for a day, $0.04 is spent, and this could cost $0.04; the warning was set at $0.05."
            ])
    }

    @Test func refusesAnUnknownPriceOnlyUnderABudget() async throws {
        let free = try await LedgerSample()
        let reservation = try await free.ledger.reserve(.costing(cents: nil))
        #expect(reservation.call.reserved == nil)
        let bound = try await LedgerSample(budgets: [.aDay(cents: 10)])
        let refusal = await #expect(throws: AccountingError.self) {
            try await bound.ledger.reserve(.costing(cents: nil))
        }
        #expect(refusal?.code == .unknownPrice)
        // A budget that only warns keeps nobody from asking.
        let warned = try await LedgerSample(budgets: [Budget(.database, .day, limit: nil, warning: 1)])
        _ = try await warned.ledger.reserve(.costing(cents: nil))
    }

    @Test(arguments: [
        nil, Usage(object: ["input_tokens": 5]), Usage(object: ["input_tokens": -5, "output_tokens": 1]),
        Usage(object: ["input_tokens": 9_000_000_000_000_000_000, "output_tokens": 1]),
        Usage(object: ["input_tokens": "many", "output_tokens": 1]),
        Usage(object: ["input_tokens": 1, "output_tokens": 1, "cache_read_input_tokens": -7]),
    ])
    func chargesTheWorstWhereTheUsageCannotBeBelieved(usage: Usage?) async throws {
        let sample = try await LedgerSample()
        let reservation = try await sample.ledger.reserve(.costing(cents: 5))
        let call = await sample.ledger.settle(reservation, CallOutcome(.cut, usage.map { .usage($0) } ?? .worst))
        #expect(call.cost == 50_000_000)
        #expect(try await sample.spent() == 50_000_000)
    }

    /// Haiku's tokens cost five times as much in prompts of more than 100,000; two shorter prompts stay at the lower price.
    @Test func pricesEachAttemptForItself() async throws {
        let sample = try await LedgerSample()
        let intent = CallIntent(.answer, model: "claude-haiku-5-5", worstCost: .cents(50))
        let reservation = try await sample.ledger.reserve(intent)
        let usage = Usage(inputTokens: 60_000, outputTokens: 1_000)
        let refused = CallOutcome(.failed, .nothing, error: "overloaded")
        let calls = await sample.ledger.settle(
            reservation, [refused, CallOutcome(.cut, .usage(usage)), CallOutcome(.complete, .usage(usage))],
            prices: .builtIn)
        #expect(calls.map(\.cost) == [0, 60_000 * 100 + 1_000 * 500, 60_000 * 100 + 1_000 * 500])
        #expect(Set(calls.map(\.key)).count == 3 && calls[2].key == reservation.call.key)
        #expect(Set(try await sample.calls().map(\.state)) == [.complete, .cut, .failed])
        #expect(try await sample.spent() == 2 * calls[1].charge)
    }

    /// The counts that are shown are those that were told; what is charged is what may have been written behind them.
    @Test func chargesAnAnswerThatBrokeOffWithAllThatItWasAllowed() async throws {
        let sample = try await LedgerSample()
        let reservation = try await sample.ledger.reserve(.costing(cents: 50))
        let usage = Usage(inputTokens: 1_000, outputTokens: 7)
        let call = await sample.ledger.settle(reservation, CallOutcome(.cut, .cut(usage, output: 4_000)))
        #expect(call.tokens.input == 1_000 && call.tokens.output == 7)
        #expect(call.cost == 1_000 * 2_000 + 4_000 * 10_000 && call.uncachedCost == call.cost)
    }

    @Test func givesACallOfABatchTheTimeThatBatchesTake() async throws {
        let sample = try await LedgerSample()
        _ = try await sample.ledger.reserve(CallIntent(.batch, model: "claude-sonnet-5-5", worstCost: .cents(1)))
        sample.clock.seconds += Ledger.patience + 1
        try await sample.ledger.tidy()
        #expect(try await sample.calls().map(\.state) == [.open])
        sample.clock.seconds += Ledger.batchPatience
        try await sample.ledger.tidy()
        #expect(try await sample.calls().map(\.state) == [.lost])
    }

    @Test func chargesNothingForACallThatTheServiceRefused() async throws {
        let sample = try await LedgerSample()
        let reservation = try await sample.ledger.reserve(.costing(cents: 5))
        let call = await sample.ledger.settle(reservation, CallOutcome(.failed, .nothing, error: "overloaded_error"))
        #expect(call.cost == 0)
        #expect(try await sample.calls().first?.error == "overloaded_error")
    }

    @Test func countsACallWhoseProcessDiedAsSpent() async throws {
        let sample = try await LedgerSample()
        let dead = try await sample.ledger.reserve(.costing(cents: 5))
        let neighbour = try await sample.neighbour()
        neighbour.clock.seconds += Ledger.patience + 1
        try await neighbour.ledger.tidy()
        let lost = try #require(try await neighbour.calls().first)
        #expect(lost.state == .lost && lost.cost == 50_000_000)
        // It was not dead after all, only suspended: what is known counts more than what was feared.
        await sample.ledger.settle(dead, .cheap)
        let settled = try #require(try await neighbour.calls().first)
        #expect(settled.state == .complete && settled.cost == CallOutcome.cheapCost)
    }

    @Test func countsWhatAClockThatWasSetBackLeftInTheFuture() async throws {
        let sample = try await LedgerSample(budgets: [.aDay(cents: 10)])
        _ = try await sample.ledger.reserve(.costing(cents: 8))
        sample.clock.seconds -= 3 * 86_400
        await #expect(throws: AccountingError.self) { try await sample.ledger.reserve(.costing(cents: 5)) }
        _ = try await sample.ledger.reserve(.costing(cents: 2))
    }

    @Test func neverOverspendsFromManyProcesses() async throws {
        let sample = try await LedgerSample(budgets: [.aDay(cents: 100)])
        var neighbours: [LedgerSample] = []
        for _ in 0..<4 { neighbours.append(try await sample.neighbour()) }
        let granted = await withTaskGroup(of: Int.self) { group in
            for neighbour in neighbours {
                for _ in 0..<20 {
                    group.addTask {
                        (try? await neighbour.ledger.reserve(.costing(cents: 3))) == nil ? 0 : 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(granted == 33)
        #expect(try await sample.spent() == Money.cents(99).nanoDollars)
    }
}

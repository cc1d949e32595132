import PrefixPlanning
import Testing

@Suite struct PrefixTurnTests {
    private func entry(_ tokens: Int, age: Int, _ lifetime: PrefixLifetime = .fiveMinutes) -> WarmPrefix {
        WarmPrefix(units: [], tokens: tokens, lifetime: lifetime, lastUse: 100 * minute - age)
    }

    private func plan(_ written: [WarmPrefix], _ followUps: FollowUps = FollowUps()) -> PrefixTurnPlan {
        PrefixPlanner.plan(
            PrefixTurn(written: written, earlierTokens: 6_300, newTokens: 900, followUps: followUps),
            now: 100 * minute, correction: 1, prices: prices())
    }

    @Test func aFollowUpReadsAllThatWasSentBefore() {
        let plan = plan([entry(1_200, age: minute), entry(6_000, age: minute)])
        #expect(plan.reads?.tokens == 6_000)
        #expect(plan.tokens.read == 6_000)
        #expect(plan.end == .fiveMinutes && plan.tokens.fiveMinuteWrite == 1_200)
    }

    @Test func whatHasGoneColdIsNotRead() {
        let plan = plan([entry(1_200, age: 30 * minute, .oneHour), entry(6_000, age: 10 * minute)])
        #expect(plan.reads?.tokens == 1_200)
        #expect(plan.tokens.prompt == 7_200)
    }

    @Test func conversationsWithLongPausesAreKeptForAnHour() {
        var slow = FollowUps()
        for _ in 0..<40 { slow.count(gap: 20 * minute) }
        #expect(plan([entry(6_000, age: 20 * minute, .oneHour)], slow).end == .oneHour)
        #expect(plan([entry(6_000, age: minute, .fiveMinutes)], slow).end != .oneHour, "an hour behind five minutes")
    }

    @Test func turnsThatMayStillBeFollowedDoNotCount() {
        let now = 100 * minute
        let known = FollowUps([[0, minute, 2 * minute], [99 * minute]], now: now)
        #expect(known.turns == 3 && known.withinFiveMinutes == 2)
    }
}

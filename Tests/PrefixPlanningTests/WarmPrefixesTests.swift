import PrefixPlanning
import Testing

@Suite struct WarmPrefixesTests {
    private let past = log((0..<12).map { $0 % 2 == 0 ? [1, 2, 3, 4, 5] : [$0 * 10] }, every: minute / 2)

    private func question(_ warm: WarmPrefixes, now: Int) -> PrefixQuestion {
        PrefixQuestion(
            now: now, headTokens: 1_200, needed: [1, 2, 3, 4, 5].map { unit($0) }, tailTokens: 20, warm: warm.prefixes,
            log: past, prices: prices())
    }

    @Test func whatAPlanWroteIsReadByTheNextOne() {
        var warm = WarmPrefixes()
        let first = PrefixPlanner.plan(question(warm, now: 6 * minute))
        warm.settle(first, start: 6 * minute, read: 0, wrote: true)
        #expect(warm.prefixes.count == first.marks.count)
        let second = PrefixPlanner.plan(question(warm, now: 7 * minute))
        #expect(second.tokens.read == Double(first.tokens(before: first.marks.last!)))
        #expect(second.choice == .reuse)
    }

    @Test func aMissThatShouldHaveBeenAHitIsBelieved() {
        var warm = WarmPrefixes()
        let first = PrefixPlanner.plan(question(warm, now: 6 * minute))
        warm.settle(first, start: 6 * minute, read: 0, wrote: true)
        let second = PrefixPlanner.plan(question(warm, now: 7 * minute))
        warm.settle(second, start: 7 * minute, read: 0, wrote: false)
        #expect(warm.warm(at: 7 * minute).isEmpty)
    }

    @Test func readingKeepsWarm() {
        var warm = WarmPrefixes()
        let first = PrefixPlanner.plan(question(warm, now: 6 * minute))
        warm.settle(first, start: 6 * minute, read: 0, wrote: true)
        let second = PrefixPlanner.plan(question(warm, now: 9 * minute))
        warm.settle(second, start: 9 * minute, read: second.tokens.read, wrote: false)
        #expect(warm.warm(at: 12 * minute).count == first.marks.count)
    }

    @Test func nothingIsBelievedToBeThereThatWasNeitherReadNorWritten() {
        var warm = WarmPrefixes()
        let plan = PrefixPlanner.plan(question(warm, now: 6 * minute))
        warm.settle(plan, start: 6 * minute, read: 0, wrote: false)
        #expect(warm.prefixes.isEmpty)
    }
}

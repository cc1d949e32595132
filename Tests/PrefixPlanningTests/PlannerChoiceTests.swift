import PrefixPlanning
import Testing

@Suite struct PlannerChoiceTests {
    private let head = 1_200

    private func question(
        _ needed: [Int], _ log: QuestionLog = QuestionLog(), now: Int = 0, warm: [WarmPrefix] = [],
        collection: Int? = nil, followUps: FollowUps? = nil, model: String = "claude-sonnet-5-5"
    ) -> PrefixQuestion {
        PrefixQuestion(
            now: now, headTokens: head, needed: needed.map { unit($0) }, tailTokens: 30,
            collection: collection.map { (0..<$0).map { unit($0) } }, warm: warm, log: log, prices: prices(model),
            followUps: followUps)
    }

    private func warm(_ units: [Int], _ lifetime: PrefixLifetime = .fiveMinutes, age: Int, now: Int) -> WarmPrefix {
        WarmPrefix(
            units: units.map { UInt64($0) }, tokens: head + units.count * 400, lifetime: lifetime, lastUse: now - age)
    }

    @Test func theFirstQuestionOfAllPaysForNoCache() {
        let plan = PrefixPlanner.plan(question([1, 2, 3]))
        #expect(plan.choice == .uncached && plan.marks.isEmpty)
        #expect(plan.price == Double(head + 3 * 400 + 30) * 2_000)
        #expect(plan.units == [unit(1), unit(2), unit(3)])
    }

    @Test func instructionsAreCachedWhenQuestionsComeOften() {
        let past = log((0..<20).map { [$0 * 3, $0 * 3 + 1, $0 * 3 + 2] }, every: 2 * minute)
        let plan = PrefixPlanner.plan(question([100, 101], past, now: 40 * minute))
        #expect(plan.marks.map(\.unitsBefore) == [0])
        #expect(plan.choice == .instructions)
    }

    @Test func instructionsAreCachedForAnHourWhenQuestionsComeEveryTwentyMinutes() {
        let past = log((0..<20).map { [$0] }, every: 20 * minute)
        let plan = PrefixPlanner.plan(question([100], past, now: 400 * minute))
        #expect(plan.marks == [PrefixMark(unitsBefore: 0, lifetime: .oneHour)])
    }

    @Test func nothingIsCachedWhenQuestionsComeOnceADay() {
        let past = log([[Int]](repeating: [1, 2, 3], count: 30), every: 24 * 60 * minute)
        let plan = PrefixPlanner.plan(question([1, 2, 3], past, now: 30 * 24 * 60 * minute))
        #expect(plan.marks.isEmpty)
    }

    @Test func aWarmPrefixIsReusedThoughItHoldsMoreThanIsNeeded() {
        let past = log([[Int]](repeating: [1, 2, 3, 4], count: 5), every: minute)
        let now = 5 * minute
        let plan = PrefixPlanner.plan(
            question([2, 9], past, now: now, warm: [warm([4, 3, 2, 1], age: minute, now: now)]))
        #expect(plan.units.prefix(4).map(\.key) == [4, 3, 2, 1])
        #expect(plan.units.last == unit(9))
        #expect(plan.marks.contains { $0.unitsBefore == 4 })
        #expect(plan.tokens.read == Double(head + 1600))
    }

    @Test func aPrefixThatIsAboutToGoColdIsNotCountedOn() {
        let now = 10 * minute
        let age = PrefixLifetime.fiveMinutes.milliseconds
        let late = question([1, 2], now: now, warm: [warm([1, 2], age: age - 1_000, now: now)])
        #expect(PrefixPlanner.plan(late).tokens.read == 0)
        let early = question([1, 2], now: now, warm: [warm([1, 2], age: age - 20_000, now: now)])
        #expect(PrefixPlanner.plan(early).tokens.read > 0)
        let future = question([1, 2], now: now, warm: [warm([1, 2], age: -minute, now: now)])
        #expect(PrefixPlanner.plan(future).tokens.read == 0, "a clock that was set back promises nothing")
    }

    @Test func questionsThatRepeatGetAPrefixOfTheirOwn() {
        let past = log((0..<12).map { $0 % 2 == 0 ? [1, 2, 3, 4, 5] : [$0 * 10, $0 * 10 + 1] }, every: minute / 2)
        let plan = PrefixPlanner.plan(question([1, 2, 3, 4, 5], past, now: 6 * minute))
        #expect(plan.tokens.fiveMinuteWrite + plan.tokens.oneHourWrite >= Double(head + 2_000))
        #expect(plan.marks.last?.unitsBefore == 5)
    }

    @Test func aSmallCollectionStandsInThePrefixWhole() {
        let past = log((0..<40).map { number in (0..<6).map { (number * 5 + $0 * 3) % 12 } }, every: minute)
        let plan = PrefixPlanner.plan(question([0, 1, 2, 3, 4, 5], past, now: 40 * minute, collection: 12))
        #expect(Set(plan.units.map(\.key)) == Set((0..<12).map { UInt64($0) }))
        #expect(plan.marks.last?.unitsBefore == 12)
    }

    @Test func whatIsRarelyUsedStaysOutOfThePrefix() {
        let past = log((0..<40).map { $0 % 10 == 0 ? [1, 2, 50 + $0] : [1, 2] }, every: minute)
        let plan = PrefixPlanner.plan(question([1, 2, 99], past, now: 40 * minute))
        let end = plan.marks.last?.unitsBefore ?? 0
        #expect(Set(plan.units[..<end].map(\.key)) == [1, 2])
        #expect(plan.units.last == unit(99))
    }

    @Test func aPrefixIsNotMadeSoLongThatHaikuCostsFiveTimesAsMuch() {
        // Each question needs 30 of 300 units; all of them together have 120,000 tokens.
        let past = log((0..<60).map { number in (0..<30).map { (number * 7 + $0 * 10) % 300 } }, every: minute / 6)
        let plan = PrefixPlanner.plan(
            question(Array(0..<30), past, now: 10 * minute, collection: 300, model: "claude-haiku-5-5"))
        #expect(plan.tokens.prompt <= 100_000)
    }

    @Test func theFirstQuestionOfAConversationIsMarkedAtItsEnd() {
        let plan = PrefixPlanner.plan(question([1, 2, 3], followUps: FollowUps()))
        #expect(plan.end != nil && plan.tokens.fresh == 0)
        var lonely = FollowUps()
        for _ in 0..<30 { lonely.count(gap: nil) }
        #expect(PrefixPlanner.plan(question([1, 2, 3], followUps: lonely)).end == nil)
    }
}

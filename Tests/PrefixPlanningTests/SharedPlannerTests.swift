import Claude
import Testing

@testable import PrefixPlanning

@Suite struct SharedPlannerTests {
    private func shared(
        _ needs: [[Int]], tokens: Int = 400, head: Int = 1_000, chance: Double = 1, model: String = "claude-sonnet-5-5"
    ) -> SharedQuestions {
        let most = needs.joined().max() ?? 0
        return SharedQuestions(
            headTokens: head, units: (0...most).map { unit($0, tokens: tokens) },
            questions: needs.map { .init(needed: $0, tailTokens: 20) }, readChance: chance, prices: prices(model))
    }

    private func random(_ seed: UInt64, questions: Int, units: Int) -> SharedQuestions {
        var random = TestNumbers(state: seed)
        let needs = (0..<questions).map { _ in
            Array(Set((0..<(1 + random.below(8))).map { _ in random.below(1 + random.below(units)) })).sorted()
        }
        var result = shared(
            needs, head: random.below(2_000), chance: 0.3 + Double(random.below(71)) / 100,
            model: ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-4-6"][random.below(3)])
        for unit in result.units.indices { result.units[unit].tokens = 50 + random.below(2_000) }
        result.correction = 0.7 + Double(random.below(60)) / 100
        return result
    }

    @Test func questionsAboutOneTopicBeginAlike() {
        // Four need passages 0 to 2 and one of their own, two are about something else.
        let plan = SharedPlanner.plan(
            shared([[0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 2, 5], [0, 1, 2, 6], [7, 8], [9]]))
        for question in 0..<4 {
            #expect(plan.prompts[question].units == [0, 1, 2, 3 + question])
            #expect(plan.prompts[question].marks.last == PrefixMark(unitsBefore: 3, lifetime: .oneHour))
            #expect(plan.prompts[question].sharers == 4)
        }
        // The instructions are the same for all six.
        #expect(plan.prompts[4].marks == [PrefixMark(unitsBefore: 0, lifetime: .oneHour)])
        #expect(plan.prompts[4].units == [7, 8] && plan.prompts[5].units == [9])
        // Written once, 1,000 and 1,200 tokens at 4 dollars a million, read by five and three at 0.1; the rest fresh at 2.
        let expected =
            (1_000 * 4_000 + 5 * 1_000 * 100 + 1_200 * 4_000 + 3 * 1_200 * 100 + (4 + 3) * 400 * 2_000 + 6 * 20 * 2_000)
        #expect(abs(plan.price - Double(expected)) < 1)
        #expect(plan.alone == Double((6 * 1_020 + (16 + 3) * 400) * 2_000))
        #expect(Set(plan.order.prefix(4)) == [0, 1, 2, 3] || Set(plan.order.suffix(4)) == [0, 1, 2, 3])
    }

    @Test func whatTwoShareIsNotWorthAnHour() {
        // An hour's write costs twice the price, so two prompts gain nothing by it.
        let plan = SharedPlanner.plan(shared([[0, 1], [0, 1]]))
        #expect(plan.prompts.allSatisfy { $0.marks.isEmpty } && plan.price == plan.alone)
    }

    @Test func aRareHitIsNotPaidFor() {
        // Missed seven times in ten, a write costs more than it saves.
        let needs = (0..<10).map { [0, 1, 2 + $0] }
        let plan = SharedPlanner.plan(shared(needs, chance: 0.3))
        #expect(plan.prompts.allSatisfy { $0.marks.isEmpty } && plan.price == plan.alone)
        #expect(SharedPlanner.plan(shared(needs, chance: 0.9)).price < 0.7 * plan.alone)
    }

    @Test func whatIsTooShortForTheCacheIsNotMarked() {
        let needs = (0..<10).map { [0, 1 + $0] }
        // 512 tokens are the least that Sonnet 5.5 keeps, 4,096 for Opus 4.6.
        #expect(SharedPlanner.plan(shared(needs, tokens: 100, head: 300)).prompts.allSatisfy { $0.marks.isEmpty })
        #expect(SharedPlanner.plan(shared(needs, tokens: 400, head: 300)).prompts.allSatisfy { $0.marks.count == 1 })
        let opus = SharedPlanner.plan(shared(needs, tokens: 400, head: 300, model: "claude-opus-4-6"))
        #expect(opus.prompts.allSatisfy { $0.marks.isEmpty })
    }

    /// Each of twelve needs five of six passages, so all six stand in front of all, unless a prompt has no room for the sixth.
    @Test func whatOnlyOthersNeedStandsInNoPromptThatHasNoRoomForIt() {
        var questions = shared((0..<12).map { own in (0..<6).filter { $0 != own % 6 } })
        let roomy = SharedPlanner.plan(questions)
        #expect(roomy.prompts.allSatisfy { $0.units.count == 6 })
        questions.questions[3].room = 1_000 + 5 * 400 + 20
        let plan = SharedPlanner.plan(questions)
        #expect(plan.prompts[3].units == [0, 1, 2, 4, 5] && plan.prompts[3].marks.isEmpty)
        #expect(plan.prompts[3].price == plan.prompts[3].alone && plan.prompts[4] == roomy.prompts[4])
    }

    @Test func partsStandInsideParts() {
        // All need 0; one half 1, the other half 2; quarters 3 to 6.
        let needs = (0..<16).map { [0, 1 + $0 / 8, 3 + $0 / 4, 10 + $0] }
        let plan = SharedPlanner.plan(shared(needs, tokens: 2_000))
        for (question, prompt) in plan.prompts.enumerated() {
            #expect(prompt.units == [0, 1 + question / 8, 3 + question / 4, 10 + question])
            #expect(prompt.marks.map { $0.unitsBefore } == [1, 2, 3])
        }
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func everyPlanIsLawful(seed: UInt64) {
        let shared = random(seed, questions: 1 + Int(seed % 40), units: 3 + Int(seed % 50))
        let plan = SharedPlanner.plan(shared)
        #expect(plan.order.sorted() == Array(shared.questions.indices))
        #expect(plan.price <= plan.alone)
        for (prompt, question) in zip(plan.prompts, shared.questions) {
            #expect(Set(prompt.units).count == prompt.units.count && Set(prompt.units).isSuperset(of: question.needed))
            #expect(prompt.marks.count <= 4)
            var last = -1
            for mark in prompt.marks {
                #expect(mark.unitsBefore > last && mark.unitsBefore <= prompt.units.count && mark.lifetime == .oneHour)
                last = mark.unitsBefore
                let tokens = prompt.units[..<mark.unitsBefore].reduce(shared.headTokens) {
                    $0 + shared.units[$1].tokens
                }
                #expect(Double(tokens) * shared.correction >= Double(shared.prices.minimumTokens))
            }
        }
        #expect(abs(plan.price - priceOnACache(plan, shared)) <= 1e-6 * plan.alone)
    }

    /// The expected price counted in another way: by what stands in front of each mark, whoever sends it.
    private func priceOnACache(_ plan: SharedPlan, _ shared: SharedQuestions) -> Double {
        var readers: [[Int]: Int] = [:]
        for prompt in plan.prompts {
            for mark in prompt.marks { readers[Array(prompt.units[..<mark.unitsBefore]), default: 0] += 1 }
        }
        var price = 0.0
        for (prompt, question) in zip(plan.prompts, shared.questions) {
            func tokens(_ units: some Sequence<Int>) -> Double {
                units.reduce(0.0) { $0 + Double(shared.units[$1].tokens) * shared.correction }
            }
            let head = Double(shared.headTokens) * shared.correction
            let total = head + tokens(prompt.units) + Double(question.tailTokens) * shared.correction
            let step = shared.prices.step(total)
            var start = 0.0
            for mark in prompt.marks {
                let path = prompt.units[..<mark.unitsBefore]
                let end = head + tokens(path)
                let chance = shared.readChance * Double(readers[Array(path)]! - 1) / Double(readers[Array(path)]!)
                price += (end - start) * (chance * step.read + (1 - chance) * step.oneHourWrite)
                start = end
            }
            price += (total - start) * step.fresh
        }
        return price
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func theOrderOfTheListDoesNotMatter(seed: UInt64) {
        let shared = random(seed, questions: 25, units: 20)
        var mixed = shared
        var numbers = TestNumbers(state: seed &* 7)
        let order = shared.questions.indices.shuffled(using: &numbers)
        mixed.questions = order.map { shared.questions[$0] }
        let (one, other) = (SharedPlanner.plan(shared), SharedPlanner.plan(mixed))
        #expect(order.map { one.prompts[$0] } == other.prompts)
    }

    /// The cheapest of all ways to put a few questions into groups, each with the passages that belong in front of it.
    private func cheapest(_ shared: SharedQuestions) -> Double {
        var best = Double.infinity
        func tokens(_ unit: Int) -> Double { Double(shared.units[unit].tokens) * shared.correction }
        let step = shared.prices.steps[0]
        let missed = shared.readChance * step.read + (1 - shared.readChance) * step.oneHourWrite
        let head = Double(shared.headTokens) * shared.correction
        func price(_ group: [Int]) -> Double {
            let cost = step.oneHourWrite + Double(group.count - 1) * missed
            let alone =
                group.reduce(0.0) { $0 + shared.questions[$1].needed.reduce(head) { $0 + tokens($1) } } * step.fresh
            var (marked, front) = (head * cost, head)
            for unit in shared.units.indices {
                let holders = group.count { shared.questions[$0].needed.contains(unit) }
                let isIn = Double(holders) * step.fresh > cost
                marked += tokens(unit) * (isIn ? cost : Double(holders) * step.fresh)
                if isIn { front += tokens(unit) }
            }
            return front >= Double(shared.prices.minimumTokens) * 4 / 3 ? min(alone, marked) : alone
        }
        func place(_ question: Int, _ groups: [[Int]]) {
            guard question < shared.questions.count else {
                best = min(best, groups.reduce(0) { $0 + price($1) })
                return
            }
            for number in groups.indices {
                var groups = groups
                groups[number].append(question)
                place(question + 1, groups)
            }
            place(question + 1, groups + [[question]])
        }
        place(0, [])
        let tails = shared.questions.reduce(0) { $0 + $1.tailTokens }
        return best + Double(tails) * shared.correction * step.fresh
    }

    @Test func isAsCheapAsTheBestGroupsOfAll() {
        var ratios: [Double] = []
        for seed in 1...40 as ClosedRange<UInt64> {
            var shared = random(seed, questions: 8, units: 8)
            shared.prices = prices()
            shared.readChance = 0.95
            ratios.append(SharedPlanner.plan(shared).price / cheapest(shared))
        }
        // Parts inside parts are cheaper than any groups of one level; the search may miss a little.
        #expect(ratios.max()! <= 1.03, "\(ratios)")
        #expect(ratios.reduce(0, +) / Double(ratios.count) <= 1, "\(ratios)")
    }
}

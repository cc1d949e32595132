import PrefixPlanning
import Testing

@Suite struct PlannerPropertyTests {
    private static let seeds = Array(0..<150).map { UInt64($0) }

    @Test func everyPlanKeepsTheRulesOfTheCache() {
        var marked = 0
        for seed in Self.seeds {
            let question = randomQuestion(seed)
            let plan = PrefixPlanner.plan(question)
            let count = plan.marks.count + (plan.end == nil ? 0 : 1)
            #expect(count <= 4, "seed \(seed)")
            let places = plan.marks.map(\.unitsBefore)
            #expect(places == places.sorted() && Set(places).count == places.count, "seed \(seed)")
            let lifetimes = plan.marks.map(\.lifetime) + (plan.end.map { [$0] } ?? [])
            if let short = lifetimes.firstIndex(of: .fiveMinutes) {
                #expect(!lifetimes[short...].contains(.oneHour), "seed \(seed): an hour behind five minutes")
            }
            for mark in plan.marks {
                let units = plan.units[..<mark.unitsBefore].map(\.key)
                let tokens = question.warm.first { $0.units == units }?.tokens ?? plan.tokens(before: mark)
                #expect(Double(tokens) * question.correction >= Double(question.prices.minimumTokens), "seed \(seed)")
            }
            marked += count
        }
        #expect(marked > Self.seeds.count / 4, "the cases are too tame to say anything")
    }

    @Test func everyPlanShowsWhatRetrievalChose() {
        for seed in Self.seeds {
            let question = randomQuestion(seed)
            let plan = PrefixPlanner.plan(question)
            let keys = plan.units.map(\.key)
            #expect(Set(keys).isSuperset(of: question.needed.map(\.key)), "seed \(seed)")
            #expect(Set(keys).count == keys.count, "seed \(seed): something stands twice")
        }
    }

    @Test func whatIsReadIsAPrefixThatIsWarm() {
        var reads = 0
        for seed in Self.seeds {
            let question = randomQuestion(seed)
            let plan = PrefixPlanner.plan(question)
            guard plan.tokens.read > 0 else { continue }
            reads += 1
            let order = plan.units.map(\.key)
            let isThere = question.warm.contains { prefix in
                prefix.isWarm(at: question.now) && order.starts(with: prefix.units)
                    && abs(Double(prefix.tokens) * question.correction - plan.tokens.read) < 1e-6
                    && plan.marks.contains { $0.unitsBefore == prefix.units.count }
            }
            #expect(isThere, "seed \(seed)")
        }
        #expect(reads > 15)
    }

    @Test func theSameQuestionGivesTheSamePlanInWhateverOrderWarmPrefixesAreListed() {
        for seed in Self.seeds {
            var question = randomQuestion(seed)
            let plan = PrefixPlanner.plan(question)
            #expect(PrefixPlanner.plan(question) == plan)
            question.warm.reverse()
            #expect(PrefixPlanner.plan(question) == plan, "seed \(seed)")
        }
    }

    @Test func noPlanIsDearerThanSendingEverythingFreshUnlessItSavesThatLater() {
        for seed in Self.seeds {
            let plan = PrefixPlanner.plan(randomQuestion(seed))
            guard let uncached = plan.alternatives.first(where: { $0.choice == .uncached }) else {
                Issue.record("seed \(seed): no price without a cache")
                continue
            }
            #expect(plan.price - plan.ahead <= uncached.price + 1e-6, "seed \(seed)")
            #expect(plan.alternatives.map(\.net) == plan.alternatives.map(\.net).sorted())
        }
    }

    @Test func tokensAddUpToThePrompt() {
        for seed in Self.seeds {
            let question = randomQuestion(seed)
            let plan = PrefixPlanner.plan(question)
            // A warm prefix may hold units whose text changed its size since; here sizes never change.
            let all = Double(plan.units.reduce(question.headTokens + question.tailTokens) { $0 + $1.tokens })
            let isKnown = plan.units.allSatisfy { $0.tokens > 0 }
            if isKnown { #expect(abs(plan.tokens.prompt - all * question.correction) < 1e-3, "seed \(seed)") }
        }
    }
}

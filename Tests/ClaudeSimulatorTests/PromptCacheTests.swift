import Testing

@testable import ClaudeSimulator

/// The cache against what its documentation says, on random traffic.
@Suite struct PromptCacheTests {
    private func digest(_ number: Int) -> Digest {
        var digest = Digest()
        digest.absorb(number)
        return digest
    }

    /// Positions of 100 tokens each, named by these numbers.
    private func prompt(
        _ names: [Int], _ marks: [(Int, PromptCache.Lifetime)], minimum: Int = 0
    ) -> PromptCache.Prompt {
        var prompt = PromptCache.Prompt()
        prompt.positions = names.enumerated().map { (digest($0.element), ($0.offset + 1) * 100) }
        prompt.marks = marks.map { ($0.0, $0.1) }
        prompt.minimumTokens = minimum
        return prompt
    }

    private func run(_ cache: inout PromptCache, _ prompt: PromptCache.Prompt, at seconds: Int) -> PromptCache.Plan {
        let plan = cache.plan(prompt, at: Timestamp(seconds: seconds))
        cache.requestStarted(plan)
        cache.responseBegan(plan)
        return plan
    }

    @Test func aSecondRequestReadsWhatTheFirstWrote() {
        var cache = PromptCache()
        let asked = prompt([1, 2, 3], [(1, .fiveMinutes)])
        let first = run(&cache, asked, at: 0)
        #expect((first.read, first.fiveMinuteWrite, first.fresh) == (0, 200, 100))
        let second = run(&cache, asked, at: 1)
        #expect((second.read, second.fiveMinuteWrite, second.fresh) == (200, 0, 100))
    }

    @Test func nothingIsReadBeforeTheWritingResponseBegan() {
        var cache = PromptCache()
        let asked = prompt([1, 2], [(1, .fiveMinutes)])
        let first = cache.plan(asked, at: Timestamp(seconds: 0))
        cache.requestStarted(first)
        #expect(cache.plan(asked, at: Timestamp(seconds: 1)).read == 0)
        cache.responseBegan(first)
        #expect(cache.plan(asked, at: Timestamp(seconds: 1)).read == 200)
    }

    @Test(arguments: [(PromptCache.Lifetime.fiveMinutes, 300), (.oneHour, 3600)])
    func entriesLiveFromTheStartOfTheirRequest(lifetime: PromptCache.Lifetime, seconds: Int) {
        var cache = PromptCache()
        let asked = prompt([1], [(0, lifetime)])
        _ = run(&cache, asked, at: 0)
        #expect(cache.plan(asked, at: Timestamp(milliseconds: seconds * 1000 - 1)).read == 100)
        #expect(cache.plan(asked, at: Timestamp(seconds: seconds)).read == 0)
    }

    @Test func everyReadRenews() {
        var cache = PromptCache()
        let asked = prompt([1], [(0, .fiveMinutes)])
        _ = run(&cache, asked, at: 0)
        for minute in stride(from: 4, through: 60, by: 4) {
            #expect(run(&cache, asked, at: minute * 60).read == 100)
        }
        #expect(cache.plan(asked, at: Timestamp(seconds: 3600 + 301)).read == 0)
    }

    @Test func aMarkLooksBackOverTwentyPositions() {
        for added in 1...25 {
            var cache = PromptCache()
            _ = run(&cache, prompt([0], [(0, .fiveMinutes)]), at: 0)
            let longer = prompt(Array(0...added), [(added, .fiveMinutes)])
            // The mark itself counts, so 19 more positions are in reach.
            #expect(run(&cache, longer, at: 1).read == (added <= 19 ? 100 : 0), "\(added) added")
        }
    }

    @Test func shortPrefixesAreNotKept() {
        var cache = PromptCache()
        let asked = prompt([1, 2, 3], [(0, .fiveMinutes), (2, .fiveMinutes)], minimum: 250)
        let first = run(&cache, asked, at: 0)
        #expect((first.fiveMinuteWrite, first.fresh) == (300, 0))
        #expect(cache.count(at: Timestamp(seconds: 1)) == 1)
    }

    @Test func mixedLifetimesAreBilledInThreeParts() {
        var cache = PromptCache()
        _ = run(&cache, prompt([1, 2], [(1, .oneHour)]), at: 0)
        let marks: [(Int, PromptCache.Lifetime)] = [(1, .oneHour), (3, .oneHour), (5, .fiveMinutes)]
        let plan = run(&cache, prompt([1, 2, 3, 4, 5, 6, 7], marks), at: 1)
        #expect((plan.read, plan.oneHourWrite, plan.fiveMinuteWrite, plan.fresh) == (200, 200, 200, 100))
    }

    /// The rules once more, said in the plainest way: a list of everything ever written.
    private struct Memory {
        struct Written {
            var digest: Digest
            var lifetime: PromptCache.Lifetime
            var used: Int
        }
        var written: [Written] = []

        mutating func read(_ prompt: PromptCache.Prompt, at now: Int) -> Int {
            func isAlive(_ digest: Digest) -> Bool {
                written.contains { $0.digest == digest && now < $0.used + $0.lifetime.seconds }
            }
            var hit: Int?
            for mark in prompt.marks {
                for back in 0..<20 where mark.position - back >= 0 {
                    if isAlive(prompt.positions[mark.position - back].digest) {
                        hit = max(hit ?? -1, mark.position - back)
                        break
                    }
                }
            }
            let touched = prompt.marks.map(\.position).filter { $0 <= hit ?? -1 } + [hit].compactMap { $0 }
            for position in touched {
                for number in written.indices where written[number].digest == prompt.positions[position].digest {
                    if now < written[number].used + written[number].lifetime.seconds { written[number].used = now }
                }
            }
            for mark in prompt.marks where mark.position > hit ?? -1 {
                let digest = prompt.positions[mark.position].digest
                written.append(Written(digest: digest, lifetime: mark.lifetime, used: now))
            }
            return hit.map { prompt.positions[$0].tokens } ?? 0
        }
    }

    @Test func randomTrafficAgreesWithThePlainRules() {
        var generator = SeededGenerator(seed: 42)
        for _ in 0..<200 {
            var cache = PromptCache()
            var memory = Memory()
            var now = 0
            for _ in 0..<40 {
                now += Int.random(in: 0...900, using: &generator)
                let count = Int.random(in: 1...45, using: &generator)
                let names = (0..<count).map { $0 < 3 ? $0 : $0 * 10 + Int.random(in: 0...1, using: &generator) }
                // A prefix has to name everything before it.
                var chain = Digest()
                var prompt = PromptCache.Prompt()
                for (offset, name) in names.enumerated() {
                    chain.absorb(name)
                    prompt.positions.append((chain, (offset + 1) * 100))
                }
                let places = Set(
                    (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                        Int.random(in: 0..<count, using: &generator)
                    }
                ).sorted()
                let hours = Int.random(in: 0...places.count, using: &generator)
                prompt.marks = places.enumerated().map { ($0.element, $0.offset < hours ? .oneHour : .fiveMinutes) }
                let plan = run(&cache, prompt, at: now)
                #expect(plan.read == memory.read(prompt, at: now))
                let parts = plan.read + plan.fiveMinuteWrite + plan.oneHourWrite + plan.fresh
                #expect(parts == count * 100)
                #expect(plan.fiveMinuteWrite >= 0 && plan.oneHourWrite >= 0 && plan.fresh >= 0)
            }
        }
    }
}

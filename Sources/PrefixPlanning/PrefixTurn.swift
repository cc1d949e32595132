/// A further question of a conversation. Everything that was sent and said stands before it unchanged.
package struct PrefixTurn: Sendable, Hashable {
    /// What earlier turns of the conversation wrote, by the tokens from the very start, uncorrected.
    package var written: [WarmPrefix]
    /// All that was sent and said so far, uncorrected.
    package var earlierTokens: Int
    /// What is new: documents that were not in it, and the question.
    package var newTokens: Int
    package var followUps: FollowUps

    package init(written: [WarmPrefix], earlierTokens: Int, newTokens: Int, followUps: FollowUps) {
        self.written = written
        self.earlierTokens = earlierTokens
        self.newTokens = newTokens
        self.followUps = followUps
    }
}

/// Where the marks of a further question stand.
package struct PrefixTurnPlan: Sendable, Hashable {
    /// What is read: its mark stands where it stood before.
    package var reads: WarmPrefix?
    /// The mark at the end of the question, which moves along with the conversation.
    package var end: PrefixLifetime?
    package var tokens: PrefixPlan.Tokens
    /// Nano-dollars.
    package var price: Double
    package var ahead: Double
    /// The same without the mark at the end, and without anything read either.
    package var unmarked: PrefixPlan.Tokens
    package var unmarkedPrice: Double
    package var uncachedTokens: PrefixPlan.Tokens
    package var uncachedPrice: Double
}

extension PrefixPlanner {
    /// Plans a further question: the longest part that is still warm is read; the end is written when, by what is known of
    /// conversations, that costs less than sending it again.
    package static func plan(
        _ turn: PrefixTurn, now: Int, correction: Double, prices: PrefixPrices
    ) -> PrefixTurnPlan {
        let reads = turn.written.filter { $0.isWarm(at: now) }.max { $0.tokens < $1.tokens }
        let prompt = Double(turn.earlierTokens + turn.newTokens) * correction
        let step = prices.step(prompt)
        var tokens = PrefixPlan.Tokens()
        tokens.read = Double(reads?.tokens ?? 0) * correction
        tokens.fresh = prompt - tokens.read
        let unmarked = tokens
        let uncached = PrefixPlan.Tokens(fresh: prompt)
        var ahead = 0.0
        var end: PrefixLifetime?
        // A mark of an hour does not stand behind one of five minutes.
        let allowed = reads?.lifetime == .fiveMinutes ? [PrefixLifetime.fiveMinutes] : PrefixLifetime.allCases
        if canBeCached(prompt, prices),
            let best = turn.followUps.bestMark(tokens: tokens.fresh, step, allowing: allowed)
        {
            end = best.lifetime
            ahead = best.ahead
            if best.lifetime == .oneHour {
                tokens.oneHourWrite = tokens.fresh
            } else {
                tokens.fiveMinuteWrite = tokens.fresh
            }
            tokens.fresh = 0
        }
        return PrefixTurnPlan(
            reads: reads, end: end, tokens: tokens, price: tokens.price(prices), ahead: ahead, unmarked: unmarked,
            unmarkedPrice: unmarked.price(prices), uncachedTokens: uncached, uncachedPrice: uncached.price(prices))
    }
}

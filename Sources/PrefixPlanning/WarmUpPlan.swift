/// What to write into the cache before anybody asks.
extension PrefixPlanner {
    /// The prefix that is worth most to the questions to come, when that is more than it costs to write; nil when nothing is.
    ///
    /// - Parameter question: nothing is needed by it, and nothing stands behind the documents.
    package static func warmUp(_ question: PrefixQuestion) -> PrefixPlan? {
        let plan = plan(question)
        // Without the call nothing is paid at all, so that the instructions are no saving of their own.
        guard plan.tokens.written > 0, plan.ahead > plan.price else { return nil }
        return plan
    }

    /// What is written when somebody wants it whatever it is worth: the whole collection where it is thought of, else the
    /// instructions. Nil when they are too short, or warm.
    package static func forcedWarmUp(_ question: PrefixQuestion) -> PrefixPlan? {
        let collection = question.collection ?? []
        for units in [collection, []] {
            let estimated = units.reduce(question.headTokens) { $0 + $1.tokens }
            let tokens = Double(estimated) * question.correction
            guard canBeCached(tokens, question.prices), tokens <= Double(question.room) else { continue }
            let keys = units.map(\.key)
            if question.warm.contains(where: { $0.units == keys && $0.isWarm(at: question.now) }) { return nil }
            var plan = PrefixPlan(
                units: units, marks: [PrefixMark(unitsBefore: units.count, lifetime: .fiveMinutes)], end: nil,
                headTokens: question.headTokens, tokens: PrefixPlan.Tokens(fiveMinuteWrite: tokens), price: 0, ahead: 0,
                choice: units.isEmpty ? .instructions : .whole, alternatives: plan(question).alternatives)
            plan.price = plan.tokens.price(question.prices)
            plan.ahead = plan.alternatives.first { $0.choice == plan.choice }?.ahead ?? 0
            return plan
        }
        return nil
    }
}

extension PrefixPlan.Tokens {
    package var written: Double { fiveMinuteWrite + oneHourWrite }
}

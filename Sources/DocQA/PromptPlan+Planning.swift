import DocumentModel
import Folders
import PrefixPlanning

/// The planner's values as answers tell them.
extension PromptPlan {
    init(_ plan: PrefixPlan, _ question: PrefixQuestion, _ scope: PrefixScope) {
        var inputs = Inputs()
        inputs.at = question.now
        inputs.headTokens = question.headTokens
        inputs.neededPassages = question.needed.count
        inputs.neededTokens = question.needed.reduce(0) { $0 + $1.tokens }
        inputs.tailTokens = question.tailTokens
        inputs.collectionPassages = question.collection?.count
        inputs.correction = question.correction
        inputs.loggedQuestions = question.log.count
        inputs.loggedSince = question.log.since
        inputs.logHash = String(ContentHash(of: question.log.bytes).description.prefix(16))
        inputs.warm = question.warm.filter { $0.isWarm(at: question.now) }.map { warm in
            WarmPrefix(
                hash: scope.hash(warm.units).hexadecimal, tokens: warm.tokens, lifetime: Lifetime(warm.lifetime),
                age: question.now - warm.lastUse)
        }
        inputs.followUpChance = question.followUps.map(FollowUpChance.init)
        let chosen = Alternative(plan.alternatives.first { $0.choice == plan.choice }, plan.choice)
        let ending = plan.end.map { lifetime in
            Ending(
                lifetime: Lifetime(lifetime), nanoDollars: Int(plan.price.rounded()) - chosen.nanoDollars,
                savesLater: Int(plan.ahead.rounded()) - chosen.savesLater)
        }
        self.init(
            chosen: chosen, ending: ending, tokens: Tokens(plan.tokens), nanoDollars: Int(plan.price.rounded()),
            alternatives: plan.alternatives.map { Alternative($0, $0.choice) }, inputs: inputs)
    }

    /// A further question: all that was sent and said stands before it.
    init(
        _ plan: PrefixTurnPlan, _ turn: PrefixTurn, _ scope: PrefixScope, at now: Int, correction: Double
    ) {
        var inputs = Inputs()
        inputs.at = now
        inputs.headTokens = turn.earlierTokens
        inputs.tailTokens = turn.newTokens
        inputs.correction = correction
        inputs.followUpChance = FollowUpChance(turn.followUps)
        inputs.warm = turn.written.filter { $0.isWarm(at: now) }.map { warm in
            WarmPrefix(
                hash: scope.hash(warm.units).hexadecimal, tokens: warm.tokens, lifetime: Lifetime(warm.lifetime),
                age: now - warm.lastUse)
        }
        let chosen = Alternative(
            kind: .conversation, lifetime: nil, tokens: Tokens(plan.unmarked),
            nanoDollars: Int(plan.unmarkedPrice.rounded()),
            savesLater: 0)
        let ending = plan.end.map { lifetime in
            Ending(
                lifetime: Lifetime(lifetime), nanoDollars: Int((plan.price - plan.unmarkedPrice).rounded()),
                savesLater: Int(plan.ahead.rounded()))
        }
        self.init(
            chosen: chosen, ending: ending, tokens: Tokens(plan.tokens), nanoDollars: Int(plan.price.rounded()),
            alternatives: [chosen, Alternative(uncached: plan.uncachedTokens, plan.uncachedPrice)], inputs: inputs)
    }
}

extension PromptPlan.Alternative {
    fileprivate init(uncached tokens: PrefixPlan.Tokens, _ price: Double) {
        self.init(
            kind: .uncached, lifetime: nil, tokens: PromptPlan.Tokens(tokens), nanoDollars: Int(price.rounded()),
            savesLater: 0)
    }

    init(_ alternative: PrefixPlan.Alternative?, _ choice: PrefixPlan.Choice) {
        self.init(
            kind: PromptPlan.Kind(choice), lifetime: alternative?.lifetime.map(PromptPlan.Lifetime.init),
            tokens: alternative.map { PromptPlan.Tokens($0.tokens) } ?? PromptPlan.Tokens(),
            nanoDollars: Int((alternative?.price ?? 0).rounded()), savesLater: Int((alternative?.ahead ?? 0).rounded()))
    }
}

extension PromptPlan.Kind {
    fileprivate init(_ choice: PrefixPlan.Choice) {
        self =
            switch choice {
            case .uncached: .uncached
            case .instructions: .instructions
            case .reuse: .reuse
            case .extend: .extend
            case .topic: .newPrefix
            case .resident: .residentSet
            case .whole: .wholeCollection
            }
    }
}

extension PromptPlan.Lifetime {
    init(_ lifetime: PrefixLifetime) { self = lifetime == .oneHour ? .oneHour : .fiveMinutes }
}

extension PromptPlan.Tokens {
    fileprivate init(_ tokens: PrefixPlan.Tokens) {
        self.init()
        read = Int(tokens.read.rounded())
        write5m = Int(tokens.fiveMinuteWrite.rounded())
        write1h = Int(tokens.oneHourWrite.rounded())
        fresh = Int(tokens.fresh.rounded())
    }
}

extension PromptPlan.FollowUpChance {
    fileprivate init(_ known: FollowUps) {
        self.init(fiveMinutes: known.chance(.fiveMinutes), oneHour: known.chance(.oneHour))
    }
}

/// Plans in the making.
struct PrefixDrafts {
    let question: PrefixQuestion
    let forecast: PrefixForecast
    private let units: [UInt64: PrefixUnit]
    private(set) var best: Draft?
    private var alternatives: [PrefixPlan.Choice: PrefixPlan.Alternative] = [:]

    /// A prefix that is read, and levels that are written behind it.
    struct Draft {
        var start: WarmPrefix?
        var levels: [Level] = []
        var choice: PrefixPlan.Choice
        var price = 0.0
        var ahead = 0.0
        var net: Double { price - ahead }
    }

    struct Level {
        var added: [PrefixUnit]
        var lifetime: PrefixLifetime
        var ahead: Double
        var choice: PrefixPlan.Choice
    }

    init(_ question: PrefixQuestion, _ forecast: PrefixForecast) {
        self.question = question
        self.forecast = forecast
        var units: [UInt64: PrefixUnit] = [:]
        for unit in question.held + (question.collection ?? []) + question.needed { units[unit.key] = unit }
        self.units = units
    }

    /// Tries what can be built on a warm prefix, or on nothing.
    mutating func consider(from start: WarmPrefix?) {
        var draft = Draft(start: start, choice: start == nil ? .uncached : .reuse)
        if start?.units.isEmpty == true { draft.choice = .instructions }
        var forecast = self.forecast
        var base = PrefixForecast.Prefix(keys: start?.units ?? [], tokens: start?.tokens ?? question.headTokens)
        offer(draft)
        if start == nil, canBeCached(question.headTokens) {
            let uses = forecast.uses(base)
            note(uses, added: [], draft, .instructions)
            let level = bestLifetime(uses, added: [], draft, .instructions)
            if let level {
                draft.levels.append(level)
                draft.choice = .instructions
                offer(draft)
                forecast.add(base)
            }
        }
        // With the mark of what is read, and that at the end of a conversation's question, four are never exceeded.
        let limit = question.followUps == nil ? 3 : 2
        while draft.levels.count < limit {
            guard let level = nextLevel(forecast, base, draft) else { break }
            draft.levels.append(level)
            if draft.levels.count == 1 || draft.choice == .instructions { draft.choice = level.choice }
            base.keys += level.added.map(\.key)
            base.tokens += level.added.reduce(0) { $0 + $1.tokens }
            forecast.add(base)
            offer(draft)
        }
    }

    /// What is best written behind a base, or nil when nothing is worth it.
    private mutating func nextLevel(
        _ forecast: PrefixForecast, _ base: PrefixForecast.Prefix, _ draft: Draft
    ) -> Level? {
        var forecast = forecast
        let composition = PrefixComposition(question, base: base)
        let isBare = base.keys.isEmpty
        var best: (level: Level, net: Double)?
        func consider(_ added: [PrefixUnit], _ choice: PrefixPlan.Choice) {
            guard !added.isEmpty else { return }
            let keys = base.keys + added.map(\.key)
            let tokens = base.tokens + added.reduce(0) { $0 + $1.tokens }
            guard canBeCached(tokens), hasRoom(of: draft, with: added) else { return }
            let uses = forecast.uses(PrefixForecast.Prefix(keys: keys, tokens: tokens))
            note(uses, added: added, draft, choice)
            guard let level = bestLifetime(uses, added: added, draft, choice) else { return }
            var trial = draft
            trial.levels.append(level)
            let net = netOf(trial)
            if best.map({ net < $0.net }) ?? true { best = (level, net) }
        }
        for (questions, choice) in [
            (composition.alike(&forecast), isBare ? PrefixPlan.Choice.topic : .extend),
            (composition.served(&forecast), isBare ? .resident : .extend),
        ] {
            guard let crowd = PrefixComposition.Crowd(questions, forecast) else { continue }
            let short = composition.units(for: crowd, .fiveMinutes)
            let long = composition.units(for: crowd, .oneHour)
            consider(short, choice)
            if long != short { consider(long, choice) }
        }
        if let collection = question.collection {
            let there = Set(base.keys)
            consider(collection.filter { !there.contains($0.key) }, isBare ? .whole : .extend)
        }
        if isBare, draft.levels.count < 2 {
            // Only to be told what it would cost: it is among the others when it is worth anything.
            let keys = base.keys + question.needed.map(\.key)
            let tokens = base.tokens + question.needed.reduce(0) { $0 + $1.tokens }
            if canBeCached(tokens) {
                let uses = forecast.uses(PrefixForecast.Prefix(keys: keys, tokens: tokens))
                note(uses, added: question.needed, draft, .topic)
            }
        }
        guard let best, best.net < netOf(draft) else { return nil }
        return best.level
    }

    /// Remembers what a level would cost, for the account of what was weighed.
    private mutating func note(
        _ uses: PrefixForecast.Uses, added: [PrefixUnit], _ draft: Draft, _ choice: PrefixPlan.Choice
    ) {
        for lifetime in PrefixLifetime.allCases {
            var trial = draft
            trial.levels.append(Level(added: added, lifetime: lifetime, ahead: uses.value(lifetime), choice: choice))
            if trial.levels.count == 1 || draft.choice == .instructions { trial.choice = choice }
            weigh(&trial)
        }
    }

    /// Whether so many tokens, not corrected, fit into the prompt.
    func hasRoom(_ tokens: Int) -> Bool {
        question.room == .max || Double(tokens) * question.correction <= Double(question.room)
    }

    private func hasRoom(of draft: Draft, with added: [PrefixUnit]) -> Bool {
        guard question.room < .max else { return true }
        var trial = draft
        trial.levels.append(Level(added: added, lifetime: .fiveMinutes, ahead: 0, choice: .extend))
        return tokens(trial).prompt <= Double(question.room)
    }

    /// A level with the lifetime that is worth most, or nil when neither is worth its price.
    private func bestLifetime(
        _ uses: PrefixForecast.Uses, added: [PrefixUnit], _ draft: Draft, _ choice: PrefixPlan.Choice
    ) -> Level? {
        let before = netOf(draft)
        return PrefixLifetime.allCases.map { lifetime in
            Level(added: added, lifetime: lifetime, ahead: uses.value(lifetime), choice: choice)
        }.map { level in
            var trial = draft
            trial.levels.append(level)
            return (level: level, net: netOf(trial))
        }.filter { $0.net < before }.min { $0.net < $1.net }?.level
    }

    private func canBeCached(_ tokens: Int) -> Bool {
        PrefixPlanner.canBeCached(Double(tokens) * question.correction, question.prices)
    }

    func price(read: Int, fresh: Int) -> Double {
        let read = Double(read) * question.correction
        let fresh = Double(fresh + question.tailTokens) * question.correction
        let step = question.prices.step(read + fresh)
        return step.read * read + step.fresh * fresh
    }

    private func netOf(_ draft: Draft) -> Double {
        tokens(draft).price(question.prices) - draft.levels.reduce(0) { $0 + $1.ahead }
    }

    /// What a draft reads, writes and sends fresh.
    func tokens(_ draft: Draft) -> PrefixPlan.Tokens {
        var held = Set(draft.start?.units ?? [])
        var tokens = PrefixPlan.Tokens()
        tokens.read = Double(draft.start?.tokens ?? 0)
        var head = draft.start == nil ? question.headTokens : 0
        for (number, level) in draft.levels.enumerated() {
            let written = Double(head + level.added.reduce(0) { $0 + $1.tokens })
            head = 0
            held.formUnion(level.added.lazy.map(\.key))
            // What stands before a mark of an hour is written for an hour.
            if draft.levels[number...].contains(where: { $0.lifetime == .oneHour }) {
                tokens.oneHourWrite += written
            } else {
                tokens.fiveMinuteWrite += written
            }
        }
        tokens.fresh = Double(head + question.tailTokens)
        for unit in question.needed where !held.contains(unit.key) { tokens.fresh += Double(unit.tokens) }
        return tokens.scaled(by: question.correction)
    }

    private mutating func offer(_ draft: Draft) {
        var draft = draft
        weigh(&draft)
        if best.map({ draft.net < $0.net }) ?? true { best = draft }
    }

    /// Prices a draft, and keeps it among the alternatives when it is the best of its kind.
    private mutating func weigh(_ draft: inout Draft) {
        let tokens = tokens(draft)
        draft.price = tokens.price(question.prices)
        draft.ahead = draft.levels.reduce(0) { $0 + $1.ahead }
        let alternative = PrefixPlan.Alternative(
            choice: draft.choice, lifetime: draft.levels.last?.lifetime, tokens: tokens, price: draft.price,
            ahead: draft.ahead)
        if alternatives[draft.choice].map({ alternative.net < $0.net }) ?? true {
            alternatives[draft.choice] = alternative
        }
    }

    /// The best draft as a plan.
    func finish(_ warm: [WarmPrefix]) -> PrefixPlan {
        guard let best else { preconditionFailure("there is always the plan without a cache") }
        var order: [PrefixUnit] = []
        for key in best.start?.units ?? [] { order.append(unit(key)) }
        var marks: [PrefixMark] = []
        if let start = best.start {
            marks.append(PrefixMark(unitsBefore: order.count, lifetime: start.lifetime))
        }
        for level in best.levels {
            order += level.added
            marks.append(PrefixMark(unitsBefore: order.count, lifetime: level.lifetime))
        }
        let limit = PrefixPlanner.markLimit - (question.followUps == nil ? 0 : 1)
        renew(&marks, warm, order.map(\.key), limit)
        for index in marks.indices.dropLast().reversed() where marks[index + 1].lifetime == .oneHour {
            marks[index].lifetime = .oneHour
        }
        let held = Set(order.map(\.key))
        order += question.needed.filter { !held.contains($0.key) }
        var plan = PrefixPlan(
            units: order, marks: marks, end: nil, headTokens: question.headTokens, tokens: tokens(best),
            price: best.price, ahead: best.ahead, choice: best.choice,
            alternatives: alternatives.values.sorted { ($0.net, $0.choice.rawValue) < ($1.net, $1.choice.rawValue) })
        markEnd(&plan)
        return plan
    }

    /// In a conversation the next question repeats this one's prompt.
    private func markEnd(_ plan: inout PrefixPlan) {
        guard let followUps = question.followUps,
            PrefixPlanner.canBeCached(plan.tokens.prompt, question.prices)
        else { return }
        // A mark of an hour does not stand behind one of five minutes.
        let allowed =
            plan.marks.contains { $0.lifetime == .fiveMinutes } ? [PrefixLifetime.fiveMinutes] : PrefixLifetime.allCases
        let step = question.prices.step(plan.tokens.prompt)
        guard let best = followUps.bestMark(tokens: plan.tokens.fresh, step, allowing: allowed) else { return }
        plan.end = best.lifetime
        plan.ahead += best.ahead
        if best.lifetime == .oneHour {
            plan.tokens.oneHourWrite += plan.tokens.fresh
        } else {
            plan.tokens.fiveMinuteWrite += plan.tokens.fresh
        }
        plan.tokens.fresh = 0
        plan.price = plan.tokens.price(question.prices)
        markOnTheWay(&plan, best.lifetime)
    }

    /// Where all is written anyway, more marks cost nothing: other questions share the instructions, and the same question,
    /// put in other words, its passages.
    private func markOnTheWay(_ plan: inout PrefixPlan, _ lifetime: PrefixLifetime) {
        for place in [0, plan.units.count] where plan.marks.count < PrefixPlanner.markLimit - 1 {
            let mark = PrefixMark(unitsBefore: place, lifetime: lifetime)
            guard !plan.marks.contains(where: { $0.unitsBefore == place }), canBeCached(plan.tokens(before: mark))
            else { continue }
            plan.marks.append(mark)
            plan.marks.sort { $0.unitsBefore < $1.unitsBefore }
        }
        for index in plan.marks.indices.dropLast().reversed() where plan.marks[index + 1].lifetime == .oneHour {
            plan.marks[index].lifetime = .oneHour
        }
    }

    /// Marks that are left keep other warm prefixes on the way warm, the shortest first: most questions share it.
    private func renew(_ marks: inout [PrefixMark], _ warm: [WarmPrefix], _ order: [UInt64], _ limit: Int) {
        guard let end = marks.last?.unitsBefore else { return }
        for prefix in warm where marks.count < limit {
            guard prefix.units.count < end, !marks.contains(where: { $0.unitsBefore == prefix.units.count }),
                order.starts(with: prefix.units)
            else { continue }
            marks.append(PrefixMark(unitsBefore: prefix.units.count, lifetime: prefix.lifetime))
            marks.sort { $0.unitsBefore < $1.unitsBefore }
        }
    }

    private func unit(_ key: UInt64) -> PrefixUnit {
        if let unit = units[key] { return unit }
        guard let number = question.log.number(of: key) else { return PrefixUnit(key: key, tokens: 0) }
        return PrefixUnit(key: key, tokens: question.log.tokens[number])
    }
}

extension PrefixPlan.Tokens {
    func price(_ prices: PrefixPrices) -> Double {
        let step = prices.step(prompt)
        return step.read * read + step.fiveMinuteWrite * fiveMinuteWrite + step.oneHourWrite * oneHourWrite
            + step.fresh * fresh
    }

    func scaled(by factor: Double) -> Self {
        Self(
            read: read * factor, fiveMinuteWrite: fiveMinuteWrite * factor, oneHourWrite: oneHourWrite * factor,
            fresh: fresh * factor)
    }
}

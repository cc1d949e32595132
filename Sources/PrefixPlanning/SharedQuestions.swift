/// Questions that are all known before the first of them is asked, and that will be asked close together.
package struct SharedQuestions: Sendable {
    package struct Question: Sendable, Hashable {
        /// What retrieval chose, by position in `units`, ascending.
        package var needed: [Int]
        /// What stands behind them: what cannot be shared, and the question.
        package var tailTokens: Int
        /// Real tokens that its prompt may have at most.
        package var room: Int

        package init(needed: [Int], tailTokens: Int, room: Int = .max) {
            self.needed = needed
            self.tailTokens = tailTokens
            self.room = room
        }
    }

    /// Tools and instructions, which every prompt begins with.
    package var headTokens: Int
    /// All passages that any of them needs, each once, in canonical order.
    package var units: [PrefixUnit]
    package var questions: [Question]
    /// Real tokens for one estimated token.
    package var correction: Double
    /// How likely a request finds what another one of them wrote: they run side by side, so it is not certain.
    package var readChance: Double
    package var prices: PrefixPrices

    package init(
        headTokens: Int, units: [PrefixUnit], questions: [Question], correction: Double = 1, readChance: Double,
        prices: PrefixPrices
    ) {
        self.headTokens = headTokens
        self.units = units
        self.questions = questions
        self.correction = correction
        self.readChance = readChance
        self.prices = prices
    }
}

/// What stands in front of which question, and what the prompts are expected to cost together.
package struct SharedPlan: Sendable, Hashable {
    package struct Prompt: Sendable, Hashable {
        /// By position in the questions' units: those that it shares with others, then what else it needs.
        package var units: [Int]
        package var marks: [PrefixMark]
        /// Real tokens up to the last mark.
        package var sharedTokens: Double
        /// How many questions begin like it up to the last mark, itself included; 1: none but it.
        package var sharers: Int
        /// What its input is expected to cost, and what it would cost by itself, in nano-dollars.
        package var price: Double
        package var alone: Double
    }

    /// One for each question.
    package var prompts: [Prompt]
    /// In which order they are best sent: those that share a prefix stand together.
    package var order: [Int]

    package var price: Double { prompts.reduce(0) { $0 + $1.price } }
    package var alone: Double { prompts.reduce(0) { $0 + $1.alone } }
}

/// Computes what questions share: a pure function, the same for the same questions in whatever order they are listed.
package enum SharedPlanner {
    package static func plan(_ shared: SharedQuestions) -> SharedPlan {
        // In an order of their own, so that ties fall the same way however they are listed.
        let ranked = shared.questions.indices.sorted { a, b in
            let (a, b) = (shared.questions[a], shared.questions[b])
            if a.needed != b.needed { return a.needed.lexicographicallyPrecedes(b.needed) }
            return a.tailTokens < b.tailTokens
        }
        let alone = SharedPlan(prompts: shared.questions.map { promptAlone($0, shared) }, order: ranked)
        guard !ranked.isEmpty else { return alone }
        let tree = SharingTree(shared, ranked)
        var plan = alone
        plan.order = []
        place(tree.root(), path: [], in: shared, &plan)
        return plan.price < alone.price ? plan : alone
    }

    /// A part of the prompt up to a mark.
    private struct Segment {
        var units: [Int]
        var tokens: Double
        var readers: Int
        var isMarked: Bool
    }

    private static func promptAlone(
        _ question: SharedQuestions.Question, _ shared: SharedQuestions
    ) -> SharedPlan.Prompt {
        let tokens = tokens(question, shared)
        let price = tokens * shared.prices.step(tokens).fresh
        return SharedPlan.Prompt(
            units: question.needed, marks: [], sharedTokens: 0, sharers: 1, price: price, alone: price)
    }

    private static func tokens(_ question: SharedQuestions.Question, _ shared: SharedQuestions) -> Double {
        let units = question.needed.reduce(0) { $0 + shared.units[$1].tokens }
        return Double(shared.headTokens + units + question.tailTokens) * shared.correction
    }

    /// Writes the prompts of a node's questions into the plan.
    private static func place(
        _ node: SharingTree.Node, path: [Segment], in shared: SharedQuestions, _ plan: inout SharedPlan
    ) {
        let segment = Segment(
            units: node.units, tokens: node.tokens, readers: node.readers, isMarked: node.isMarked)
        let path = path + [segment]
        for child in node.children { place(child, path: path, in: shared, &plan) }
        for question in node.leaves {
            plan.order.append(question)
            plan.prompts[question] = prompt(shared.questions[question], path, shared)
        }
    }

    private static func prompt(
        _ question: SharedQuestions.Question, _ path: [Segment], _ shared: SharedQuestions
    ) -> SharedPlan.Prompt {
        var prompt = promptAlone(question, shared)
        let front = path.flatMap(\.units)
        let stands = Set(front)
        prompt.units = front + question.needed.filter { !stands.contains($0) }
        let all = SharedQuestions.Question(needed: prompt.units, tailTokens: question.tailTokens)
        let total = tokens(all, shared)
        // What only others need must not keep it from being answered.
        if total > Double(question.room) { return promptAlone(question, shared) }
        let step = shared.prices.step(total)
        let missed = shared.readChance * step.read + (1 - shared.readChance) * step.write(.oneHour)
        var before = 0
        prompt.price = 0
        for segment in path {
            before += segment.units.count
            guard segment.isMarked else { continue }
            prompt.marks.append(PrefixMark(unitsBefore: before, lifetime: .oneHour))
            prompt.sharedTokens += segment.tokens
            prompt.sharers = segment.readers
            let readers = Double(segment.readers)
            // One of them writes it; which one, nobody knows.
            prompt.price += segment.tokens * (step.write(.oneHour) + (readers - 1) * missed) / readers
        }
        prompt.price += (total - prompt.sharedTokens) * step.fresh
        return prompt
    }
}

package import Claude

/// What would fit into what is left: a pure function of the call and the prices.
package enum BudgetAdvice {
    /// A way to ask that differs from the one that was refused.
    package struct Way: Sendable, Hashable {
        /// What a person types for it; empty for the way that was refused.
        package var flags: String
        /// Every model that may have to answer.
        package var models: [String]

        package init(_ flags: String, models: [String]) {
            self.flags = flags
            self.models = models
        }
    }

    /// How much of a prompt hangs on how many passages are sent.
    package struct Passages: Sendable, Hashable {
        package var number: Int
        package var tokens: Int

        package init(number: Int, tokens: Int) {
            self.number = number
            self.tokens = tokens
        }
    }

    /// Fewer tokens are no room for an answer.
    private static let leastOutput = 300

    /// A sentence to stand behind a refusal, with a space in front. Every way that it names would have been let through.
    ///
    /// - Parameter ways: the one that was refused first.
    package static func sentence(
        _ request: MessageRequest, promptTokens: Int, _ passages: Passages?, _ left: Money, _ ways: [Way],
        _ catalogue: ModelCatalogue
    ) -> String {
        func fits(_ way: Way, prompt: Int, output: Int) -> Bool {
            worst(request, of: way.models, prompt: prompt, output: output, catalogue).map { $0 <= left } ?? false
        }
        var found: [String] = []
        let others = ways.dropFirst()
        found += others.filter { fits($0, prompt: promptTokens, output: request.maxTokens) }.prefix(2).map(\.flags)
        if let refused = ways.first {
            if let output = most(request.maxTokens, { fits(refused, prompt: promptTokens, output: $0) }) {
                found.append("--max-tokens \(output)")
            }
            if let passages, passages.number > 1 {
                let fixed = max(0, promptTokens - passages.tokens)
                let number = (1..<passages.number).last { number in
                    fits(refused, prompt: fixed + passages.tokens * number / passages.number, output: request.maxTokens)
                }
                if let number { found.append("--passages \(number)") }
            }
        }
        if found.isEmpty {
            for way in others {
                guard let output = most(request.maxTokens, { fits(way, prompt: promptTokens, output: $0) }) else {
                    continue
                }
                found.append("\(way.flags) --max-tokens \(output)")
                break
            }
        }
        return found.isEmpty
            ? " Nothing smaller fits into that." : " It may fit with \(found.joined(separator: " or "))."
    }

    /// The most output of a request that fits into what is left; nil when none that is worth asking for does.
    package static func output(
        of request: MessageRequest, promptTokens: Int, _ left: Money, _ catalogue: ModelCatalogue
    ) -> Int? {
        most(request.maxTokens) { output in
            worst(request, of: [request.model], prompt: promptTokens, output: output, catalogue).map { $0 <= left }
                ?? false
        }
    }

    private static func worst(
        _ request: MessageRequest, of models: [String], prompt: Int, output: Int, _ catalogue: ModelCatalogue
    ) -> Money? {
        var worst = Money.zero
        for model in models {
            var other = request
            other.model = model
            other.maxTokens = min(output, catalogue[model: model]?.maxOutputTokens ?? .max)
            guard let cost = catalogue.worstCost(of: other, promptTokens: prompt) else { return nil }
            worst = max(worst, cost)
        }
        return worst
    }

    /// The most output that fits, in hundreds; nil when none that is worth asking for does.
    private static func most(_ wanted: Int, _ fits: (Int) -> Bool) -> Int? {
        guard wanted > leastOutput, fits(leastOutput) else { return nil }
        var (least, most) = (leastOutput, wanted)
        while most - least >= 200 {
            let middle = (least + most) / 200 * 100
            if fits(middle) { least = middle } else { most = middle }
        }
        return least
    }
}

package import Claude

/// What would fit into what is left: a pure function of the call and the prices.
package enum BudgetAdvice {
    /// A sentence to stand behind a refusal, with a space in front; empty when nothing fits.
    package static func sentence(
        _ request: MessageRequest, promptTokens: Int, _ left: Money, _ catalogue: ModelCatalogue
    ) -> String {
        var ways: [String] = []
        let present = catalogue.worstCost(of: request, promptTokens: promptTokens)
        let cheaper = ["opus", "sonnet", "haiku"].first { line in
            guard let model = catalogue.newest(of: line), model.id != request.model else { return false }
            var other = request
            other.model = model.id
            other.maxTokens = min(request.maxTokens, model.maxOutputTokens ?? .max)
            guard let cost = catalogue.worstCost(of: other, promptTokens: promptTokens) else { return false }
            return cost <= left && present.map { cost < $0 } ?? true
        }
        if let cheaper { ways.append("--model \(cheaper)") }
        if let tokens = outputTokens(request, promptTokens, left, catalogue) {
            ways.append("--max-tokens \(tokens)")
        } else {
            ways.append("fewer --passages")
        }
        return " It may fit with \(ways.joined(separator: " or "))."
    }

    /// How many tokens of output can still be paid, when that is enough to say something.
    private static func outputTokens(
        _ request: MessageRequest, _ promptTokens: Int, _ left: Money, _ catalogue: ModelCatalogue
    ) -> Int? {
        var silent = request
        silent.maxTokens = 0
        var one = request
        one.maxTokens = 1
        guard let input = catalogue.worstCost(of: silent, promptTokens: promptTokens), input < left,
            let first = catalogue.worstCost(of: one, promptTokens: promptTokens), first > input
        else { return nil }
        let tokens = (left - input).nanoDollars / (first - input).nanoDollars / 100 * 100
        return tokens >= 300 && tokens < request.maxTokens ? tokens : nil
    }
}

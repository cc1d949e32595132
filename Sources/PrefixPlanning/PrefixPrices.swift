package import Claude
import JSON

/// What the kinds of input cost with a model, by the length of the prompt, in nano-dollars a token.
package struct PrefixPrices: Sendable, Hashable {
    package struct Step: Sendable, Hashable {
        /// The longest prompt that this applies to.
        package var upTo: Int
        package var fresh: Double
        package var read: Double
        package var fiveMinuteWrite: Double
        package var oneHourWrite: Double

        @inline(__always) func write(_ lifetime: PrefixLifetime) -> Double {
            lifetime == .oneHour ? oneHourWrite : fiveMinuteWrite
        }
    }

    /// By length; the last one is for any length.
    package var steps: [Step]
    /// A shorter prefix is not cached.
    package var minimumTokens: Int

    /// Nil when the catalogue does not know the prices or the minimum: then nothing can be planned.
    package init?(_ model: ModelFacts) {
        guard let minimum = model.minCacheableTokens else { return nil }
        minimumTokens = minimum
        steps = []
        for limit in model.priceSteps {
            guard let prices = model.prices(promptTokens: limit) else { return nil }
            steps.append(
                Step(
                    upTo: limit, fresh: Double(prices.input.nanoDollars), read: Double(prices.cacheRead.nanoDollars),
                    fiveMinuteWrite: Double(prices.fiveMinuteWrite.nanoDollars),
                    oneHourWrite: Double(prices.oneHourWrite.nanoDollars)))
        }
        guard !steps.isEmpty else { return nil }
    }

    /// The prices for a prompt of so many tokens.
    @inline(__always) func step(_ promptTokens: Double) -> Step {
        if steps.count == 1 || promptTokens <= Double(steps[0].upTo) { return steps[0] }
        return steps.first { promptTokens <= Double($0.upTo) } ?? steps[steps.count - 1]
    }
}

extension ModelFacts {
    /// The lengths up to which prices apply; the last one is without end.
    fileprivate var priceSteps: [Int] {
        (object["prices"]?.array?.elements ?? []).map { $0["prompt_tokens_up_to"]?.int ?? .max }
    }
}

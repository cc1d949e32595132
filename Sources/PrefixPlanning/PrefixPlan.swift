/// In which order the units stand, where the marks are, and what that is expected to cost.
package struct PrefixPlan: Sendable, Hashable {
    /// All units of the prompt: a prefix that was sent before or will be sent again, then what else this question needs.
    package var units: [PrefixUnit]
    /// In the order of their places; those of an hour first, at most four.
    package var marks: [PrefixMark]
    /// The mark behind the question, in a conversation.
    package var end: PrefixLifetime?
    package var headTokens: Int
    /// Real tokens that are expected to be read, written and sent fresh.
    package var tokens: Tokens
    /// What this call's input is expected to cost, in nano-dollars.
    package var price: Double
    /// What it is expected to save later calls, in nano-dollars.
    package var ahead: Double
    package var choice: Choice
    /// What was weighed, the best of each kind, the cheapest first.
    package var alternatives: [Alternative]

    package struct Tokens: Sendable, Hashable {
        package var read = 0.0
        package var fiveMinuteWrite = 0.0
        package var oneHourWrite = 0.0
        package var fresh = 0.0

        package var prompt: Double { read + fiveMinuteWrite + oneHourWrite + fresh }
    }

    package enum Choice: String, Sendable, Hashable, CaseIterable {
        case uncached = "no cache"
        case instructions = "only the instructions cached"
        case reuse = "reuse a warm prefix"
        case extend = "extend a warm prefix"
        case topic = "new prefix for questions like this one"
        case resident = "new resident set"
        case whole = "the whole collection"
    }

    package struct Alternative: Sendable, Hashable {
        package var choice: Choice
        /// Of what it writes last; nil when it writes nothing.
        package var lifetime: PrefixLifetime?
        package var tokens: Tokens
        package var price: Double
        package var ahead: Double
        package var net: Double { price - ahead }
    }

    /// Estimated tokens from the very start up to a mark.
    package func tokens(before mark: PrefixMark) -> Int {
        units[..<mark.unitsBefore].reduce(headTokens) { $0 + $1.tokens }
    }
}

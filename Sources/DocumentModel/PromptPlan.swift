/// What was weighed before a question was sent: how its prompt could begin, what each way was expected to cost, and what
/// that was judged by.
public struct PromptPlan: Sendable, Hashable {
    /// How a prompt can begin.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Nothing is read from the cache or written to it.
        case uncached = "no_cache"
        case instructions
        /// What is warm now is read, though it may hold more than is needed.
        case reuse
        /// The same, with more written behind it.
        case extend
        /// Written for questions like this one.
        case newPrefix = "new_prefix"
        /// Written for everybody: the passages that questions really need.
        case residentSet = "resident_set"
        case wholeCollection = "whole_collection"
        /// The conversation as it was sent, for a further question.
        case conversation
    }

    /// For how long what is written stays in the cache after its last use.
    public enum Lifetime: String, Sendable, Hashable, CaseIterable {
        case fiveMinutes = "5m"
        case oneHour = "1h"
    }

    /// Tokens as they were expected to be charged.
    public struct Tokens: Sendable, Hashable {
        public var read = 0
        public var write5m = 0
        public var write1h = 0
        public var fresh = 0

        public init() {}
    }

    /// One way to begin.
    public struct Alternative: Sendable, Hashable {
        public var kind: Kind
        /// Of what it writes; nil when it writes nothing.
        public var lifetime: Lifetime?
        public var tokens: Tokens
        /// What the input of this call costs with it, in nano-dollars.
        public var nanoDollars: Int
        /// What it is expected to save the questions to come, in nano-dollars.
        public var savesLater: Int

        public init(kind: Kind, lifetime: Lifetime?, tokens: Tokens, nanoDollars: Int, savesLater: Int) {
            self.kind = kind
            self.lifetime = lifetime
            self.tokens = tokens
            self.nanoDollars = nanoDollars
            self.savesLater = savesLater
        }
    }

    /// A prefix that was believed to be in the cache.
    public struct WarmPrefix: Sendable, Hashable {
        public var hash: String
        /// Estimated, from the very start.
        public var tokens: Int
        public var lifetime: Lifetime
        /// Milliseconds since its last use.
        public var age: Int

        public init(hash: String, tokens: Int, lifetime: Lifetime, age: Int) {
            self.hash = hash
            self.tokens = tokens
            self.lifetime = lifetime
            self.age = age
        }
    }

    /// What the plan was made from, besides the model's prices.
    public struct Inputs: Sendable, Hashable {
        /// Milliseconds since 1970.
        public var at = 0
        /// Estimated tokens: instructions; the passages that were found; question and what else is sent.
        public var headTokens = 0
        public var neededPassages = 0
        public var neededTokens = 0
        public var tailTokens = 0
        /// Passages of the whole collection, where it is little enough to be thought of.
        public var collectionPassages: Int?
        /// Reported tokens for one that was estimated.
        public var correction = 1.0
        /// The questions that were the forecast.
        public var loggedQuestions = 0
        public var loggedSince: Int?
        /// A fingerprint of them all.
        public var logHash = ""
        public var warm: [WarmPrefix] = []
        /// How likely a further question of the conversation was held within five minutes and an hour; nil when none could come.
        public var followUpChance: FollowUpChance?

        public init() {}
    }

    public struct FollowUpChance: Sendable, Hashable {
        public var fiveMinutes: Double
        public var oneHour: Double

        public init(fiveMinutes: Double, oneHour: Double) {
            self.fiveMinutes = fiveMinutes
            self.oneHour = oneHour
        }
    }

    /// The end of the question, written for further questions of the conversation, whatever stands in front.
    public struct Ending: Sendable, Hashable {
        public var lifetime: Lifetime
        /// What it costs more, and what it is expected to save, in nano-dollars.
        public var nanoDollars: Int
        public var savesLater: Int

        public init(lifetime: Lifetime, nanoDollars: Int, savesLater: Int) {
            self.lifetime = lifetime
            self.nanoDollars = nanoDollars
            self.savesLater = savesLater
        }
    }

    /// How the prompt begins.
    public var chosen: Alternative
    public var ending: Ending?
    /// What the call was expected to be charged for: tokens, and the price of its input in nano-dollars.
    public var tokens: Tokens
    public var nanoDollars: Int
    /// The best of each kind, the cheapest first; without the ending, which each of them would have as well.
    public var alternatives: [Alternative]
    public var inputs: Inputs

    public init(
        chosen: Alternative, ending: Ending?, tokens: Tokens, nanoDollars: Int, alternatives: [Alternative],
        inputs: Inputs
    ) {
        self.chosen = chosen
        self.ending = ending
        self.tokens = tokens
        self.nanoDollars = nanoDollars
        self.alternatives = alternatives
        self.inputs = inputs
    }
}

/// A prefix that was believed to be in the cache and was not read.
public struct CacheMiss: Sendable, Hashable {
    /// Names it as the plan's inputs name what is warm; nil in answers that were kept before it was told.
    public var prefix: String?
    /// Tokens.
    public var expected: Int
    public var read: Int
    /// Why, in the service's word; nil when it gave none.
    public var reason: String?

    public init(prefix: String?, expected: Int, read: Int, reason: String?) {
        self.prefix = prefix
        self.expected = expected
        self.read = read
        self.reason = reason
    }
}

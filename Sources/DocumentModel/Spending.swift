/// What calls to services came to.
public struct Spending: Sendable, Hashable {
    /// What sums can tell apart.
    public enum Grouping: String, Sendable, Hashable, CaseIterable {
        case day, month, model, collection, tenant, purpose
    }

    /// What the calls have in common: a day, a model, a collection...; empty for all.
    public var name: String
    public var calls = 0
    /// Answers: calls that wrote one, and those that were given again without a call.
    public var answers = 0
    public var reused = 0
    /// Calls that brought nothing: refused by the service, cut, cancelled, lost.
    public var failures = 0
    /// Of these, calls whose process ended before they were settled, and what they count with in nano-dollars.
    public var lost = 0
    public var lostCost = 0
    public var tokens = Answer.TokenUsage()
    /// Nano-dollars. Calls that are not settled count with their worst case.
    public var cost = 0
    /// Nano-dollars: what the same calls would have cost without a cache.
    public var uncachedCost = 0
    /// Calls whose price nobody knows; they are not in `cost`.
    public var unpriced = 0
    /// Of answers, in milliseconds; nil when there was none.
    public var firstText: Int?
    public var duration: Int?

    public init(name: String) { self.name = name }

    /// Nano-dollars: what the cache and answers that were given again have saved.
    public var saved: Int { uncachedCost - cost }

    /// The share of prompt tokens that were read from the cache; nil when nothing was sent.
    public var cachedShare: Double? { tokens.prompt == 0 ? nil : Double(tokens.cacheRead) / Double(tokens.prompt) }

    /// Nano-dollars; nil when nothing was answered.
    public var costOfAnAnswer: Int? { answers == 0 ? nil : cost / answers }
}

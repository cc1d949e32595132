public import DocumentModel

/// What became of warming up the service's cache.
public struct WarmUp: Sendable, Hashable {
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// A call wrote it.
        case written
        /// What is worth most is warm already, or another call is writing it.
        case warm
        /// Writing costs more than it is expected to save.
        case notWorthIt = "not_worth_it"
    }

    public var outcome: Outcome
    public var model: String
    /// What was written; or what came closest to being worth it. Nil when there is nothing that can be written.
    public var way: PromptPlan.Alternative?
    /// How many questions the forecast rests on.
    public var loggedQuestions: Int
    /// Of the call, when there was one.
    public var usage = Answer.TokenUsage()
    public var cost: Answer.Cost? = Answer.Cost()
}

public import DocumentModel

/// What happens while a question is answered, in order; `finished` comes last, or `notKept` before it.
public enum AskEvent: Sendable {
    case searching
    /// How many passages were found, and in how many documents.
    case retrieved(passages: Int, documents: Int)
    /// Which model is asked, why, and what that can cost at most. A revision is planned for itself.
    case planned(PlannedQuestion)
    /// Something that a person should know: a budget is nearly spent.
    case warning(String)
    /// A step that the model takes before it answers.
    case step(String)
    /// A summary of the model's thinking.
    case thinking(String)
    /// More of the answer.
    case text(String)
    /// A footnote's marker, behind the text so far; its first use brings the footnote.
    case marker(Int, Footnote?)
    /// What has been used and paid so far; nil when a price is not known.
    case usage(Answer.TokenUsage, Answer.Cost?)
    case finished(Answer)
    /// The answer is there, but it could not be kept.
    case notKept(DocQAError)
}

/// A question before it is sent.
public struct PlannedQuestion: Sendable, Hashable {
    public var model: String
    /// Why this model, each a sentence.
    public var reasons: [String]
    /// Estimated.
    public var promptTokens: Int
    /// The most that it can cost, in nano-dollars; nil when the model's price is not known.
    public var worstNanoDollars: Int?
    /// Up to where the prompt can be read from the cache next time, each a sentence.
    public var marks: [String]
    /// How its prompt could begin, and what each way was expected to cost; nil where nothing was weighed.
    public var plan: PromptPlan?
}

public import DocumentModel

/// What happens while a question is answered, in order; `finished` comes last, or `notKept` before it.
public enum AskEvent: Sendable {
    case searching
    /// The passages that were found, the best first.
    case retrieved(passages: [FoundPassage])
    /// Who is asked, why, and what that can cost at most: nothing where no model of a service is. A revision is planned for
    /// itself; an answer that is given again is not planned.
    case planned(PlannedQuestion)
    /// Something that a person should know: a budget is nearly spent.
    case warning(String)
    /// A step that the model takes before it answers.
    case step(String)
    /// A summary of the model's thinking.
    case thinking(String)
    /// More of the answer.
    case text(String)
    /// The number of a footnote that belongs behind the text so far; its first use brings the footnote itself.
    case footnote(Int, Footnote?)
    /// What has been used and paid so far; nil when a price is not known.
    case usage(Answer.TokenUsage, Answer.Cost?)
    case finished(Answer)
    /// The answer is there, but it could not be kept.
    case notKept(DocQAError)
}

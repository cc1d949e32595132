public import DocumentModel

/// What happens while a question is answered, in order; `finished` comes last, or `notKept` before it.
public enum AskEvent: Sendable {
    case searching
    /// How many passages were found, and in how many documents.
    case retrieved(passages: Int, documents: Int)
    /// A summary of the model's thinking.
    case thinking(String)
    /// More of the answer.
    case text(String)
    /// A footnote's marker, behind the text so far; its first use brings the footnote.
    case marker(Int, Footnote?)
    case finished(Answer)
    /// The answer is there, but it could not be kept.
    case notKept(DocQAError)
}

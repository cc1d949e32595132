import Answering
public import DocumentModel

/// A passage that was found for a question, before anybody is asked.
public struct FoundPassage: Sendable, Hashable {
    public var document: DocumentIdentity
    /// In the document's stored text.
    public var span: TextSpan
    /// The titles of the headings above it, outermost first.
    public var heading: [String]
    /// What a reader of the document sees of it.
    public var text: String
    /// For comparison with the others that were found for the same question.
    public var score: Double

    init(_ evidence: Evidence) {
        document = evidence.document
        span = evidence.span
        heading = evidence.headingPath
        text = evidence.visibleText
        score = evidence.score
    }
}

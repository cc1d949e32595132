package import DocumentModel

/// A passage that retrieval chose, with its text.
package struct Evidence: Sendable, Hashable {
    package var document: DocumentIdentity
    package var span: TextSpan
    /// The stored bytes at the span.
    package var text: [UInt8]
    package var headingPath: [String]
    package var kind: Passage.Kind
    package var score: Double

    package init(
        document: DocumentIdentity, span: TextSpan, text: [UInt8], headingPath: [String], kind: Passage.Kind,
        score: Double
    ) {
        precondition(text.count == span.byteCount, "a passage's text is what stands at its span")
        self.document = document
        self.span = span
        self.text = text
        self.headingPath = headingPath
        self.kind = kind
        self.score = score
    }
}

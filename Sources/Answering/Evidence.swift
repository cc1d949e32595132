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
    /// Parts of the span that a reader cannot see: not sent to any model. In order, without overlap.
    package var hidden: [TextSpan]
    /// Parts of the span that are markup: sent, but left out where the text is shown to people. In order.
    package var markup: [TextSpan]

    package init(
        document: DocumentIdentity, span: TextSpan, text: [UInt8], headingPath: [String], kind: Passage.Kind,
        score: Double, hidden: [TextSpan] = [], markup: [TextSpan] = []
    ) {
        precondition(text.count == span.byteCount, "a passage's text is what stands at its span")
        self.document = document
        self.span = span
        self.text = text
        self.headingPath = headingPath
        self.kind = kind
        self.score = score
        self.hidden = hidden.compactMap { $0.intersection(span) }
        self.markup = markup.compactMap { $0.intersection(span) }
    }

    /// The parts of the span that may be shown, with their text.
    var visible: [(span: TextSpan, text: ArraySlice<UInt8>)] {
        var parts: [(span: TextSpan, text: ArraySlice<UInt8>)] = []
        var start = span.start
        func add(upTo end: Int) {
            guard start < end else { return }
            parts.append((TextSpan(start, end), text[(start - span.start)..<(end - span.start)]))
        }
        for part in hidden {
            add(upTo: part.start)
            start = max(start, part.end)
        }
        add(upTo: span.end)
        return parts
    }
}

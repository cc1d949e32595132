package import DocumentModel
package import LanguageModels

/// A passage that retrieval chose, with its text.
package struct Evidence: Sendable, Hashable {
    package var document: DocumentIdentity
    package var span: TextSpan
    /// The stored bytes at the span.
    package var text: [UInt8]
    package var headingPath: [String]
    package var kind: Passage.Kind
    /// In what it is cited where its document is sent in blocks; a document whose passages all have sentences is sent as text.
    package var manner: BlockCutting.Manner
    package var score: Double
    /// Parts of the span that a reader cannot see: not sent to any model. In order, without overlap.
    package var hidden: [TextSpan]
    /// Parts of the span that are markup: sent, but left out where the text is shown to people. In order.
    package var markup: [TextSpan]

    package init(
        document: DocumentIdentity, span: TextSpan, text: [UInt8], headingPath: [String], kind: Passage.Kind,
        score: Double, hidden: [TextSpan] = [], markup: [TextSpan] = [], format: DocumentFormat = .text
    ) {
        precondition(text.count == span.byteCount, "a passage's text is what stands at its span")
        self.document = document
        self.span = span
        self.text = text
        self.headingPath = headingPath
        self.kind = kind
        manner = BlockCutting.Manner(kind, in: format)
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

extension Evidence {
    /// What of it may be shown.
    package var visibleText: String { String(decoding: visible.flatMap(\.text), as: UTF8.self) }

    /// The longest part of it that may be shown, the first of those as long; nil when none may.
    package var longestVisible: (span: TextSpan, text: ArraySlice<UInt8>)? {
        visible.reduce(nil) { best, part in
            if let best, best.span.byteCount >= part.span.byteCount { best } else { part }
        }
    }

    /// The parts of passages that a model does not have yet: what stands in these documents is not sent twice.
    package static func unsent(_ evidence: [Evidence], after documents: [PromptDocument]) -> [Evidence] {
        evidence.flatMap { passage -> [Evidence] in
            var sent: [TextSpan] = []
            for document in documents where document.identity.id == passage.document.id {
                guard document.identity.sha256 == passage.document.sha256 else { continue }
                for block in document.blocks {
                    sent += block.pieces.map(\.span).filter { $0.overlaps(passage.span) }
                }
            }
            guard !sent.isEmpty else { return [passage] }
            sent.sort { $0.start < $1.start }
            var parts: [Evidence] = []
            var start = passage.span.start
            for span in sent + [TextSpan(passage.span.end, passage.span.end)] {
                if start < span.start, let part = passage.part(TextSpan(start, span.start)) { parts.append(part) }
                start = max(start, span.end)
            }
            return parts
        }
    }

    /// A part of the passage; nil when nothing visible stands in it.
    private func part(_ span: TextSpan) -> Evidence? {
        let bytes = Array(text[(span.start - self.span.start)..<(span.end - self.span.start)])
        var part = Evidence(
            document: document, span: span, text: bytes, headingPath: headingPath, kind: kind, score: score,
            hidden: hidden, markup: markup)
        part.manner = manner
        let isBlank = part.visible.allSatisfy { $0.text.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
        return isBlank ? nil : part
    }
}

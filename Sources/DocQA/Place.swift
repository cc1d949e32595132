package import DocumentModel
import Storage

/// A place in a document as a person types it: `manual.pdf#12` (a page, by its printed label first), `notes.md:40`
/// (a line), `notes.md@100-250` (a span in bytes), or the document alone.
package struct PlaceReference: Sendable, Hashable {
    package enum Position: Sendable, Hashable {
        case start
        case page(String)
        case line(Int)
        case span(Int, Int)
    }

    package var document: String
    package var position: Position

    /// A document from its start.
    package init(document: String) {
        self.document = document
        position = .start
    }

    /// Reads what was typed. A name that holds one of the signs is tried whole first by the caller.
    package init(_ text: String) {
        document = text
        position = .start
        if let sign = text.lastIndex(where: { $0 == "#" || $0 == ":" || $0 == "@" }), sign != text.startIndex {
            let rest = String(text[text.index(after: sign)...])
            let read: Position? =
                switch text[sign] {
                case "#": rest.isEmpty ? nil : .page(rest)
                case ":": Int(rest).map { .line($0) }
                default: PlaceReference.span(rest)
                }
            if let read {
                document = String(text[..<sign])
                position = read
            }
        }
    }

    private static func span(_ text: String) -> Position? {
        let ends = text.split(separator: "-", maxSplits: 1)
        guard let first = ends.first.flatMap({ Int($0) }) else { return nil }
        let last = ends.count == 2 ? Int(ends[1]) : first
        guard let last, first >= 0, last >= first else { return nil }
        return .span(first, last)
    }
}

/// A part of a document with what stands around it.
package struct DocumentExcerpt: Sendable {
    package var document: StoredDocument
    package var span: TextSpan
    package var text: String
    /// What of `text` was asked for.
    package var focus: TextSpan
    package var firstLine: Int
    package var lastLine: Int
    package var pages: [Page]
    package var warnings: [DocumentWarning]
    /// Text in the excerpt that a reader of the original cannot see.
    package var hidden: [HiddenText]
}

extension Library {
    /// The text at a place, with about `context` bytes around it.
    package func excerpt(
        of reference: PlaceReference, in document: StoredDocument, context: Int
    ) async throws(DocQAError) -> DocumentExcerpt {
        try await reading { connection throws(StorageError) in
            let pages = try connection.pages(of: document.id)
            let focus = try connection.focus(of: reference.position, in: document, pages: pages)
            let isWhole = reference.position == .start
            let from = isWhole ? 0 : max(0, focus.start - context)
            let to = isWhole ? document.textBytes : min(document.textBytes, focus.end + context)
            let span = try connection.wholeLines(TextSpan(from, to), in: document)
            let text = try connection.text(of: document.id, in: span)
            return DocumentExcerpt(
                document: document, span: span, text: String(decoding: text, as: UTF8.self), focus: focus,
                firstLine: try connection.line(of: span.start, in: document.id),
                lastLine: try connection.line(of: max(span.start, span.end - 1), in: document.id),
                pages: pages.filter { $0.span.overlaps(span) || ($0.span.isEmpty && span.contains($0.span)) },
                warnings: try connection.warnings(of: document.id),
                hidden: try connection.hidden(of: document.id).filter { $0.span.overlaps(span) })
        }
    }
}

extension Connection {
    fileprivate func focus(
        of position: PlaceReference.Position, in document: StoredDocument, pages: [Page]
    ) throws(StorageError) -> TextSpan {
        switch position {
        case .start:
            return TextSpan(0, document.textBytes)
        case .page(let label):
            let page = pages.first { $0.label == label } ?? pages.first { String($0.number) == label }
            guard let page else {
                let range = pages.isEmpty ? "it has no pages" : "it has pages 1 to \(pages.count)"
                throw StorageError(.noDocument, "\(document.name) has no page \(label): \(range).")
            }
            return page.span
        case .line(let line):
            guard let start = try self.start(ofLine: line, in: document.id) else {
                throw StorageError(
                    .noDocument, "\(document.name) has no line \(line): it has \(document.lines) lines.")
            }
            let end = try self.start(ofLine: line + 1, in: document.id) ?? document.textBytes
            return TextSpan(start, max(start, end))
        case .span(let first, let last):
            guard last <= document.textBytes else {
                throw StorageError(
                    .noDocument, "\(document.name) has no byte \(last): it has \(document.textBytes) bytes.")
            }
            return TextSpan(first, last)
        }
    }

    /// The span grown to whole lines, by at most 4 KiB at each end.
    fileprivate func wholeLines(_ span: TextSpan, in document: StoredDocument) throws(StorageError) -> TextSpan {
        let reach = 4_096
        let before = try text(of: document.id, in: TextSpan(max(0, span.start - reach), span.start))
        let after = try text(of: document.id, in: TextSpan(span.end, min(document.textBytes, span.end + reach)))
        // Without a line end in reach the cut must still not fall into a character.
        let firstWhole = before.firstIndex { $0 & 0xC0 != 0x80 } ?? before.count
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? firstWhole
        let lastWhole = after.lastIndex { $0 & 0xC0 != 0x80 } ?? 0
        let lineEnd = after.firstIndex(of: 0x0A) ?? lastWhole
        let isEnd = span.end + after.count == document.textBytes && !after.contains(0x0A)
        return TextSpan(span.start - before.count + lineStart, span.end + (isEnd ? after.count : lineEnd))
    }
}

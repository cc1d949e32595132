package import DocumentModel
package import LanguageModels

/// Turns what a model cites into places in the stored text, each proved byte by byte. Pure.
package struct CitationResolver {
    /// A citation with its proof.
    package struct Resolved: Sendable, Hashable {
        /// Index into the prompt's documents; nil when the model named one that does not exist.
        package var document: Int?
        /// nil when the quote was not found.
        package var span: TextSpan?
        /// The stored text at the span, or the model's claim.
        package var quote: String
        package var state: Footnote.State
    }

    /// Numbers once given out stay: documents are only added behind the others.
    package var documents: [PromptDocument]
    private var texts: [Int: CitedText] = [:]

    package init(_ documents: [PromptDocument]) {
        self.documents = documents
    }

    /// One citation may lie across a gap between two passages: then it becomes one resolved citation for each.
    ///
    /// Tried are the place that was named, in code points; the same in UTF-16 units; the nearest place in the document with the
    /// same bytes; and the nearest that differs only in white space, ligatures and hyphenation.
    package mutating func resolve(_ citation: ModelCitation) -> [Resolved] {
        guard documents.indices.contains(citation.document) else {
            return [Resolved(document: nil, span: nil, quote: citation.quote, state: .unverified)]
        }
        let form = documents[citation.document].form
        let quote = Quotation(Array(citation.quote.utf8))
        var places: [Resolved] = []
        var near = 0
        switch citation.place {
        case .characters(let range) where form == .text:
            (places, near) = atCharacters(range, quote, citation.document)
        case .blocks(let range) where form == .blocks || form == .results:
            (places, near) = inBlocks(range, quote, citation)
        case .pages(let range) where form == .pages && range.lowerBound > 0:
            (places, near) = inBlocks((range.lowerBound - 1)..<(range.upperBound - 1), quote, citation)
        default:
            break
        }
        if places.isEmpty { places = anywhere(quote, citation.document, near: near) }
        if !places.isEmpty { return places }
        return [Resolved(document: citation.document, span: nil, quote: citation.quote, state: .unverified)]
    }

    /// Whether two of the documents are parts of the same one.
    func isSame(_ a: Int?, _ b: Int?) -> Bool {
        guard let a, let b, a != b else { return a == b }
        let (first, second) = (documents[a].identity, documents[b].identity)
        return first.id == second.id && first.sha256 == second.sha256
    }

    /// The stored text at a span of a document, when all of it was sent, in whatever parts.
    func text(of document: Int, at span: TextSpan) -> String? {
        var parts: [(start: Int, text: ArraySlice<UInt8>)] = []
        for other in documents.indices where isSame(other, document) {
            for block in documents[other].blocks {
                for piece in block.pieces {
                    guard let common = piece.span.intersection(span) else { continue }
                    let start = piece.range.lowerBound + common.start - piece.span.start
                    parts.append((common.start, block.text[start..<(start + common.byteCount)]))
                }
            }
        }
        var bytes: [UInt8] = []
        for part in parts.sorted(by: { $0.start < $1.start }) {
            let known = span.start + bytes.count - part.start
            guard known >= 0 else { return nil }
            bytes += part.text.dropFirst(known)
        }
        return bytes.count == span.byteCount ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private mutating func atCharacters(
        _ range: Range<Int>, _ quote: Quotation, _ document: Int
    ) -> (places: [Resolved], near: Int) {
        let text = documents[document].blocks[0].text
        let index = cited(document) { $0.codePoints }
        let said = CitationResolver.bytes(range) { index.byte(ofCodePoint: $0, in: text) }
        if let said, let found = QuoteLocation.said(quote, at: said, in: text) {
            return (spans(of: found, in: 0, document, .verified), said.lowerBound)
        }
        let counted = CitationResolver.bytes(range) { index.byte(ofUTF16Unit: $0, in: text) }
        if let counted, let found = QuoteLocation.said(quote, at: counted, in: text) {
            return (spans(of: found, in: 0, document, .verifiedMoved), counted.lowerBound)
        }
        return ([], said?.lowerBound ?? 0)
    }

    /// The quote in the blocks that were named: the API gives their whole text, one behind the other, and a model that
    /// runs here a part of it.
    private mutating func inBlocks(
        _ range: Range<Int>, _ quote: Quotation, _ citation: ModelCitation
    ) -> (places: [Resolved], near: Int) {
        let document = documents[citation.document]
        let blocks = range.clamped(to: document.blocks.indices)
        guard !blocks.isEmpty, blocks == range else { return ([], 0) }
        let near = cited(citation.document) { $0.starts[blocks.lowerBound] }
        let joined =
            blocks.count == 1 ? document.blocks[blocks.lowerBound].text : document.blocks[blocks].flatMap(\.text)
        var found = QuoteLocation.nearest(quote, in: joined, skeleton: { QuoteSkeleton(joined[...]) })
        if found == nil, document.form == .pages {
            // The service reads a page by itself, and need not find white space where we do.
            found = QuoteLocation.nearest(
                quote, to: 0, withoutSpaces: QuoteSkeleton(joined[...], keepsSpaces: false))
        }
        guard let found else { return ([], near) }
        var start = 0
        let places = blocks.flatMap { block -> [Resolved] in
            let bytes = document.blocks[block].text.count
            let part = found.clamped(to: start..<(start + bytes))
            let inBlock = (part.lowerBound - start)..<(part.upperBound - start)
            start += bytes
            return part.isEmpty ? [] : spans(of: inBlock, in: block, citation.document, .verified)
        }
        return (places, near)
    }

    /// The quote wherever it stands in the document.
    private mutating func anywhere(_ quote: Quotation, _ document: Int, near: Int) -> [Resolved] {
        let text = cited(document) { $0 }
        func places(_ found: Range<Int>) -> [Resolved] {
            let block = text.block(at: found.lowerBound)
            let start = text.starts[block]
            return spans(
                of: (found.lowerBound - start)..<(found.upperBound - start), in: block, document, .verifiedMoved)
        }
        guard !text.starts.isEmpty else { return [] }
        func isEvidence(_ found: Range<Int>) -> Bool { !places(found).isEmpty }
        var found = QuoteLocation.nearest(
            quote, in: text.bytes, to: near, skeleton: { cited(document) { $0.skeleton } }, where: isEvidence)
        if found == nil, documents[document].form == .pages {
            found = QuoteLocation.nearest(
                quote, to: near, withoutSpaces: cited(document) { $0.skeletonWithoutSpaces }, where: isEvidence)
        }
        return found.map(places) ?? []
    }

    /// The parts of a place that are stored text; separators between them are not.
    private func spans(
        of found: Range<Int>, in block: Int, _ document: Int, _ state: Footnote.State
    ) -> [Resolved] {
        let source = documents[document].blocks[block]
        return source.pieces.compactMap { piece in
            let common = piece.range.clamped(to: found)
            guard !common.isEmpty else { return nil }
            let start = piece.span.start + common.lowerBound - piece.range.lowerBound
            return Resolved(
                document: document, span: TextSpan(start, start + common.count),
                quote: String(decoding: source.text[common], as: UTF8.self), state: state)
        }
    }

    private mutating func cited<Value>(_ document: Int, _ read: (inout CitedText) -> Value) -> Value {
        if texts[document] == nil { texts[document] = CitedText(documents[document]) }
        return read(&texts[document]!)
    }

    private static func bytes(_ range: Range<Int>, _ byte: (Int) -> Int?) -> Range<Int>? {
        guard let start = byte(range.lowerBound), let end = byte(range.upperBound), start <= end else { return nil }
        return start..<end
    }
}

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
    private var indexes: [Int: CodePointIndex] = [:]

    package init(_ documents: [PromptDocument]) {
        self.documents = documents
    }

    /// One citation may lie across a gap between two passages: then it becomes one resolved citation for each.
    package mutating func resolve(_ citation: ModelCitation) -> [Resolved] {
        guard documents.indices.contains(citation.document) else {
            return [Resolved(document: nil, span: nil, quote: citation.quote, state: .unverified)]
        }
        let document = documents[citation.document]
        let quote = Array(citation.quote.utf8)
        var places: [Resolved] = []
        switch citation.place {
        case .characters(let range) where document.form == .text:
            let index = codePoints(of: citation.document)
            let text = document.blocks[0].text
            let said = CitationResolver.bytes(range, { index.byte(ofCodePoint: $0, in: text) })
            let found = QuoteLocation.find(quote, in: text, said: said) {
                CitationResolver.bytes(range, { CodePointIndex.byte(ofUTF16Unit: $0, in: text) })
            }
            if let found { places = spans(of: found, in: 0, citation) }
        case .blocks(let range) where document.form == .blocks || document.form == .results:
            places = inBlocks(range, quote, citation)
        case .pages(let range) where document.form == .pages && range.lowerBound > 0:
            places = inBlocks((range.lowerBound - 1)..<(range.upperBound - 1), quote, citation)
        default:
            break
        }
        if places.isEmpty { places = anywhere(quote, citation) }
        if !places.isEmpty { return places }
        return [Resolved(document: citation.document, span: nil, quote: citation.quote, state: .unverified)]
    }

    /// The quote in the blocks that were named: the API gives their whole text, one behind the other, and a model that
    /// runs here a part of it.
    private func inBlocks(_ range: Range<Int>, _ quote: [UInt8], _ citation: ModelCitation) -> [Resolved] {
        let document = documents[citation.document]
        let blocks = range.clamped(to: document.blocks.indices)
        guard !blocks.isEmpty, blocks == range else { return [] }
        var joined: [UInt8] = []
        for block in document.blocks[blocks] { joined += block.text }
        let exact = QuoteLocation.find(quote, in: joined, said: joined.indices, utf16: { nil })
        // The service reads a page by itself, and need not find white space where we do.
        let found = exact ?? (document.form == .pages ? QuoteLocation.withoutSpaces(quote, in: joined) : nil)
        guard let found else { return [] }
        var start = 0
        return blocks.flatMap { block -> [Resolved] in
            let bytes = document.blocks[block].text.count
            let part = found.range.clamped(to: start..<(start + bytes))
            let inBlock = (part.lowerBound - start)..<(part.upperBound - start)
            start += bytes
            return part.isEmpty ? [] : spans(of: QuoteLocation(range: inBlock, isWhereSaid: true), in: block, citation)
        }
    }

    /// The quote wherever it stands in the document.
    private func anywhere(_ quote: [UInt8], _ citation: ModelCitation) -> [Resolved] {
        for (number, block) in documents[citation.document].blocks.enumerated() {
            guard let found = QuoteLocation.find(quote, in: block.text, said: nil, utf16: { nil }) else { continue }
            let places = spans(of: found, in: number, citation)
            if !places.isEmpty { return places }
        }
        return []
    }

    /// The parts of a place that are stored text; separators between them are not.
    private func spans(of found: QuoteLocation, in block: Int, _ citation: ModelCitation) -> [Resolved] {
        let source = documents[citation.document].blocks[block]
        return source.pieces.compactMap { piece in
            let common = piece.range.clamped(to: found.range)
            guard !common.isEmpty else { return nil }
            let start = piece.span.start + common.lowerBound - piece.range.lowerBound
            return Resolved(
                document: citation.document, span: TextSpan(start, start + common.count),
                quote: String(decoding: source.text[common], as: UTF8.self),
                state: found.isWhereSaid ? .verified : .verifiedMoved)
        }
    }

    private mutating func codePoints(of document: Int) -> CodePointIndex {
        if let index = indexes[document] { return index }
        let index = CodePointIndex(documents[document].blocks[0].text)
        indexes[document] = index
        return index
    }

    private static func bytes(_ range: Range<Int>, _ byte: (Int) -> Int?) -> Range<Int>? {
        guard let start = byte(range.lowerBound), let end = byte(range.upperBound), start <= end else { return nil }
        return start..<end
    }
}

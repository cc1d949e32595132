package import DocumentModel

/// Plain text: paragraphs between blank lines. A short first paragraph that others follow is the title.
package struct PlainTextExtractor: Extractor {
    package init() {}

    package let claims = [FormatClaim(.text, extensions: ["txt", "text"])]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let text = try DecodedText(source, options: options)
        var document = text.document(.text)
        document.blocks = text.utf8.withUnsafeBufferPointer { paragraphs(in: $0) }
        if document.blocks.count > 1 {
            document.title = PlainTextExtractor.title(text.utf8[document.blocks[0].span.range])
        }
        return document
    }

    private static let longestTitle = 160
    private static let mostTitleLines = 3

    /// Nil for what is too long, what has no letters, and what announces or lists something: `To: Ann`, `Items:`.
    private static func title(_ paragraph: ArraySlice<UInt8>) -> String? {
        guard paragraph.count <= longestTitle else { return nil }
        let lines = String(decoding: paragraph, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.split(whereSeparator: \.isWhitespace) }
        guard lines.count <= mostTitleLines, lines.contains(where: { $0.contains { $0.contains(where: \.isLetter) } }),
            !lines.contains(where: { $0.first?.last == ":" || $0.last?.last == ":" })
        else { return nil }
        return lines.joined().joined(separator: " ")
    }
}

/// Runs of lines that are not blank, as paragraphs.
func paragraphs(in text: UnsafeBufferPointer<UInt8>) -> [Block] {
    var blocks: [Block] = []
    var lines = LineScanner(text)
    var open: TextSpan?
    while let line = lines.next() {
        if line.isBlank {
            if let span = open { blocks.append(Block(.paragraph, span)) }
            open = nil
        } else {
            open = TextSpan(open?.start ?? line.content, line.contentEnd)
        }
    }
    if let span = open { blocks.append(Block(.paragraph, span)) }
    return blocks
}

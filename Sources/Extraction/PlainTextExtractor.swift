package import DocumentModel

/// Plain text: paragraphs between blank lines.
package struct PlainTextExtractor: Extractor {
    package init() {}

    package let claims = [FormatClaim(.text, extensions: ["txt", "text"])]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let text = try DecodedText(source, options: options)
        var document = text.document(.text)
        document.blocks = text.utf8.withUnsafeBufferPointer { paragraphs(in: $0) }
        return document
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

package import DocumentModel

/// Logs: each line with a time starts an entry, and the lines without one behind it belong to it.
package struct LogExtractor: Extractor {
    package init() {}

    package let claims = [
        FormatClaim(.log, extensions: ["log", "err", "out"], isDecisive: false) { head in
            head.withUnsafeBufferPointer { isLog($0) } ? .likely : .none
        }
    ]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let text = try DecodedText(source, options: options)
        var document = text.document(.log)
        document.blocks = text.utf8.withUnsafeBufferPointer { bytes in
            var blocks: [Block] = []
            var open: TextSpan?
            var isEntry = false
            var lines = LineScanner(bytes)
            while let line = lines.next() {
                let startsEntry = hasTime(bytes, line)
                if startsEntry || (line.isBlank && !isEntry) {
                    if let span = open { blocks.append(Block(.paragraph, span)) }
                    open = nil
                    isEntry = startsEntry
                }
                if !line.isBlank { open = TextSpan(open?.start ?? line.content, line.contentEnd) }
            }
            if let span = open { blocks.append(Block(.paragraph, span)) }
            return blocks
        }
        return document
    }
}

/// Whether a line that is not indented shows a date or a time near its front.
private func hasTime(_ text: UnsafeBufferPointer<UInt8>, _ line: TextLine) -> Bool {
    guard line.content == line.start, line.content < line.contentEnd else { return false }
    let end = min(line.contentEnd, line.start + 80)
    var digits = 0
    for at in line.start..<end {
        if isDigit(text[at]) {
            digits += 1
            continue
        }
        let isFollowed = at + 2 < end && isDigit(text[at + 1]) && isDigit(text[at + 2])
        // 12:34 or 2026-07 or 2026/07
        if isFollowed, digits == 2, text[at] == UInt8(ascii: ":") { return true }
        if isFollowed, digits == 4, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "/") { return true }
        digits = 0
    }
    return digits >= 10
}

private func isLog(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
    var lines = LineScanner(head)
    var seen = 0
    var timed = 0
    while seen < 10, let line = lines.next() {
        guard !line.isBlank else { continue }
        seen += 1
        if hasTime(head, line), isDigit(head[line.content]) || head[line.content] == UInt8(ascii: "[") { timed += 1 }
    }
    return seen >= 3 && timed * 10 >= seen * 7
}

package import DocumentModel

/// Comma, semicolon, tab and bar separated values: each record a row that carries the first record as its header.
package struct SeparatedValuesExtractor: Extractor {
    package init() {}

    package let claims = [FormatClaim(.csv, extensions: ["csv", "tsv", "tab", "psv"])]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let text = try DecodedText(source, options: options)
        var document = text.document(.csv)
        var hasOpenQuote = false
        document.blocks = text.utf8.withUnsafeBufferPointer { bytes in
            var records = SeparatedRecords(bytes, delimiter: delimiter(of: bytes))
            var blocks: [Block] = []
            var header: TextSpan?
            while let record = records.next() {
                blocks.append(Block(.tableRow, record, tableHeader: header))
                header = header ?? record
            }
            hasOpenQuote = records.hasOpenQuote
            return blocks
        }
        if hasOpenQuote {
            document.warnings.append(
                DocumentWarning(
                    .malformed, "A quoted value does not end; quotes from there on were read as characters."))
        }
        return document
    }

    /// The character that divides the first records most and most evenly.
    private func delimiter(of text: UnsafeBufferPointer<UInt8>) -> UInt8 {
        var best = (delimiter: UInt8(ascii: ","), score: 0)
        for delimiter in ",;\t|".utf8 {
            var records = SeparatedRecords(
                UnsafeBufferPointer(rebasing: text.prefix(64 << 10)), delimiter: delimiter)
            var counts: [Int] = []
            while counts.count < 20, let record = records.next() {
                counts.append(records.fields(in: record))
            }
            guard let first = counts.first, first > 1 else { continue }
            let score = first * counts.count { $0 == first }
            if score > best.score { best = (delimiter, score) }
        }
        return best.delimiter
    }
}

/// The records of separated values; a quoted field may contain delimiters and line ends.
struct SeparatedRecords {
    private let text: UnsafeBufferPointer<UInt8>
    private let delimiter: UInt8
    private var at = 0
    private(set) var hasOpenQuote = false

    init(_ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8) {
        self.text = text
        self.delimiter = delimiter
    }

    /// The next record that is not blank, without its line end.
    mutating func next() -> TextSpan? {
        while at < text.count {
            let start = at
            let end = recordEnd(from: start) ?? lineEnd(from: start)
            at = end
            if at < text.count { at += text[at] == 13 && at + 1 < text.count && text[at + 1] == 10 ? 2 : 1 }
            let stop = MarkdownCursor.trimmedEnd(text, start, end)
            let first = MarkdownCursor.trimmedStart(text, start, stop)
            if first < stop { return TextSpan(first, stop) }
        }
        return nil
    }

    /// The end of the record that starts here; nil when a quote in it does not end, which makes all quotes characters.
    private mutating func recordEnd(from start: Int) -> Int? {
        guard !hasOpenQuote else { return nil }
        var scan = start
        var isFieldStart = true
        while scan < text.count {
            let byte = text[scan]
            if byte == UInt8(ascii: "\""), isFieldStart {
                guard let close = quoteEnd(from: scan + 1) else {
                    hasOpenQuote = true
                    return nil
                }
                scan = close
                isFieldStart = false
                continue
            }
            if byte == 10 || byte == 13 { return scan }
            isFieldStart = byte == delimiter || (isFieldStart && byte == 0x20)
            scan += 1
        }
        return scan
    }

    private func quoteEnd(from start: Int) -> Int? {
        var scan = start
        while scan < text.count {
            if text[scan] == UInt8(ascii: "\"") {
                guard scan + 1 < text.count, text[scan + 1] == UInt8(ascii: "\"") else { return scan + 1 }
                scan += 1
            }
            scan += 1
        }
        return nil
    }

    private func lineEnd(from start: Int) -> Int {
        var scan = start
        while scan < text.count, text[scan] != 10, text[scan] != 13 { scan += 1 }
        return scan
    }

    func fields(in record: TextSpan) -> Int {
        var count = 1
        var isQuoted = false
        for at in record.range {
            if text[at] == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if text[at] == delimiter, !isQuoted {
                count += 1
            }
        }
        return count
    }
}

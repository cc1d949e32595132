import CSQLite
import DocumentModel

/// The form in which a text is handed to FTS5: a language tag, then the text with what is not searched blanked out.
///
/// Blanking keeps every offset: byte n of the text is byte n + `tagLength` of what FTS5 sees.
enum IndexedText {
    static let tagLength = 4
    /// In front of a query whose words are words of the index already, and between them.
    static let wordsTag: [UInt8] = [0x01, 0x3D, 0x3D, 0x01]
    static let wordSeparator: UInt8 = 0x01

    /// 0x01, two letters, 0x01: the tag that the tokenizer reads.
    static func appendTag(_ language: String?, to buffer: inout [UInt8]) {
        var letters: (UInt8, UInt8) = (0x2D, 0x2D)  // "--": judged from the text itself
        if let language, language.utf8.count == 2 {
            var bytes = language.utf8.makeIterator()
            letters = (bytes.next() ?? 0x2D, bytes.next() ?? 0x2D)
        }
        buffer.append(0x01)
        buffer.append(letters.0)
        buffer.append(letters.1)
        buffer.append(0x01)
    }

    /// Appends the searchable form of `text`, which begins at `origin` where `unsearched` counts from.
    static func append(
        to buffer: inout [UInt8], language: String?, text: UnsafeBufferPointer<UInt8>, unsearched: [TextSpan],
        from origin: Int
    ) {
        let shift = buffer.count + tagLength - origin
        appendTag(language, to: &buffer)
        buffer.append(contentsOf: text)
        guard !unsearched.isEmpty else { return }
        buffer.withUnsafeMutableBufferPointer { blank(unsearched, in: $0, from: -shift) }
    }

    /// Blanks out spans of `bytes`, whose first byte is at `origin`.
    static func blank(_ spans: [TextSpan], in bytes: UnsafeMutableBufferPointer<UInt8>, from origin: Int) {
        for span in spans { bytes[(span.start - origin)..<(span.end - origin)].update(repeating: 0x20) }
    }

    /// Fills `buffer` with the searchable form of `text`; `unsearched` is relative to it.
    static func fill(
        _ buffer: inout [UInt8], language: String?, text: UnsafeBufferPointer<UInt8>, unsearched: [TextSpan]
    ) {
        buffer.removeAll(keepingCapacity: true)
        append(to: &buffer, language: language, text: text, unsearched: unsearched, from: 0)
    }
}

/// Spans inside a passage as they are stored: pairs of (distance from the end of the one before, length), as varints.
enum PackedSpans {
    static func pack(_ spans: [TextSpan], from origin: Int) -> [UInt8]? {
        guard !spans.isEmpty else { return nil }
        var bytes: [UInt8] = []
        var position = origin
        for span in spans {
            Varint.append(span.start - position, to: &bytes)
            Varint.append(span.byteCount, to: &bytes)
            position = span.end
        }
        return bytes
    }

    /// Stops at the first damaged pair and at `limit`: what comes from a file may be anything.
    static func unpack(_ bytes: UnsafeRawBufferPointer, limit: Int) -> [TextSpan] {
        var spans: [TextSpan] = []
        var position = 0
        var index = 0
        while let gap = Varint.next(bytes, &index), let length = Varint.next(bytes, &index) {
            let start = position + gap
            guard start <= limit, length <= limit - start else { break }
            spans.append(TextSpan(start, start + length))
            position = start + length
        }
        return spans
    }
}

package import DocumentModel

/// How a document's text lies in the database: once, in short rows that are cut at code points and keyed by (document,
/// first byte), so that reading a span costs the same in a small and in a huge document.
enum StoredText {
    /// Eight rows of this size fill a page of 16 KiB; longer rows leave pages half empty (measured: 4 kB documents in rows
    /// of up to 64 KiB wasted 27 % of the file). `TextPageRoom` cuts shorter ones where a page ends.
    static let rowLimit = 2_000

    /// The row key: documents are numbered below 2^31 and texts are shorter than 2^32 bytes.
    static func place(_ document: Int, _ start: Int) -> Int { document << 32 | start }

    /// Where the row that begins at `start` ends, if it may have `limit` bytes.
    static func rowEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int, limit: Int = rowLimit) -> Int {
        var end = min(start + limit, text.count)
        guard end < text.count else { return end }
        while end > start, text[end] & 0xC0 == 0x80 { end -= 1 }
        return end > start ? end : min(start + limit, text.count)  // not UTF-8; keep the bytes all the same
    }
}

extension Connection {
    /// The bytes of a span of a document's text; shorter when the document ends before the span does.
    package func text(of document: Int, in span: TextSpan) throws(StorageError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(span.byteCount)
        guard !span.isEmpty else { return bytes }
        // The row that holds the start is the last one that begins at or before it.
        let statement = try cached(
            """
            SELECT place, bytes FROM text
            WHERE place >= (SELECT max(place) FROM text WHERE place BETWEEN ?1 AND ?2) AND place < ?3
            ORDER BY place
            """)
        defer { statement.reset() }
        statement.bind(1, StoredText.place(document, 0)).bind(2, StoredText.place(document, span.start))
            .bind(3, StoredText.place(document, span.end))
        while try statement.step() {
            let rowStart = statement.int(0) - StoredText.place(document, 0)
            statement.withText(1) { row in
                let from = max(span.start - rowStart, 0)
                let to = min(span.end - rowStart, row.count)
                if from < to { bytes.append(contentsOf: row[from..<to]) }
            }
        }
        return bytes
    }

    /// The number of the line, counted from 1, on which an offset stands.
    package func line(of offset: Int, in document: Int) throws(StorageError) -> Int {
        let statement = try cached("SELECT place, line, bytes FROM text WHERE place <= ?1 ORDER BY place DESC LIMIT 1")
        defer { statement.reset() }
        statement.bind(1, StoredText.place(document, offset))
        guard try statement.step(), statement.int(0) >= StoredText.place(document, 0) else { return 1 }
        let before = offset - (statement.int(0) - StoredText.place(document, 0))
        let breaks = statement.withText(2) { LineBreaks.count($0, upTo: before) }
        return statement.int(1) + breaks
    }

    /// Where a line begins, counted from 1; nil when the document has fewer lines.
    package func start(ofLine line: Int, in document: Int) throws(StorageError) -> Int? {
        guard line >= 1 else { return nil }
        let base = StoredText.place(document, 0)
        let statement = try cached(
            """
            SELECT place, line, bytes FROM text
            WHERE place BETWEEN ?1 AND ?2 AND line < max(?3, 2) ORDER BY place DESC LIMIT 1
            """)
        defer { statement.reset() }
        statement.bind(1, base).bind(2, base + 0xFFFF_FFFF).bind(3, line)
        guard try statement.step() else { return nil }
        let rowStart = statement.int(0) - base
        let missing = line - statement.int(1)
        guard missing > 0 else { return rowStart }
        return statement.withText(2) { LineBreaks.offset(ofLine: missing, in: $0) }.map { rowStart + $0 }
    }
}

/// Counting lines as editors and `grep -n` do: a line ends with LF (a CR before it belongs to the line).
package enum LineBreaks {
    package static func count(_ bytes: UnsafeBufferPointer<UInt8>, upTo end: Int) -> Int {
        var count = 0
        let limit = min(max(end, 0), bytes.count)
        for index in 0..<limit where bytes[index] == 0x0A { count += 1 }
        return count
    }

    /// Where the n-th line after the first one begins.
    static func offset(ofLine n: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var missing = n
        for index in bytes.indices where bytes[index] == 0x0A {
            missing -= 1
            if missing == 0 { return index + 1 }
        }
        return nil
    }
}

import CSQLite

/// The parts of a collection's full-text index, as FTS5 keeps them in tables of its own: `index_N_data` holds segments of
/// numbered leaf pages, and `index_N_idx` says on which page a word stands. FTS5's source describes the format; it has a
/// version number, and every later SQLite has to read it.
///
/// Only what is committed is there, so a connection inside a transaction that writes cannot use it.
struct IndexSegments {
    struct Segment {
        let id: Int
        let firstPage: Int
        let lastPage: Int
    }

    /// Newest first: of two that hold the same word of the same passage the first one counts.
    let segments: [Segment]
    let passages: Int
    /// Words in all columns of all passages.
    let words: Int

    /// The only version whose pages are read here.
    private static let version = 4
    private static let totalsRow = 1
    private static let structureRow = 10

    /// Nil when the pages have to be left to FTS5.
    init?(of collection: Collection, on connection: Connection) throws(StorageError) {
        guard sqlite3_txn_state(connection.handle, "main") != SQLITE_TXN_WRITE else { return nil }
        let id = collection.id
        let version = try connection.first("SELECT v FROM index_\(id)_config WHERE k = 'version'") { $0.int(0) }
        guard version == IndexSegments.version else { return nil }
        func record<Value>(
            _ row: Int, _ read: (UnsafeRawBufferPointer) -> Value?
        ) throws(StorageError) -> Value? {
            try connection.first(
                "SELECT block FROM index_\(id)_data WHERE id = ?1", bind: { $0.bind(1, row) },
                { $0.withBlob(0, read) }) ?? nil
        }
        guard let segments = try record(IndexSegments.structureRow, IndexSegments.segments),
            let totals = try record(IndexSegments.totalsRow, IndexSegments.totals)
        else { return nil }
        self.segments = segments
        (passages, words) = totals
    }

    /// The number of passages, then the words of each column.
    private static func totals(_ bytes: UnsafeRawBufferPointer) -> (Int, Int)? {
        var index = 0
        let passages = FTS5Record.varint(bytes, &index) ?? 0
        var words = 0
        while let column = FTS5Record.varint(bytes, &index) { words += column }
        return (passages, words)
    }

    /// Four bytes that tell one state from another, the number of levels and of segments, a counter of writes; then for
    /// each level, the newest first, how many of its segments are being merged, how many it has, and these, oldest first.
    private static func segments(_ bytes: UnsafeRawBufferPointer) -> [Segment]? {
        var index = 4
        guard let levels = FTS5Record.varint(bytes, &index), levels <= 64,
            FTS5Record.varint(bytes, &index) != nil, FTS5Record.varint(bytes, &index) != nil
        else { return nil }
        var segments: [Segment] = []
        for _ in 0..<levels {
            guard FTS5Record.varint(bytes, &index) != nil, let count = FTS5Record.varint(bytes, &index),
                count <= 65_535
            else { return nil }
            var level: [Segment] = []
            for _ in 0..<count {
                guard let id = FTS5Record.varint(bytes, &index), let first = FTS5Record.varint(bytes, &index),
                    let last = FTS5Record.varint(bytes, &index), id <= 65_535
                else { return nil }
                // All pages of a segment that is being merged away may be gone.
                if first > 0, last < 1 << 31 { level.append(Segment(id: id, firstPage: first, lastPage: last)) }
            }
            segments += level.reversed()
        }
        return segments
    }
}

/// What FTS5 keeps in its own tables, as its documentation and source describe it.
enum FTS5Record {
    /// The sum of the varints that `%_docsize` keeps per column.
    static func total(columnSizes bytes: UnsafeRawBufferPointer) -> Int {
        var index = 0
        var total = 0
        while let size = varint(bytes, &index) { total += size }
        return total
    }

    /// A big-endian number in seven bits a byte; nil at the end, and for one that no count, page or passage can be.
    static func varint(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Int? {
        var value = 0
        let start = index
        while index < bytes.count, index < start + 8 {
            let byte = bytes[index]
            index += 1
            value = value << 7 | Int(byte & 0x7F)
            if byte < 0x80 { return value }
        }
        return nil
    }
}

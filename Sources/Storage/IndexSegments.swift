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
    static let version = 4
    static let totalsRow = 1
    static let structureRow = 10
    /// What FTS5 fills its pages up to unless it is told otherwise.
    static let defaultPageSize = 4050

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

    private static func segments(_ bytes: UnsafeRawBufferPointer) -> [Segment]? {
        guard let structure = IndexStructure(bytes) else { return nil }
        var segments: [Segment] = []
        for level in structure.levels {
            for (id, first, last) in level.segments.reversed() {
                guard id <= 65_535 else { return nil }
                // All pages of a segment that is being merged away may be gone.
                if first > 0, last < 1 << 31 { segments.append(Segment(id: id, firstPage: first, lastPage: last)) }
            }
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

    /// All numbers of a record.
    static func numbers(_ bytes: UnsafeRawBufferPointer) -> [Int] {
        var index = 0
        var numbers: [Int] = []
        while let number = varint(bytes, &index) { numbers.append(number) }
        return numbers
    }

    /// How large the first passage of a list is: its positions with their size in front.
    static func firstItem(_ list: UnsafeBufferPointer<UInt8>) -> Int {
        var index = 0
        let size = varint(UnsafeRawBufferPointer(list), &index) ?? 0
        return index + (size >> 1)
    }

    /// How many bytes a number takes.
    static func varintLength(_ value: UInt64) -> Int {
        value >> 56 != 0 ? 9 : max(1, (70 - value.leadingZeroBitCount) / 7)
    }

    /// Writes a number and gives back how many bytes it took.
    @discardableResult
    static func putVarint(_ value: UInt64, _ place: UnsafeMutablePointer<UInt8>) -> Int {
        let length = varintLength(value)
        var rest = value
        var index = length &- 1
        if length == 9 {
            place[8] = UInt8(truncatingIfNeeded: rest)
            rest >>= 8
            index = 7
        }
        while index >= 0 {
            let more: UInt8 = index == length &- 1 ? 0 : 0x80
            place[index] = UInt8(truncatingIfNeeded: rest & 0x7F) | more
            rest >>= 7
            index &-= 1
        }
        return length
    }

    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 9) { room in
            guard let base = room.baseAddress else { return }
            bytes.append(contentsOf: room[..<putVarint(value, base)])
        }
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

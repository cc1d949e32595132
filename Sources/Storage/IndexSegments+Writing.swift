import CSQLite

// Adding a segment to a full-text index as FTS5 itself does when it writes out what it has gathered: pages of words, the
// first words of the pages, the sizes of the passages, their totals, and the list of segments. FTS5 takes one word at a time
// and keeps a table of them; blocks that were made beside each other are only put together. What comes out is held against
// FTS5's own check by the tests and by `docqa verify`.
extension Connection {
    /// FTS5 merges segments of one level when there are so many of them.
    private static let mostSegments = 16

    /// Adds what blocks hold to the index of a collection. Inside a transaction.
    ///
    /// - Parameter note: is told of each word and the number of passages that hold it.
    func addSegment(
        _ parts: [BlockMerge.Part], to collection: Int, note: (UnsafeBufferPointer<UInt8>, Int) -> Void = { _, _ in }
    ) throws(StorageError) {
        guard !parts.isEmpty else { return }
        try settleIndex(collection)
        try addSizes(parts, to: collection)
        guard parts.contains(where: { !$0.block.words.isEmpty }) else { return }
        var structure = try indexStructure(collection)
        let segment = structure.freeSegment
        let pages = try writePages(BlockMerge(parts), of: segment, collection, note)
        structure.add(segment, pages: pages)
        try writeIndexRecord(structure.bytes, to: IndexSegments.structureRow, collection)
        if structure.newestLevelCount >= Connection.mostSegments {
            try execute("INSERT INTO index_\(collection)(index_\(collection), rank) VALUES('merge', 1000000)")
        }
    }

    /// Makes FTS5 write out what it has gathered in this transaction, and forget what it remembers of its own tables.
    private func settleIndex(_ collection: Int) throws(StorageError) {
        // A merge of no pages takes part in the transaction; beginning a savepoint writes everything out, going back to it
        // takes nothing back and makes FTS5 read its tables again.
        try execute(
            """
            INSERT INTO index_\(collection)(index_\(collection), rank) VALUES('merge', 0);
            SAVEPOINT segment; ROLLBACK TO segment; RELEASE segment;
            """)
    }

    private func writePages(
        _ merge: BlockMerge, of segment: Int, _ collection: Int, _ note: (UnsafeBufferPointer<UInt8>, Int) -> Void
    ) throws(StorageError) -> Int {
        let pageSize =
            try first("SELECT v FROM index_\(collection)_config WHERE k = 'pgsz'") { $0.int(0) }
            ?? IndexSegments.defaultPageSize
        let insert = try cached("INSERT INTO index_\(collection)_data(id, block) VALUES(?1, ?2)")
        let name = try cached("INSERT INTO index_\(collection)_idx(segid, term, pgno) VALUES(?1, ?2, ?3)")
        let sink: SegmentPages.Sink = { number, bytes, split throws(StorageError) in
            insert.bind(1, segment << 37 | number).bind(2, borrowingBlob: UnsafeRawBufferPointer(bytes))
            try insert.run()
            guard let split else { return }
            // The lowest bit says that a list has an index of its own.
            name.bind(1, segment).bind(2, blob: Array(split)).bind(3, number << 1)
            try name.run()
        }
        var pages = SegmentPages(pageSize: pageSize)
        defer { pages.free() }
        try merge.forEachWord { (word, lists) throws(StorageError) in
            try pages.begin(word, firstItem: FTS5Record.firstItem(lists[0].rest), sink)
            for list in lists { try pages.append(list, sink) }
            note(word, lists.reduce(0) { $0 + $1.passages })
        }
        return try pages.finish(sink)
    }

    private func indexStructure(_ collection: Int) throws(StorageError) -> IndexStructure {
        let structure = try first(
            "SELECT block FROM index_\(collection)_data WHERE id = \(IndexSegments.structureRow)",
            { $0.withBlob(0) { IndexStructure($0) } })
        let version = try first("SELECT v FROM index_\(collection)_config WHERE k = 'version'") { $0.int(0) }
        guard let structure = structure ?? nil, version == IndexSegments.version else { throw .damagedIndex }
        return structure
    }

    /// Notes how many words each passage has, and all together.
    private func addSizes(_ parts: [BlockMerge.Part], to collection: Int) throws(StorageError) {
        let insert = try cached("INSERT INTO index_\(collection)_docsize(id, sz) VALUES(?1, ?2)")
        var totals =
            try first(
                "SELECT block FROM index_\(collection)_data WHERE id = \(IndexSegments.totalsRow)",
                { $0.withBlob(0, FTS5Record.numbers) }) ?? []
        let missing = IndexBlock.columns + 1 - totals.count
        if missing > 0 { totals += [Int](repeating: 0, count: missing) }
        var bytes: [UInt8] = []
        for part in parts {
            let lengths = part.block.lengths
            totals[0] += part.block.passageCount
            for passage in 0..<part.block.passageCount {
                bytes.removeAll(keepingCapacity: true)
                for column in 0..<IndexBlock.columns {
                    let length = lengths[passage * IndexBlock.columns + column]
                    totals[column + 1] += Int(length)
                    FTS5Record.append(UInt64(length), to: &bytes)
                }
                try bytes.withUnsafeBufferPointer { (bytes) throws(StorageError) in
                    insert.bind(1, part.base + passage).bind(2, borrowingBlob: UnsafeRawBufferPointer(bytes))
                    try insert.run()
                }
            }
        }
        bytes.removeAll()
        for total in totals { FTS5Record.append(UInt64(total), to: &bytes) }
        try writeIndexRecord(bytes, to: IndexSegments.totalsRow, collection)
    }

    private func writeIndexRecord(_ bytes: [UInt8], to row: Int, _ collection: Int) throws(StorageError) {
        try run("REPLACE INTO index_\(collection)_data(id, block) VALUES(?1, ?2)") {
            $0.bind(1, row).bind(2, blob: bytes)
        }
    }
}

extension SegmentPages {
    /// Appends a word's list of one block.
    fileprivate mutating func append(_ list: BlockMerge.List, _ sink: Sink) throws(StorageError) {
        if fits(list.rest.count) { return append(list.first, list.rest, last: list.last) }
        let bytes = UnsafeRawBufferPointer(list.rest)
        var index = 0
        var passage = list.first
        while index < bytes.count {
            let start = index
            guard let size = FTS5Record.varint(bytes, &index) else { throw .damagedIndex }
            index += size >> 1
            try append(passage, positions: UnsafeBufferPointer(rebasing: list.rest[start..<index]), sink)
            guard index < bytes.count, let step = FTS5Record.varint(bytes, &index) else { return }
            passage += step
        }
    }
}

/// FTS5's list of an index's segments, to which one can be added.
struct IndexStructure {
    /// Four bytes that tell one state of the options from another.
    private let cookie: [UInt8]
    private var writes: Int
    /// Of each level, the newest first: how many of its segments are being merged, and for each, oldest first, its number and
    /// its first and last page.
    private(set) var levels: [(merging: Int, segments: [(id: Int, first: Int, last: Int)])] = []

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 4 else { return nil }
        cookie = Array(bytes[..<4])
        var index = 4
        guard let levelCount = FTS5Record.varint(bytes, &index), levelCount <= 64,
            FTS5Record.varint(bytes, &index) != nil, let writes = FTS5Record.varint(bytes, &index)
        else { return nil }
        self.writes = writes
        for _ in 0..<levelCount {
            guard let merging = FTS5Record.varint(bytes, &index), let count = FTS5Record.varint(bytes, &index),
                count <= 65_535
            else { return nil }
            var segments: [(id: Int, first: Int, last: Int)] = []
            for _ in 0..<count {
                guard let id = FTS5Record.varint(bytes, &index), let first = FTS5Record.varint(bytes, &index),
                    let last = FTS5Record.varint(bytes, &index)
                else { return nil }
                segments.append((id, first, last))
            }
            levels.append((merging, segments))
        }
    }

    /// The lowest number that no segment has.
    var freeSegment: Int {
        let taken = Set(levels.flatMap { $0.segments.map(\.id) })
        var id = 1
        while taken.contains(id) { id += 1 }
        return id
    }

    var newestLevelCount: Int { levels.first?.segments.count ?? 0 }

    mutating func add(_ segment: Int, pages: Int) {
        if levels.isEmpty { levels.append((0, [])) }
        levels[0].segments.append((segment, 1, pages))
        writes += pages
    }

    var bytes: [UInt8] {
        var bytes = cookie
        for number in [levels.count, levels.reduce(0) { $0 + $1.segments.count }, writes] {
            FTS5Record.append(UInt64(number), to: &bytes)
        }
        for level in levels {
            FTS5Record.append(UInt64(level.merging), to: &bytes)
            FTS5Record.append(UInt64(level.segments.count), to: &bytes)
            for segment in level.segments {
                for number in [segment.id, segment.first, segment.last] {
                    FTS5Record.append(UInt64(number), to: &bytes)
                }
            }
        }
        return bytes
    }
}

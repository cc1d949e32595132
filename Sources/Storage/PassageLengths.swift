import CSQLite

/// How many words each passage has, as FTS5 counts them: two bytes a passage in blocks, so that a fresh process reads
/// the lengths of a million passages in one go. A passage that is gone has length 0.
struct PassageLengths {
    static let perBlock = 4096

    private let collection: Int
    /// The blocks that were touched, each written once, at the end.
    private var blocks: [Int: [UInt16]] = [:]

    init(collection: Int) { self.collection = collection }

    mutating func set(_ length: Int, for range: Range<Int>, on connection: Connection) throws(StorageError) {
        for number in range {
            let block = number / PassageLengths.perBlock
            if blocks[block] == nil { blocks[block] = try load(block, on: connection) }
            blocks[block]?[number % PassageLengths.perBlock] = UInt16(clamping: length)
        }
    }

    /// Takes the lengths of the passages of a block, of which `first` is the first.
    mutating func set(_ block: IndexBlock, from first: Int, on connection: Connection) throws(StorageError) {
        for passage in 0..<block.passageCount {
            let start = passage * IndexBlock.columns
            let length = block.lengths[start..<start + IndexBlock.columns].reduce(0) { $0 + Int($1) }
            try set(length, for: first + passage..<first + passage + 1, on: connection)
        }
    }

    mutating func flush(on connection: Connection) throws(StorageError) {
        for (block, lengths) in blocks.sorted(by: { $0.key < $1.key }) {
            // Without the zeros at the end of the last block.
            let count = lengths.lastIndex { $0 > 0 }.map { $0 + 1 } ?? 0
            let bytes = lengths[..<count].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            try connection.run("INSERT OR REPLACE INTO length_\(collection) VALUES(?1, ?2)") {
                $0.bind(1, block).bind(2, blob: bytes)
            }
        }
        blocks = [:]
    }

    private func load(_ block: Int, on connection: Connection) throws(StorageError) -> [UInt16] {
        var lengths = [UInt16](repeating: 0, count: PassageLengths.perBlock)
        let stored = try connection.first(
            "SELECT lengths FROM length_\(collection) WHERE block = ?1", bind: { $0.bind(1, block) }, { $0.blob(0) })
        guard let stored else { return lengths }
        for index in 0..<min(stored.count / 2, lengths.count) {
            lengths[index] = UInt16(stored[index * 2]) | UInt16(stored[index * 2 + 1]) << 8
        }
        return lengths
    }
}

/// The lengths of a collection's passages as a search uses them, by passage number.
final class PassageLengthTable {
    let count: Int
    let values: UnsafePointer<UInt16>
    /// Those that two bytes cannot say.
    let longer: [Int: Int]

    /// Reads them in one go.
    init(of collection: Collection, on connection: Connection) throws(StorageError) {
        let count = collection.nextPassage
        let values = UnsafeMutablePointer<UInt16>.allocate(capacity: max(count, 1))
        values.initialize(repeating: 0, count: max(count, 1))
        self.count = count
        self.values = UnsafePointer(values)
        var longer: [Int: Int] = [:]
        let blocks = try connection.cached("SELECT block, lengths FROM length_\(collection.id)")
        defer { blocks.reset() }
        while try blocks.step() {
            let start = blocks.int(0) * PassageLengths.perBlock
            guard start >= 0, start < count else { continue }
            blocks.withBlob(1) { bytes in
                for index in 0..<min(bytes.count / 2, count - start) {
                    let length = UInt16(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
                    values[start + index] = length
                    if length == .max { longer[start + index] = Int(length) }
                }
            }
        }
        for number in longer.keys {
            longer[number] = try connection.first(
                "SELECT sz FROM index_\(collection.id)_docsize WHERE id = ?1", bind: { $0.bind(1, number) },
                { $0.withBlob(0) { FTS5Record.total(columnSizes: $0) } })
        }
        self.longer = longer
    }

    deinit { values.deallocate() }

    /// The words of several passages together.
    func total(of passages: Range<Int>) -> Int {
        passages.clamped(to: 0..<count).reduce(0) { $0 + (longer[$1] ?? Int(values[$1])) }
    }
}

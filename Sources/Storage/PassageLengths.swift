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

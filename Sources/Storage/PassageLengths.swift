/// How many words each passage has, as FTS5 counts them: two bytes a passage in blocks, so that a fresh process reads
/// the lengths of a million passages in one go. A passage that is gone has length 0.
struct PassageLengths {
    static let perBlock = 4096

    private let collection: Int
    private var block = -1
    private var lengths: [UInt16] = []
    private var changed = false

    init(collection: Int) { self.collection = collection }

    mutating func set(_ length: Int, for range: Range<Int>, on connection: Connection) throws(StorageError) {
        for number in range {
            let wanted = number / PassageLengths.perBlock
            if wanted != block {
                try flush(on: connection)
                try load(wanted, on: connection)
            }
            lengths[number % PassageLengths.perBlock] = UInt16(clamping: length)
            changed = true
        }
    }

    mutating func flush(on connection: Connection) throws(StorageError) {
        guard changed else { return }
        changed = false
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lengths.count * 2)
        for length in lengths {
            bytes.append(UInt8(length & 0xFF))
            bytes.append(UInt8(length >> 8))
        }
        let block = block
        try connection.run("INSERT OR REPLACE INTO length_\(collection) VALUES(?1, ?2)") {
            $0.bind(1, block).bind(2, blob: bytes)
        }
    }

    private mutating func load(_ wanted: Int, on connection: Connection) throws(StorageError) {
        block = wanted
        lengths = [UInt16](repeating: 0, count: PassageLengths.perBlock)
        let stored = try connection.first(
            "SELECT lengths FROM length_\(collection) WHERE block = ?1", bind: { $0.bind(1, wanted) }, { $0.blob(0) })
        guard let stored else { return }
        for index in 0..<min(stored.count / 2, lengths.count) {
            lengths[index] = UInt16(stored[index * 2]) | UInt16(stored[index * 2 + 1]) << 8
        }
    }
}

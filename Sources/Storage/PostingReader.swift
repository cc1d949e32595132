import CSQLite

/// What is done with the passages of a word.
protocol PostingSink {
    /// Whether it has to be known how often the word stands in this passage.
    func wants(_ number: Int) -> Bool
    /// How often it does, each occurrence as often as its column's weight says.
    mutating func take(_ postings: UnsafeBufferPointer<Posting>)
}

/// A passage that holds a word, and how often it does so.
struct Posting {
    let number: Int
    let frequency: Double
}

/// Reads the passages of single words from the pages of a full-text index, several times as fast as FTS5 hands them out.
///
/// A list of passages is a sequence of distances from one passage's number to the next, each with twice the size of the
/// list of the word's positions and these positions. A list without positions takes an older one back. Where a list goes
/// over to another page, the first number that begins there is a whole one again.
struct PostingReader {
    private let connection: Connection
    private let collection: Int
    private let segments: [IndexSegments.Segment]
    private let positions: WeighedPositions
    private let page: LeafPage
    private let limit: Int
    /// A bit for each passage, all 0 between two words: those of which a newer segment has spoken.
    private let seen: UnsafeMutablePointer<UInt64>
    /// The lowest of these. New documents get new numbers, so most segments hold only lower ones than every newer segment.
    private var lowestSeen = Int.max
    /// Passages that hold the word.
    private var holders = 0
    /// What was read and not yet handed over. Adding up waits for memory, reading for what was just read: done by turns,
    /// each goes on while the other would wait.
    private let batch: UnsafeMutableBufferPointer<Posting>

    /// - Parameter limit: all passages are numbered below it, and `memory` has room for them.
    init?(
        _ index: IndexSegments, of collection: Collection, weights: SearchWeights, limit: Int, memory: SearchMemory,
        on connection: Connection
    ) {
        guard let seen = memory.seen else { return nil }
        batch = memory.batch
        segments = index.segments
        positions = WeighedPositions(weights)
        page = memory.page
        self.seen = seen
        self.collection = collection.id
        self.connection = connection
        self.limit = limit
    }

    /// Hands over the passages that hold a word, and says how many there are.
    mutating func read<Sink: PostingSink>(_ word: [UInt8], into sink: inout Sink) throws(StorageError) -> Int {
        // The byte says that it is a word of the index itself and not of an index of prefixes, which it could have.
        let key = [0x30] + word
        holders = 0
        lowestSeen = Int.max
        defer { if lowestSeen < Int.max { seen.update(repeating: 0, count: limit / 64 + 1) } }
        for (place, segment) in segments.enumerated() {
            let pages = try connection.cached(
                "SELECT block FROM index_\(collection)_data WHERE id BETWEEN ?1 AND ?2 ORDER BY id")
            defer { pages.reset() }
            let first = try firstPage(of: key, in: segment)
            pages.bind(1, segment.id << 37 | first).bind(2, segment.id << 37 | segment.lastPage)
            guard try turn(pages), let list = key.withUnsafeBufferPointer({ page.passages(of: $0) }) else { continue }
            try walk(list, pages, hasOlder: place < segments.count - 1, &sink)
        }
        return holders
    }

    /// The page of a segment on which a word stands, if anywhere.
    private func firstPage(of key: [UInt8], in segment: IndexSegments.Segment) throws(StorageError) -> Int {
        // The lowest bit says whether the word's list has an index of its own, which is of no use here.
        let page = try connection.first(
            "SELECT pgno >> 1 FROM index_\(collection)_idx WHERE segid = ?1 AND term <= ?2 ORDER BY term DESC LIMIT 1",
            bind: { $0.bind(1, segment.id).bind(2, blob: key) }, { $0.int(0) })
        return max(page ?? 1, segment.firstPage)
    }

    /// False after the last page.
    private func turn(_ pages: Statement) throws(StorageError) -> Bool {
        guard try pages.step() else { return false }
        guard pages.withBlob(0, { page.fill($0) }) else { throw .damagedIndex }
        return true
    }

    private mutating func walk<Sink: PostingSink>(
        _ list: (start: Int, end: Int?), _ pages: Statement, hasOlder: Bool, _ sink: inout Sink
    ) throws(StorageError) {
        var at = list.start
        var end = list.end ?? page.end
        var endsHere = list.end != nil
        var lowest = lowestSeen
        defer { if hasOlder { lowestSeen = lowest } }
        while true {
            let rest = walkPage(&at, end, hasOlder: hasOlder, &lowest, &sink)
            if let rest {
                guard !endsHere, rest.size > 0, at <= page.end else { throw .damagedIndex }
                try span(rest.number, rest.size, from: at, pages, rest.isWanted, &sink)
            } else {
                if endsHere { return }
                guard try turn(pages) else { return }
            }
            endsHere = page.hasWords
            end = endsHere ? min(page.firstWord, page.end) : page.end
            at = page.firstPassage ?? end
        }
    }

    /// Takes the passages that begin on this page. Returns the last one when its positions go on elsewhere.
    @inline(__always)
    private mutating func walkPage<Sink: PostingSink>(
        _ start: inout Int, _ end: Int, hasOlder: Bool, _ lowest: inout Int, _ sink: inout Sink
    ) -> (number: Int, size: Int, isWanted: Bool)? {
        let (bytes, last, seen, lowestSeen) = (page.bytes, page.end, seen, lowestSeen)
        let (limit, positions, batch) = (limit, positions, batch)
        var at = start
        var number = 0
        var holders = holders
        var count = 0
        var rest: (number: Int, size: Int, isWanted: Bool)?
        while at < end {
            // Nearly all distances have one byte or two, and nearly all sizes one.
            let head = LeafPage.eight(bytes + at)
            let isLong = Int(head >> 7 & 1)
            let size: Int
            if head & 0x8080 == 0x8080 || head &>> UInt64(8 &* isLong &+ 8) & 0x80 != 0 {
                number &+= page.varint(&at)
                size = page.varint(&at) >> 1
            } else {
                let (low, high) = (Int(head & 0x7F), Int(head >> 8 & 0x7F))
                number &+= isLong == 0 ? low : low << 7 | high
                size = Int(head &>> UInt64(8 &* isLong &+ 8) & 0x7F) >> 1
                at &+= 2 &+ isLong
            }
            var isWanted = UInt(bitPattern: number) < UInt(bitPattern: limit)
            if isWanted {
                let bit: UInt64 = 1 &<< UInt64(number & 63)
                if number >= lowestSeen { isWanted = seen[number >> 6] & bit == 0 }
                if hasOlder {
                    seen[number >> 6] |= bit
                    lowest = min(lowest, number)
                }
                if size == 0 { isWanted = false }
                if isWanted {
                    holders &+= 1
                    isWanted = sink.wants(number)
                }
            }
            if size > last &- at {
                rest = (number, size, isWanted)
                break
            }
            if isWanted {
                batch[count] = Posting(number: number, frequency: positions.frequency(bytes + at, size))
                count &+= 1
                if count == batch.count {
                    sink.take(UnsafeBufferPointer(batch))
                    count = 0
                }
            }
            at &+= size
        }
        sink.take(UnsafeBufferPointer(rebasing: batch[..<count]))
        start = at
        self.holders = holders
        return rest
    }

    /// Takes a passage whose positions go on for one page or more, and turns to the last of these.
    private func span<Sink: PostingSink>(
        _ number: Int, _ size: Int, from start: Int, _ pages: Statement, _ isWanted: Bool, _ sink: inout Sink
    ) throws(StorageError) {
        var bytes: [UInt8] = []
        var at = start
        var missing = size
        while true {
            let count = min(missing, max(page.end - at, 0))
            if isWanted { bytes += UnsafeRawBufferPointer(start: page.bytes + at, count: count) }
            missing -= count
            if missing == 0 { break }
            guard try turn(pages) else { throw .damagedIndex }
            at = LeafPage.headerSize
        }
        guard isWanted else { return }
        batch[0] = Posting(number: number, frequency: bytes.withUnsafeBytes { positions.frequency($0) })
        sink.take(UnsafeBufferPointer(rebasing: batch[..<1]))
    }
}

/// How often a word stands in a passage by the list of its positions: a varint each, and before those of another column
/// than the first a byte 1 and the column's number.
struct WeighedPositions {
    private let weights: (Double, Double, Double, Double)

    init(_ weights: SearchWeights) {
        self.weights = (weights.body, weights.heading, weights.title, weights.name)
    }

    /// Up to eight bytes are counted at once: those that end a number, if no other column is announced among them. Eight
    /// bytes can be read wherever the list begins.
    @inline(__always)
    func frequency(_ start: UnsafeRawPointer, _ size: Int) -> Double {
        if size <= 8 {
            let eight = LeafPage.eight(start) | (size == 8 ? 0 : ~UInt64(0) &<< UInt64(size &* 8))
            let more = eight & 0x8080_8080_8080_8080
            // A byte 1 that does not belong to the byte before it; what is no such byte may look like one above the first.
            let ones = eight ^ 0x0101_0101_0101_0101
            let marks = (ones &- 0x0101_0101_0101_0101) & ~ones & 0x8080_8080_8080_8080 & ~(more << 8)
            if marks == 0 { return weights.0 * Double(8 &- Int(((more >> 7) &* 0x0101_0101_0101_0101) >> 56)) }
        }
        return frequency(UnsafeRawBufferPointer(start: start, count: size))
    }

    func frequency(_ bytes: UnsafeRawBufferPointer) -> Double { frequency(bytes, weights.0, 0) }

    /// Of a list whose first position was taken from it.
    func frequency(_ bytes: UnsafeRawBufferPointer, after column: UInt8) -> Double {
        frequency(bytes, weight(of: column), weight(of: column))
    }

    private func frequency(_ bytes: UnsafeRawBufferPointer, _ first: Double, _ counted: Double) -> Double {
        var weight = first
        var frequency = counted
        var index = 0
        while index < bytes.count {
            if bytes[index] == 1 {
                index += 1
                guard index < bytes.count else { break }
                weight = self.weight(of: bytes[index])
                index += 1
            } else {
                while index < bytes.count, bytes[index] >= 0x80 { index += 1 }
                index += 1
                frequency += weight
            }
        }
        return frequency
    }

    private func weight(of column: UInt8) -> Double {
        switch column {
        case 0: weights.0
        case 1: weights.1
        case 2: weights.2
        default: weights.3
        }
    }
}

import CSQLite

/// What the scan of one word's passages reads and writes. Plain memory, since FTS5 calls back once per passage.
struct PostingScan {
    /// By passage number.
    let lengths: UnsafePointer<UInt16>
    let limit: Int
    let allowed: UnsafePointer<UInt64>?
    let weights: (Double, Double, Double, Double)
    /// A passage of n words has the norm `normBase + normStep * n`.
    let normBase: Double
    let normStep: Double
    let rowid: @convention(c) (OpaquePointer?) -> sqlite3_int64
    let firstOfPhrase:
        @convention(c) (
            OpaquePointer?, Int32, UnsafeMutablePointer<Fts5PhraseIter>?, UnsafeMutablePointer<Int32>?,
            UnsafeMutablePointer<Int32>?
        ) -> Int32
    let columnSize: @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<Int32>?) -> Int32

    /// The scores so far, by passage number, and the numbers of the passages that have one.
    let scores: UnsafeMutablePointer<Double>
    let numbers: UnsafeMutablePointer<UInt32>
    var numberCount = 0
    /// What the passages of a word get whose informativeness is known only after the scan.
    let pendingNumbers: UnsafeMutablePointer<UInt32>
    let pendingShares: UnsafeMutablePointer<Double>
    var pendingCount = 0

    /// The word's informativeness times its weight.
    var factor = 0.0
    /// Passages that hold the word, allowed or not.
    var holders = 0

    /// The share of the passage on which a cursor stands.
    @inline(__always)
    func share(_ number: Int, _ cursor: OpaquePointer?) -> Double {
        var iterator = Fts5PhraseIter()
        var column: Int32 = -1
        var offset: Int32 = 0
        guard firstOfPhrase(cursor, 0, &iterator, &column, &offset) == SQLITE_OK, column >= 0 else { return 0 }
        let frequency = weightedFrequency(iterator.a, iterator.b, first: column)
        var length = Double(lengths[number])
        if lengths[number] == .max { length = exactLength(cursor) }
        return frequency * BM25.mostPerWord / (frequency + (normBase + normStep * length))
    }

    /// Reads what is left of a position list after its first position: varints, of which 1 announces another column
    /// and every other is one more position.
    @inline(__always)
    private func weightedFrequency(
        _ start: UnsafePointer<UInt8>?, _ end: UnsafePointer<UInt8>?, first column: Int32
    ) -> Double {
        var weight = weight(of: column)
        var frequency = weight
        guard var byte = start, let end else { return frequency }
        while byte < end {
            if byte.pointee == 1 {
                byte += 1
                guard byte < end else { break }
                weight = self.weight(of: Int32(byte.pointee))
                byte += 1
            } else {
                while byte < end, byte.pointee >= 0x80 { byte += 1 }
                byte += 1
                frequency += weight
            }
        }
        return frequency
    }

    @inline(__always)
    private func weight(of column: Int32) -> Double {
        switch column {
        case 0: weights.0
        case 1: weights.1
        case 2: weights.2
        default: weights.3
        }
    }

    /// For passages longer than the kept lengths can say.
    private func exactLength(_ cursor: OpaquePointer?) -> Double {
        var size: Int32 = 0
        _ = columnSize(cursor, -1, &size)
        return Double(size)
    }

    @inline(__always)
    func isAllowed(_ number: Int) -> Bool {
        guard let allowed else { return true }
        return allowed[number >> 6] & (1 << UInt64(number & 63)) != 0
    }

    @inline(__always)
    mutating func add(_ value: Double, to number: Int) {
        if scores[number] == 0 {
            numbers[numberCount] = UInt32(truncatingIfNeeded: number)
            numberCount += 1
        }
        scores[number] += value
    }

    /// Adds what was pending, now that the word's informativeness is known.
    mutating func settlePending(_ factor: Double) {
        for index in 0..<pendingCount { add(factor * pendingShares[index], to: Int(pendingNumbers[index])) }
        pendingCount = 0
    }
}

typealias PostingCallback =
    @convention(c) (UnsafePointer<Fts5ExtensionApi>?, OpaquePointer?, UnsafeMutableRawPointer?) -> Int32

/// Adds a word's share to every allowed passage that holds it.
let addShare: PostingCallback = { _, cursor, context in
    let scan = context.unsafelyUnwrapped.assumingMemoryBound(to: PostingScan.self)
    scan.pointee.holders &+= 1
    let number = Int(scan.pointee.rowid(cursor))
    guard number >= 0, number < scan.pointee.limit, scan.pointee.isAllowed(number) else { return SQLITE_OK }
    scan.pointee.add(scan.pointee.factor * scan.pointee.share(number, cursor), to: number)
    return SQLITE_OK
}

/// Notes a word's share for every allowed passage that holds it.
let noteShare: PostingCallback = { _, cursor, context in
    let scan = context.unsafelyUnwrapped.assumingMemoryBound(to: PostingScan.self)
    scan.pointee.holders &+= 1
    let number = Int(scan.pointee.rowid(cursor))
    guard number >= 0, number < scan.pointee.limit, scan.pointee.isAllowed(number) else { return SQLITE_OK }
    let place = scan.pointee.pendingCount
    scan.pointee.pendingNumbers[place] = UInt32(truncatingIfNeeded: number)
    scan.pointee.pendingShares[place] = scan.pointee.share(number, cursor)
    scan.pointee.pendingCount = place &+ 1
    return SQLITE_OK
}

/// Notes every passage that holds a word.
let noteHolder: PostingCallback = { _, cursor, context in
    let scan = context.unsafelyUnwrapped.assumingMemoryBound(to: PostingScan.self)
    let number = Int(scan.pointee.rowid(cursor))
    guard number >= 0, number < scan.pointee.limit else { return SQLITE_OK }
    let place = scan.pointee.pendingCount
    scan.pointee.pendingNumbers[place] = UInt32(truncatingIfNeeded: number)
    scan.pointee.pendingCount = place &+ 1
    return SQLITE_OK
}

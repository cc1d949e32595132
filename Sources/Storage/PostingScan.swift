/// Adds up the scores of passages while the passages of one word after another are read. Plain memory, since it is written
/// for every passage of every word.
struct PostingScan {
    /// All passages are numbered below it, and the room for each list is one larger.
    let limit: Int
    /// Words of each passage, by passage number.
    let lengths: UnsafePointer<UInt16>
    /// Of those that are longer than the kept lengths can say.
    let longLengths: [Int: Int]
    /// A passage of n words has the norm `normBase + normStep * n`.
    let normBase: Double
    let normStep: Double

    /// The scores so far, by passage number, and the numbers of the passages that have one.
    let scores: UnsafeMutablePointer<Double>
    let numbers: UnsafeMutablePointer<UInt32>
    private(set) var numberCount = 0
    /// What the passages of a word get whose informativeness is known only when all of them were read.
    let pendingNumbers: UnsafeMutablePointer<UInt32>
    let pendingShares: UnsafeMutablePointer<Double>
    private(set) var pendingCount = 0

    /// What a word of informativeness 1 adds to a passage.
    @inline(__always)
    private func share(_ posting: Posting) -> Double {
        let length = lengths[posting.number]
        let words = length == .max ? Double(longLengths[posting.number] ?? Int(length)) : Double(length)
        return posting.frequency * BM25.mostPerWord / (posting.frequency + (normBase + normStep * words))
    }

    mutating func add(_ postings: UnsafeBufferPointer<Posting>, factor: Double) {
        var count = numberCount
        for posting in postings {
            let score = scores[posting.number]
            numbers[count] = UInt32(truncatingIfNeeded: posting.number)
            count &+= score == 0 ? 1 : 0
            scores[posting.number] = score + factor * share(posting)
        }
        numberCount = count
    }

    mutating func note(_ postings: UnsafeBufferPointer<Posting>) {
        // Only a damaged page names more passages than there are.
        guard pendingCount + postings.count <= limit else { return }
        for posting in postings {
            pendingNumbers[pendingCount] = UInt32(truncatingIfNeeded: posting.number)
            pendingShares[pendingCount] = share(posting)
            pendingCount &+= 1
        }
    }

    /// Adds what was pending, now that the word's informativeness is known.
    mutating func settlePending(_ factor: Double) {
        for index in 0..<pendingCount {
            let number = Int(pendingNumbers[index])
            let score = scores[number]
            numbers[numberCount] = UInt32(truncatingIfNeeded: number)
            numberCount &+= score == 0 ? 1 : 0
            scores[number] = score + factor * pendingShares[index]
        }
        pendingCount = 0
    }

    /// Makes a set of what was pending.
    mutating func takePending() -> PassageSet {
        var set = PassageSet(upTo: limit)
        for index in 0..<pendingCount { set.insert(Int(pendingNumbers[index])) }
        pendingCount = 0
        return set
    }
}

extension PostingScan {
    /// The best `count` scores of those passages decide which of them can still be among the best when at most `most` is
    /// added to any score: these, and the score that a passage needs for that. Nil while a passage without a score could.
    func candidates(count: Int, most: Double, among numbers: UnsafeBufferPointer<UInt32>) -> [UInt32]? {
        guard numbers.count >= count else { return nil }
        var best = BestScores(count: count)
        for number in numbers { best.offer(scores[Int(number)]) }
        guard most < best.least else { return nil }
        let needed = best.least - most
        return numbers.filter { scores[Int($0)] >= needed }
    }
}

/// Adds a word's share to every allowed passage that holds it.
struct AddingSink: PostingSink {
    var scan: PostingScan
    let allowed: UnsafePointer<UInt64>?
    /// The word's informativeness times its weight.
    let factor: Double

    @inline(__always)
    func wants(_ number: Int) -> Bool {
        guard let allowed else { return true }
        return allowed[number >> 6] & (1 << UInt64(number & 63)) != 0
    }

    @inline(__always)
    mutating func take(_ postings: UnsafeBufferPointer<Posting>) { scan.add(postings, factor: factor) }
}

/// Notes a word's share for every allowed passage that holds it.
struct NotingSink: PostingSink {
    var scan: PostingScan
    let allowed: UnsafePointer<UInt64>?

    @inline(__always)
    func wants(_ number: Int) -> Bool {
        guard let allowed else { return true }
        return allowed[number >> 6] & (1 << UInt64(number & 63)) != 0
    }

    @inline(__always)
    mutating func take(_ postings: UnsafeBufferPointer<Posting>) { scan.note(postings) }
}

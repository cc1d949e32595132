import CSQLite

/// Adds up the scores of all passages that hold a pattern's terms, one term after the other, rarest first, and stops
/// when the terms that are left can no longer bring a new passage into the best `count`.
///
/// FTS5 hands out the passages of one term (`xQueryPhrase`) ten times faster than it merges several, and what it hands
/// out is exact: positions per column, from which the weighted frequency of its own `bm25()` follows.
final class TermScan {
    /// A term with what is known of it.
    struct Entry {
        let term: SearchPattern.Term
        /// Its place in the query text.
        let phrase: Int32
        /// In how many passages it stands; nil until it was counted.
        var holders: Int?
        var informativeness = 0.0
        var factor = 0.0
    }

    /// Scoring one passage from its text is taken to cost as much as reading this many postings. An estimate: nothing
    /// depends on it but speed.
    static let postingsPerRescoring = 300.0

    private let memory: SearchMemory
    private let lengths: [UInt16]
    private let weights: SearchWeights
    private let count: Int
    private let postingsPerRescoring: Double
    private(set) var entries: [Entry]
    private var allowed: PassageSet?

    private(set) var passages = 0
    private(set) var averageLength = 1.0
    private(set) var postings = 0
    /// The terms that were not read: their part of a score is still missing.
    private(set) var unread: [Int] = []
    /// The numbers of the passages with a score.
    private(set) var scored: UnsafeBufferPointer<UInt32>
    private(set) var error: StorageError?

    init(
        _ pattern: SearchPattern, holders: [Int?], weights: SearchWeights, allowed: PassageSet?, count: Int,
        lengths: [UInt16], memory: SearchMemory, postingsPerRescoring: Double
    ) {
        self.postingsPerRescoring = postingsPerRescoring
        self.memory = memory
        self.lengths = lengths
        self.weights = weights
        self.allowed = allowed
        self.count = count
        entries = pattern.terms.indices.map {
            Entry(term: pattern.terms[$0], phrase: Int32($0), holders: holders[$0])
        }
        memory.makeRoom(for: max(lengths.count, 1))
        scored = UnsafeBufferPointer(start: memory.numbers, count: 0)
    }

    /// The most that unread terms can add to a score, and a little more for what rounding may do.
    var mostUnread: Double { unread.reduce(0) { $0 + entries[$1].factor * BM25.mostPerWord } * (1 + 1e-9) }

    /// Leaves the shared room empty for the next search.
    func clear() {
        guard let scores = memory.scores else { return }
        for number in scored { scores[Int(number)] = 0 }
        scored = UnsafeBufferPointer(start: memory.numbers, count: 0)
    }

    func score(of number: Int) -> Double { memory.scores.map { $0[number] } ?? 0 }

    /// Called by FTS5 on the first row of the query.
    func run(_ api: UnsafePointer<Fts5ExtensionApi>, _ index: OpaquePointer) {
        var rows: sqlite3_int64 = 0
        var tokens: sqlite3_int64 = 0
        guard api.pointee.xRowCount(index, &rows) == SQLITE_OK,
            api.pointee.xColumnTotalSize(index, -1, &tokens) == SQLITE_OK, rows > 0
        else { return fail() }
        passages = Int(rows)
        averageLength = max(Double(tokens), 1) / Double(rows)
        guard let scores = memory.scores, let numbers = memory.numbers, let pending = memory.pendingNumbers,
            let shares = memory.pendingShares
        else { return fail() }

        lengths.withUnsafeBufferPointer { lengths in
            guard let start = lengths.baseAddress else { return }
            func plain(allowed: UnsafePointer<UInt64>?) -> PostingScan {
                PostingScan(
                    lengths: start, limit: lengths.count, allowed: allowed,
                    weights: (weights.body, weights.heading, weights.title, weights.name),
                    normBase: BM25.k1 * (1 - BM25.b), normStep: BM25.k1 * BM25.b / averageLength,
                    rowid: api.pointee.xRowid, firstOfPhrase: api.pointee.xPhraseFirst,
                    columnSize: api.pointee.xColumnSize, scores: scores, numbers: numbers, pendingNumbers: pending,
                    pendingShares: shares)
            }
            var marking = plain(allowed: nil)
            guard restrict(&marking, api, index) else { return fail() }
            if let bits = allowed?.bits {
                bits.withUnsafeBufferPointer {
                    var scan = plain(allowed: $0.baseAddress)
                    addUp(&scan, api, index)
                    scored = UnsafeBufferPointer(start: numbers, count: scan.numberCount)
                }
            } else {
                var scan = plain(allowed: nil)
                addUp(&scan, api, index)
                scored = UnsafeBufferPointer(start: numbers, count: scan.numberCount)
            }
        }
    }

    private func fail() {
        error = StorageError(.failed, "The index could not be read: run `docqa verify` to check the database.")
    }

    // MARK: -

    /// Narrows the allowed passages by the terms that must and must not be there.
    private func restrict(
        _ scan: inout PostingScan, _ api: UnsafePointer<Fts5ExtensionApi>, _ index: OpaquePointer
    ) -> Bool {
        var required: [Int: PassageSet] = [:]
        for (place, entry) in entries.enumerated() where entry.term.role != .wanted {
            scan.pendingCount = 0
            guard read(entry.phrase, &scan, noteHolder, api, index) else { return false }
            var holders = PassageSet(upTo: scan.limit)
            for place in 0..<scan.pendingCount {
                let number = Int(scan.pendingNumbers[place])
                holders.insert(number..<(number + 1))
            }
            if entry.term.role == .required {
                required[entry.term.group ?? -1 - place, default: PassageSet(upTo: scan.limit)].formUnion(holders)
            } else {
                allowEverything(upTo: scan.limit)
                allowed?.subtract(holders)
            }
        }
        for holders in required.values {
            allowEverything(upTo: scan.limit)
            allowed?.formIntersection(holders)
        }
        scan.pendingCount = 0
        return true
    }

    private func allowEverything(upTo limit: Int) {
        guard allowed == nil else { return }
        allowed = PassageSet(upTo: limit)
        allowed?.insertAll()
    }

    private func addUp(
        _ scan: inout PostingScan, _ api: UnsafePointer<Fts5ExtensionApi>, _ index: OpaquePointer
    ) {
        // Terms of which nothing is known are read first; reading counts them.
        for place in entries.indices where entries[place].term.role != .excluded && entries[place].holders == nil {
            scan.holders = 0
            scan.pendingCount = 0
            guard read(entries[place].phrase, &scan, noteShare, api, index) else { return fail() }
            postings += scan.holders
            weigh(place, holders: scan.holders)
            scan.settlePending(entries[place].factor)
        }
        let known = entries.indices
            .filter { entries[$0].term.role != .excluded && entries[$0].factor == 0 }
            .sorted { (entries[$0].holders ?? 0, $0) < (entries[$1].holders ?? 0, $1) }
        for place in known { weigh(place, holders: entries[place].holders ?? 0) }
        for (done, place) in known.enumerated() {
            unread = Array(known[done...])
            if isEnough(scan) { return }
            scan.holders = 0
            scan.factor = entries[place].factor
            guard read(entries[place].phrase, &scan, addShare, api, index) else { return fail() }
            postings += scan.holders
        }
        unread = []
    }

    private func weigh(_ place: Int, holders: Int) {
        entries[place].holders = holders
        entries[place].informativeness = BM25.informativeness(passages: passages, holding: holders)
        entries[place].factor = entries[place].informativeness * Double(entries[place].term.weight)
    }

    /// Whether what is unread can be left out: no new passage can come into the best, and scoring those that can still
    /// change their place from their text is cheaper than reading the passages of the unread terms.
    private func isEnough(_ scan: PostingScan) -> Bool {
        guard scan.numberCount >= count else { return false }
        let most = mostUnread
        let postings = unread.reduce(0) { $0 + (entries[$1].holders ?? 0) }
        let affordable = Double(postings) / postingsPerRescoring
        guard affordable >= 1 else { return false }
        var best = BestScores(count: count)
        for place in 0..<scan.numberCount { best.offer(scan.scores[Int(scan.numbers[place])]) }
        guard most < best.least else { return false }
        let needed = best.least - most
        var candidates = 0
        for place in 0..<scan.numberCount where scan.scores[Int(scan.numbers[place])] >= needed { candidates += 1 }
        return Double(candidates) <= affordable
    }

    private func read(
        _ phrase: Int32, _ scan: inout PostingScan, _ callback: PostingCallback,
        _ api: UnsafePointer<Fts5ExtensionApi>, _ index: OpaquePointer
    ) -> Bool {
        withUnsafeMutablePointer(to: &scan) { api.pointee.xQueryPhrase(index, phrase, $0, callback) == SQLITE_OK }
    }
}

/// The best `count` of the scores that were offered, as a heap with the least of them on top.
struct BestScores {
    private var heap: [Double] = []
    private let count: Int

    init(count: Int) {
        self.count = count
        heap.reserveCapacity(count)
    }

    /// The score that a new one must pass.
    var least: Double { heap.count < count ? 0 : heap[0] }

    @inline(__always)
    mutating func offer(_ score: Double) {
        if heap.count < count {
            heap.append(score)
            var child = heap.count - 1
            while child > 0, heap[(child - 1) / 2] > heap[child] {
                heap.swapAt((child - 1) / 2, child)
                child = (child - 1) / 2
            }
        } else if let top = heap.first, score > top {
            heap[0] = score
            sink()
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(parent, child)
            parent = child
        }
    }
}

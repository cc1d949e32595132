import CSQLite

/// Adds up the scores of all passages that hold a pattern's terms, one term after the other, rarest first. When the terms
/// that are left can no longer bring a new passage into the best `count`, only the passages that can still change their
/// place are looked at.
///
/// What is read is exact: positions per column, from which the weighted frequency of FTS5's own `bm25()` follows.
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

    private let memory: SearchMemory
    private let lengths: PassageLengthTable
    private let weights: SearchWeights
    private let count: Int
    private let narrows: Bool
    private var pages: PostingReader?
    private var phrases: PhraseReader?
    private var allowed: PassageSet?
    private var scan: PostingScan?
    private(set) var entries: [Entry]

    private(set) var passages = 0
    private(set) var averageLength = 1.0
    private(set) var postings = 0
    /// The passages that can be among the best, once they were told from the others.
    private(set) var candidates: [UInt32]?

    /// - Parameters:
    ///   - pages: nil where FTS5 has to hand out everything.
    ///   - narrows: whether reading becomes cheaper once the best are certain to be among those that were met.
    init(
        _ pattern: SearchPattern, holders: [Int?], weights: SearchWeights, allowed: PassageSet?, count: Int,
        lengths: PassageLengthTable, memory: SearchMemory, pages: PostingReader?, narrows: Bool
    ) {
        self.memory = memory
        self.lengths = lengths
        self.weights = weights
        self.allowed = allowed
        self.count = count
        self.pages = pages
        self.narrows = narrows
        entries = pattern.terms.indices.map {
            Entry(term: pattern.terms[$0], phrase: Int32($0), holders: holders[$0])
        }
    }

    /// Whether all of it can be read without FTS5.
    var needsNoQuery: Bool { pages != nil && entries.allSatisfy(\.term.isSingleWord) }

    /// The passages among which the best are.
    var scored: [UInt32] {
        if let candidates { return candidates }
        return scan.map { Array(UnsafeBufferPointer(start: $0.numbers, count: $0.numberCount)) } ?? []
    }

    func score(of number: UInt32) -> Double { scan?.scores[Int(number)] ?? 0 }

    /// Leaves the shared room empty for the next search.
    func clear() {
        guard let scan else { return }
        for place in 0..<scan.numberCount { scan.scores[Int(scan.numbers[place])] = 0 }
        self.scan = nil
    }

    /// - Parameter phrases: inside the function that FTS5 calls on the first row of the query.
    func run(_ totals: (passages: Int, words: Int), _ phrases: PhraseReader?) throws(StorageError) {
        self.phrases = phrases
        defer { self.phrases = nil }
        guard totals.passages > 0 else { return }
        passages = totals.passages
        averageLength = max(Double(totals.words), 1) / Double(totals.passages)
        let normStep = BM25.k1 * BM25.b / averageLength
        guard let scan = memory.scan(lengths, normBase: BM25.k1 * (1 - BM25.b), normStep: normStep) else { return }
        self.scan = scan
        try restrict()
        try addUp()
    }

    // MARK: -

    /// Narrows the allowed passages by the terms that must and must not be there.
    private func restrict() throws(StorageError) {
        var required: [Int: PassageSet] = [:]
        for place in entries.indices where entries[place].term.role != .wanted {
            let term = entries[place].term
            _ = try note(place, allowed: nil)
            guard let holders = scan?.takePending() else { return }
            if term.role == .required {
                required[term.group ?? -1 - place, default: PassageSet(upTo: lengths.count)].formUnion(holders)
            } else {
                allowEverything()
                allowed?.subtract(holders)
            }
        }
        for holders in required.values {
            allowEverything()
            allowed?.formIntersection(holders)
        }
    }

    private func allowEverything() {
        guard allowed == nil else { return }
        allowed = PassageSet(upTo: lengths.count)
        allowed?.insertAll()
    }

    private func addUp() throws(StorageError) {
        // Terms of which nothing is known are read first; reading counts them.
        for place in entries.indices where entries[place].term.role != .excluded && entries[place].holders == nil {
            let holders = try note(place, allowed: allowed)
            postings += holders
            weigh(place, holders: holders)
            scan?.settlePending(entries[place].factor)
        }
        let known = entries.indices
            .filter { entries[$0].term.role != .excluded && entries[$0].factor == 0 }
            .sorted { (entries[$0].holders ?? 0, $0) < (entries[$1].holders ?? 0, $1) }
        for place in known { weigh(place, holders: entries[place].holders ?? 0) }
        for (done, place) in known.enumerated() {
            if narrows { narrow(unread: known[done...]) }
            postings += try add(place)
        }
    }

    private func weigh(_ place: Int, holders: Int) {
        entries[place].holders = holders
        entries[place].informativeness = BM25.informativeness(passages: passages, holding: holders)
        entries[place].factor = entries[place].informativeness * Double(entries[place].term.weight)
    }

    /// Allows from now on only the passages that can be among the best, when it is certain that they were all met.
    private func narrow(unread: ArraySlice<Int>) {
        guard let scan else { return }
        // A little more than the unread terms can add, for what rounding may do.
        let most = unread.reduce(0) { $0 + entries[$1].factor } * BM25.mostPerWord * (1 + 1e-9)
        // What was read must be worth more than that, or no score can be high enough.
        guard entries.reduce(0, { $0 + $1.factor }) * BM25.mostPerWord > 2 * most else { return }
        let left =
            candidates.map { $0.withUnsafeBufferPointer { scan.candidates(count: count, most: most, among: $0) } }
            ?? scan.candidates(
                count: count, most: most, among: UnsafeBufferPointer(start: scan.numbers, count: scan.numberCount))
        guard let left else { return }
        candidates = left
        var set = PassageSet(upTo: lengths.count)
        for number in left { set.insert(Int(number)) }
        allowed = set
    }

    private func add(_ place: Int) throws(StorageError) -> Int {
        guard let scan else { return 0 }
        let factor = entries[place].factor
        return try withAllowed(allowed) { (allowed) throws(StorageError) in
            var sink = AddingSink(scan: scan, allowed: allowed, factor: factor)
            defer { self.scan = sink.scan }
            return try read(place, into: &sink)
        }
    }

    private func note(_ place: Int, allowed: PassageSet?) throws(StorageError) -> Int {
        guard let scan else { return 0 }
        return try withAllowed(allowed) { (allowed) throws(StorageError) in
            var sink = NotingSink(scan: scan, allowed: allowed)
            defer { self.scan = sink.scan }
            return try read(place, into: &sink)
        }
    }

    private func withAllowed(
        _ set: PassageSet?, _ body: (UnsafePointer<UInt64>?) throws(StorageError) -> Int
    ) throws(StorageError) -> Int {
        guard let set else { return try body(nil) }
        return try set.bits.withUnsafeBufferPointer { (bits) throws(StorageError) in try body(bits.baseAddress) }
    }

    private func read<Sink: PostingSink>(_ place: Int, into sink: inout Sink) throws(StorageError) -> Int {
        let term = entries[place].term
        if term.isSingleWord, let holders = try pages?.read(term.words[0], into: &sink) { return holders }
        return try phrases?.read(entries[place].phrase, into: &sink) ?? 0
    }
}

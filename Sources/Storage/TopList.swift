import CSQLite

/// Who reads the passages of a word.
package enum PostingSource: Sendable {
    /// We, from the index's pages, where that is possible.
    case pages
    /// FTS5.
    case fts5
}

/// The best passages for a pattern by BM25, and what was learned on the way.
package struct TopList: Sendable {
    package struct Hit: Sendable, Hashable {
        package let passage: Int
        package let score: Double
    }

    /// What the collection knows of a term of the pattern.
    package struct Term: Sendable, Hashable {
        package let term: SearchPattern.Term
        /// In how many passages it stands, whatever the filter.
        package let holders: Int
        package let informativeness: Double
    }

    /// Best first; equal scores by number.
    package var hits: [Hit] = []
    /// In the order of the pattern, without those that are excluded.
    package var terms: [Term] = []
    package var passages = 0
    package var averageLength = 1.0
    /// What it cost.
    package var postingsRead = 0
    /// How many passages were still looked at in the end, when they could be told from the others before.
    package var narrowedTo: Int?

    package init() {}
}

extension Connection {
    /// The best `count` passages: the same, score for score, as FTS5's own
    /// `SELECT rowid FROM index WHERE index MATCH pattern AND <allowed> ORDER BY bm25(index, weights...)`, where a term of
    /// weight n stands n times in the pattern. Call it inside one snapshot with the look-up of the collection.
    ///
    /// - Parameter narrows: whether reading becomes cheaper once it is certain which passages can be among the best;
    ///   changes nothing in the result.
    package func topList(
        _ pattern: SearchPattern, in collection: Collection, weights: SearchWeights, allowed: PassageSet? = nil,
        count: Int, narrows: Bool = true, through source: PostingSource = .pages
    ) throws(StorageError) -> TopList {
        guard count > 0 else { return TopList() }
        let lengths = try search.lengths(of: collection, on: self)
        let holders =
            try collection.statisticsFresh ? knownHolders(pattern, in: collection) : pattern.terms.map { _ in nil }
        search.makeRoom(for: lengths.count)
        let index = source == .pages ? try IndexSegments(of: collection, on: self) : nil
        let pages = index.flatMap {
            PostingReader($0, of: collection, weights: weights, limit: lengths.count, memory: search, on: self)
        }
        let scan = TermScan(
            pattern, holders: holders, weights: weights, allowed: allowed, count: count, lengths: lengths,
            memory: search, pages: pages, narrows: narrows)
        defer { scan.clear() }
        if let index, scan.needsNoQuery {
            try scan.run((index.passages, index.words), nil)
        } else {
            try runQuery(scan, pattern, weights, limit: lengths.count, in: collection)
        }

        var list = TopList()
        list.passages = scan.passages
        list.averageLength = scan.averageLength
        list.postingsRead = scan.postings
        list.narrowedTo = scan.candidates?.count
        list.terms = scan.entries.filter { $0.term.role != .excluded }
            .map { TopList.Term(term: $0.term, holders: $0.holders ?? 0, informativeness: $0.informativeness) }
        var best = BestHits(count: count)
        for number in scan.scored { best.offer(TopList.Hit(passage: Int(number), score: scan.score(of: number))) }
        list.hits = best.sorted
        return list
    }

    /// Runs a scan inside the function that FTS5 calls on a query's first row: only there it hands out phrases.
    private func runQuery(
        _ scan: TermScan, _ pattern: SearchPattern, _ weights: SearchWeights, limit: Int, in collection: Collection
    ) throws(StorageError) {
        let statement = try cached(
            """
            SELECT docqa_scan(index_\(collection.id)) FROM index_\(collection.id)
            WHERE index_\(collection.id) MATCH ?1 LIMIT 1
            """
        )
        defer { statement.reset() }
        statement.bind(1, pattern.matchText)
        var failure: StorageError?
        try withoutActuallyEscaping({ (api: UnsafePointer<Fts5ExtensionApi>, index: OpaquePointer) in
            let phrases = PhraseReader(
                api: api, index: index, positions: WeighedPositions(weights), limit: limit)
            do throws(StorageError) {
                try scan.run(phrases.totals(), phrases)
            } catch {
                failure = error
            }
        }) { (run) throws(StorageError) in
            search.onFirstRow = run
            defer { search.onFirstRow = nil }
            _ = try statement.step()
        }
        if let failure { throw failure }
    }

    /// The same list as FTS5 itself makes it, for comparison: every posting merged, every row scored and sorted.
    package func plainTopList(
        _ pattern: SearchPattern, in collection: Collection, weights: SearchWeights, count: Int
    ) throws(StorageError) -> [TopList.Hit] {
        let id = collection.id
        let words = pattern.terms.flatMap { Array(repeating: $0.matchText, count: $0.weight) }
        return try rows(
            """
            SELECT rowid, rank FROM index_\(id) WHERE index_\(id) MATCH ?1
            AND rank MATCH 'bm25(\(weights.body), \(weights.heading), \(weights.title), \(weights.name))'
            ORDER BY rank LIMIT \(count)
            """, bind: { $0.bind(1, words.joined(separator: " OR ")) },
            { TopList.Hit(passage: $0.int(0), score: -$0.double(1)) })
    }

    /// How many passages hold each common word of a pattern; nil for those of which only reading tells.
    private func knownHolders(_ pattern: SearchPattern, in collection: Collection) throws(StorageError) -> [Int?] {
        var holders: [Int?] = []
        for term in pattern.terms {
            holders.append(term.isSingleWord ? try commonWord(term.words[0], in: collection) : nil)
        }
        return holders
    }

    /// How many passages hold a word, when it is common enough to be kept and the counts are fresh.
    package func commonWord(_ word: [UInt8], in collection: Collection) throws(StorageError) -> Int? {
        try first(
            "SELECT passages FROM term_\(collection.id) WHERE term = ?1", bind: { $0.bind(1, blob: word) },
            { $0.int(0) })
    }
}

extension TopList.Hit {
    /// Equal scores: the passage that stands first.
    static func isBetter(_ a: TopList.Hit, _ b: TopList.Hit) -> Bool {
        a.score != b.score ? a.score > b.score : a.passage < b.passage
    }
}

/// The best `count` of the hits that were offered.
struct BestHits {
    private var hits: [TopList.Hit] = []
    private let count: Int

    init(count: Int) { self.count = count }

    /// The score of the last of them, once there are enough.
    var least: Double? { hits.count < count ? nil : hits[0].score }

    var sorted: [TopList.Hit] { hits.sorted(by: TopList.Hit.isBetter) }

    /// A heap with the worst on top.
    mutating func offer(_ hit: TopList.Hit) {
        if hits.count < count {
            hits.append(hit)
            var child = hits.count - 1
            while child > 0, TopList.Hit.isBetter(hits[(child - 1) / 2], hits[child]) {
                hits.swapAt((child - 1) / 2, child)
                child = (child - 1) / 2
            }
        } else if let worst = hits.first, TopList.Hit.isBetter(hit, worst) {
            hits[0] = hit
            var parent = 0
            while true {
                var child = 2 * parent + 1
                guard child < hits.count else { return }
                if child + 1 < hits.count, TopList.Hit.isBetter(hits[child], hits[child + 1]) { child += 1 }
                guard TopList.Hit.isBetter(hits[parent], hits[child]) else { return }
                hits.swapAt(parent, child)
                parent = child
            }
        }
    }
}

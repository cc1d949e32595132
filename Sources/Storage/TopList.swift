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
    package var passagesRescored = 0

    package init() {}
}

extension Connection {
    /// The best `count` passages: the same, score for score, as FTS5's own
    /// `SELECT rowid FROM index WHERE index MATCH pattern AND <allowed> ORDER BY bm25(index, weights...)`, where a term of
    /// weight n stands n times in the pattern. Call it inside one snapshot with the look-up of the collection.
    ///
    /// - Parameter postingsPerRescoring: what scoring a passage from its text costs, in postings read; decides when the
    ///   reading of postings stops and changes nothing in the result.
    package func topList(
        _ pattern: SearchPattern, in collection: Collection, weights: SearchWeights, allowed: PassageSet? = nil,
        count: Int, postingsPerRescoring: Double? = nil
    ) throws(StorageError) -> TopList {
        guard count > 0 else { return TopList() }
        let lengths = try search.lengths(of: collection, on: self)
        let holders =
            try collection.statisticsFresh ? knownHolders(pattern, in: collection) : pattern.terms.map { _ in nil }
        let scan = TermScan(
            pattern, holders: holders, weights: weights, allowed: allowed, count: count, lengths: lengths,
            memory: search,
            postingsPerRescoring: postingsPerRescoring ?? TermScan.postingsPerRescoring)
        search.scan = scan
        defer {
            search.scan = nil
            scan.clear()
        }
        let statement = try cached(
            """
            SELECT docqa_scan(index_\(collection.id)) FROM index_\(collection.id)
            WHERE index_\(collection.id) MATCH ?1 LIMIT 1
            """
        )
        defer { statement.reset() }
        statement.bind(1, pattern.matchText)
        _ = try statement.step()
        if let error = scan.error { throw error }

        var list = TopList()
        list.passages = scan.passages
        list.averageLength = scan.averageLength
        list.postingsRead = scan.postings
        list.terms = scan.entries.filter { $0.term.role != .excluded }
            .map { TopList.Term(term: $0.term, holders: $0.holders ?? 0, informativeness: $0.informativeness) }
        if scan.unread.isEmpty {
            var best = BestHits(count: count)
            for number in scan.scored {
                best.offer(TopList.Hit(passage: Int(number), score: scan.score(of: Int(number))))
            }
            list.hits = best.sorted
        } else {
            try rescore(scan, weights, count, lengths, collection, &list)
        }
        return list
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

    /// Finishes the scores of the passages that can be among the best from their text, best first.
    private func rescore(
        _ scan: TermScan, _ weights: SearchWeights, _ count: Int, _ lengths: [UInt16], _ collection: Collection,
        _ list: inout TopList
    ) throws(StorageError) {
        let most = scan.mostUnread
        var partial = BestScores(count: count)
        for number in scan.scored { partial.offer(scan.score(of: Int(number))) }
        let needed = partial.least - most
        let candidates = scan.scored
            .map { TopList.Hit(passage: Int($0), score: scan.score(of: Int($0))) }
            .filter { $0.score >= needed }
            .sorted(by: TopList.Hit.isBetter)
        let reader = PassageReader(collection, on: self)
        // The unread terms are single common words; their numbers in the table are their places in `unread`.
        for place in scan.unread { _ = reader.table.number(of: scan.entries[place].term.words[0]) }
        var best = BestHits(count: count)
        for candidate in candidates {
            if let least = best.least, candidate.score + most < least { break }
            guard let words = try reader.words(of: candidate.passage) else { continue }
            var frequencies = [Double](repeating: 0, count: scan.unread.count)
            for (column, occurrences) in words.columns.enumerated() {
                for occurrence in occurrences where Int(occurrence.word) < frequencies.count {
                    frequencies[Int(occurrence.word)] += weights.weight(ofColumn: column)
                }
            }
            var score = candidate.score
            for (place, frequency) in frequencies.enumerated() where frequency > 0 {
                score +=
                    scan.entries[scan.unread[place]].factor
                    * BM25.share(
                        frequency: frequency, length: Int(lengths[candidate.passage]),
                        averageLength: scan.averageLength)
            }
            list.passagesRescored += 1
            best.offer(TopList.Hit(passage: candidate.passage, score: score))
        }
        list.hits = best.sorted
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

/// Keeps `term_N` (in how many passages each common word stands) while passages come and go.
///
/// A few changed passages adjust the counts inside their own transaction. Many make the collection "not fresh", in the
/// same transaction as the first change, and `refreshStatistics` counts anew at the end: cheaper for a bulk, and a
/// process that dies in between leaves a database that knows that its counts are old.
struct StatisticsKeeper {
    /// Words in fewer passages are not kept: a search reads their passages anyway and counts them on the way.
    static let commonFrom = 32
    /// Above this many changed passages in one transaction counting anew is cheaper.
    private static let adjustable = 500

    private let collection: Int
    private var fresh: Bool
    private var changedPassages = 0
    private var changes: [[UInt8]: Int] = [:]

    init(collection: Int, wasFresh: Bool) {
        self.collection = collection
        fresh = wasFresh
    }

    /// Counts the words of a block that is put into the index.
    mutating func add(_ block: IndexBlock) {
        guard fresh else { return }
        changedPassages += block.passageCount
        if changedPassages > StatisticsKeeper.adjustable {
            fresh = false
            changes = [:]
        } else {
            for word in block.words {
                changes[Array(block.text(word)), default: 0] += Int(word.passages)
            }
        }
    }

    /// To be called before one passage is put into the index or taken out of it.
    mutating func willChangePassage(on connection: Connection) {
        guard fresh else { return }
        changedPassages += 1
        if changedPassages > StatisticsKeeper.adjustable {
            fresh = false
            changes = [:]
        } else {
            connection.tokenizer.vocabulary = []
        }
    }

    /// To be called after it; `sign` is 1 for a new passage and -1 for one that is gone.
    mutating func didChangePassage(_ sign: Int, on connection: Connection) {
        guard let words = connection.tokenizer.vocabulary else { return }
        connection.tokenizer.vocabulary = nil
        for word in words { changes[word, default: 0] += sign }
    }

    /// Writes the adjusted counts. Returns whether they still describe the index.
    func finish(on connection: Connection) throws(StorageError) -> Bool {
        guard fresh else { return false }
        for (word, change) in changes where change != 0 {
            try connection.run("UPDATE term_\(collection) SET passages = passages + ?2 WHERE term = ?1") {
                $0.bind(1, blob: word).bind(2, change)
            }
        }
        return true
    }
}

extension Connection {
    /// Whether the word counts should be made anew: they do not describe the index, or it has grown much since.
    package func needsStatistics(_ collection: Collection) throws(StorageError) -> Bool {
        if try !statisticsFresh(collection) { return true }
        let counted = try first(
            "SELECT counted_passages FROM collection WHERE id = ?1", bind: { $0.bind(1, collection.id) }, { $0.int(0) })
        let now = try first("SELECT count(*) FROM passage_\(collection.id)") { $0.int(0) } ?? 0
        return now > 2 * StatisticsKeeper.commonFrom && now / 5 * 4 > counted ?? 0
    }

    /// Counts anew in how many passages each common word stands.
    package func refreshStatistics(_ collection: Collection) throws(StorageError) {
        let id = collection.id
        let counts = wordCounts.flatMap { $0.describe(collection) ? $0 : nil }
        if counts == nil {
            try execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary_\(id) USING fts5vocab(main, index_\(id), row)")
        }
        try transaction { () throws(StorageError) in
            try execute("DELETE FROM term_\(id)")
            if let counts {
                for (word, passages) in counts.common(from: StatisticsKeeper.commonFrom) {
                    try run("INSERT INTO term_\(id) VALUES(?1, ?2)") { $0.bind(1, blob: word).bind(2, passages) }
                }
            } else {
                try execute(
                    """
                    INSERT INTO term_\(id) SELECT CAST(term AS BLOB), doc FROM temp.vocabulary_\(id)
                        WHERE doc >= \(StatisticsKeeper.commonFrom)
                    """)
            }
            try execute(
                """
                UPDATE collection SET statistics_fresh = 1,
                    counted_passages = (SELECT count(*) FROM passage_\(id)) WHERE id = \(id);
                """)
        }
    }

    private func statisticsFresh(_ collection: Collection) throws(StorageError) -> Bool {
        try first(
            "SELECT statistics_fresh FROM collection WHERE id = ?1", bind: { $0.bind(1, collection.id) },
            { $0.int(0) != 0 }) ?? false
    }
}

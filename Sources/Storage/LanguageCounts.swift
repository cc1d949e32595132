/// Keeps `language_N`: how many passages are in which language, so that a question is cut into words as each of them
/// cuts. A passage whose language is not known counts under the empty name.
struct LanguageCounts {
    private var changes: [String: Int] = [:]

    mutating func count(_ language: String?) { changes[language ?? "", default: 0] += 1 }

    /// To be called before the passages are deleted.
    mutating func forget(_ range: Range<Int>, collection: Int, on connection: Connection) throws(StorageError) {
        let gone = try connection.rows(
            """
            SELECT ifnull(language, ''), count(*) FROM passage_\(collection)
            WHERE number >= ?1 AND number < ?2 GROUP BY 1
            """, bind: { $0.bind(1, range.lowerBound).bind(2, range.upperBound) }, { ($0.string(0), $0.int(1)) })
        for (language, passages) in gone { changes[language, default: 0] -= passages }
    }

    mutating func flush(collection: Int, on connection: Connection) throws(StorageError) {
        for (language, change) in changes.sorted(by: { $0.key < $1.key }) where change != 0 {
            try connection.run(
                """
                INSERT INTO language_\(collection) VALUES(?1, ?2)
                ON CONFLICT DO UPDATE SET passages = passages + excluded.passages
                """
            ) { $0.bind(1, language).bind(2, change) }
        }
        changes = [:]
    }
}

extension Connection {
    /// The languages of a collection's passages, the most frequent first; the empty name: not known.
    package func languages(of collection: Collection) throws(StorageError) -> [(language: String, passages: Int)] {
        try rows(
            """
            SELECT language, passages FROM language_\(collection.id) WHERE passages > 0
            ORDER BY passages DESC, language
            """, { ($0.string(0), $0.int(1)) })
    }
}

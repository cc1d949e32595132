package import Words

extension Connection {
    /// Words of the index that begin with a letter, with the number of passages that hold them. In a large collection only
    /// the common ones, which are kept apart: what is rare there is often a mistake itself.
    package func vocabulary(
        beginningWith letter: String, in collection: Collection
    ) throws(StorageError) -> [(word: String, passages: Int)] {
        let id = collection.id
        let end = letter.unicodeScalars.last.flatMap { Unicode.Scalar($0.value + 1) }.map { String($0) } ?? "\u{10FFFF}"
        let kept = try first("SELECT count(*) FROM term_\(id)") { $0.int(0) } ?? 0
        if kept >= Connection.enoughCommonWords {
            return try rows(
                "SELECT CAST(term AS TEXT), passages FROM term_\(id) WHERE term >= ?1 AND term < ?2",
                bind: { $0.bind(1, blob: Array(letter.utf8)).bind(2, blob: Array(end.utf8)) },
                { ($0.string(0), $0.int(1)) })
        }
        // The view of the index's words is temporary, but a reader's connection may not even make that.
        let isReader = try first("PRAGMA query_only") { $0.int(0) } == 1
        if isReader { try execute("PRAGMA query_only = OFF") }
        defer { if isReader { try? execute("PRAGMA query_only = ON") } }
        try execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary_\(id) USING fts5vocab(main, index_\(id), row)")
        return try rows(
            "SELECT term, doc FROM temp.vocabulary_\(id) WHERE term >= ?1 AND term < ?2",
            bind: { $0.bind(1, letter).bind(2, end) }, { ($0.string(0), $0.int(1)) })
    }

    private static let enoughCommonWords = 5_000

    /// The word in whose stead the index keeps a stem, as one of its passages writes it.
    package func wholeWord(_ stem: String, in collection: Collection) throws(StorageError) -> String? {
        guard let term = SearchPattern.Term([Array(stem.utf8)]) else { return nil }
        let number = try first(
            "SELECT rowid FROM index_\(collection.id) WHERE index_\(collection.id) MATCH ?1 LIMIT 1",
            bind: { $0.bind(1, term.matchText) }, { $0.int(0) })
        guard let number else { return nil }
        let body = try first(
            "SELECT body FROM passage_text_\(collection.id) WHERE number = ?1", bind: { $0.bind(1, number) },
            { $0.withText(0) { Array($0) } })
        guard let body else { return nil }
        var word: String?
        body.withUnsafeBufferPointer { bytes in
            search.tokenizer(for: collection.language).tokenize(bytes) { token, start, end, _ in
                guard token.elementsEqual(stem.utf8) else { return true }
                word = String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
                return false
            }
        }
        return word
    }

    /// Files of readable kinds that a collection could not take in.
    package func skippedFileCount(of collection: Collection) throws(StorageError) -> Int {
        try search.count("skipped", of: collection) { () throws(StorageError) in
            try first(
                "SELECT count(*) FROM skipped WHERE collection = ?1 AND readable_kind = 1",
                bind: { $0.bind(1, collection.id) }, { $0.int(0) }) ?? 0
        }
    }

    /// Pages whose text is not there.
    package func unreadPageCount(of collection: Collection) throws(StorageError) -> Int {
        try search.count("unread", of: collection) { () throws(StorageError) in
            try first(
                """
                SELECT count(*) FROM page p JOIN document d ON d.id = p.document
                WHERE d.collection = ?1 AND p.state <> 'read'
                """, bind: { $0.bind(1, collection.id) }, { $0.int(0) }) ?? 0
        }
    }

    /// The tokenizer that questions are cut by.
    package var questionTokenizer: Tokenizer { search.tokenizer(for: nil) }
}

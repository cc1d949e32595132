/// A named set of documents with a full-text index of its own.
package struct Collection: Sendable, Hashable {
    package let id: Int
    package let name: String
    /// A fixed language for its words; nil: judged from each text.
    package let language: String?
    /// Grows with every change.
    package let generation: Int
    /// Whether `term_N` and `length_N` describe the index exactly.
    package let statisticsFresh: Bool
    let nextPassage: Int
}

extension Connection {
    package func collections() throws(StorageError) -> [Collection] {
        try rows(
            """
            SELECT id, name, language, generation, statistics_fresh, next_passage FROM collection ORDER BY name
            """, { Collection(row: $0) })
    }

    package func collection(named name: String) throws(StorageError) -> Collection? {
        try first(
            """
            SELECT id, name, language, generation, statistics_fresh, next_passage FROM collection WHERE name = ?1
            """, bind: { $0.bind(1, name) }, { Collection(row: $0) })
    }

    /// A collection that must be there.
    package func requiredCollection(_ name: String) throws(StorageError) -> Collection {
        if let collection = try collection(named: name) { return collection }
        let names = try collections().map(\.name)
        let known = names.isEmpty ? "there is none yet" : "there are: " + names.joined(separator: ", ")
        throw StorageError(.noCollection, "There is no collection \(name); \(known).")
    }

    /// The collection of that name, made when it is missing. Inside a transaction.
    package func makeCollection(named name: String, language: String?, now: Int) throws(StorageError) -> Collection {
        if let collection = try collection(named: name) { return collection }
        let id = try nextNumber(of: .collection)
        try keep(nextNumber: id + 1, of: .collection)
        try run("INSERT INTO collection(id, name, language, created_at) VALUES(?1, ?2, ?3, ?4)") {
            $0.bind(1, id).bind(2, name).bind(3, language).bind(4, now)
        }
        try execute(Schema.collectionTables(id, language: language))
        try execute("INSERT INTO index_\(id)(index_\(id), rank) VALUES('hashsize', 33554432)")
        try execute("INSERT INTO index_\(id)(index_\(id), rank) VALUES('pgsz', 16300)")
        try execute("INSERT INTO index_\(id)(index_\(id), rank) VALUES('automerge', 0)")
        guard let collection = try collection(named: name) else {
            throw StorageError(.failed, "The collection could not be made.")
        }
        return collection
    }

    /// Forgets a collection and all that is in it. Inside a transaction.
    package func removeCollection(_ collection: Collection) throws(StorageError) {
        for table in NumberedTable.allCases { try keep(nextNumber: nextNumber(of: table), of: table) }
        try removeHeadings(of: collection)
        forgetStatements()
        let owned = "(SELECT id FROM document WHERE collection = \(collection.id))"
        try execute(
            """
            INSERT OR IGNORE INTO loose_original
                SELECT sha256 FROM document WHERE collection = \(collection.id) AND path IS NULL;
            DELETE FROM text WHERE place >> 32 IN \(owned);
            DELETE FROM page WHERE document IN \(owned);
            DELETE FROM hidden WHERE document IN \(owned);
            DELETE FROM source_run WHERE document IN \(owned); DELETE FROM warning WHERE document IN \(owned);
            DELETE FROM document_label WHERE document IN \(owned);
            DELETE FROM document_access WHERE document IN \(owned);
            DELETE FROM document WHERE collection = \(collection.id);
            DELETE FROM skipped WHERE collection = \(collection.id);
            DELETE FROM ingest_run WHERE collection = \(collection.id);
            DELETE FROM collection WHERE id = \(collection.id);
            """)
        try execute(Schema.dropCollectionTables(collection.id))
    }

    private func removeHeadings(of collection: Collection) throws(StorageError) {
        let ranges = try rows(
            "SELECT first_heading, heading_count FROM document WHERE collection = ?1 AND heading_count > 0",
            bind: { $0.bind(1, collection.id) }, { $0.int(0)..<($0.int(0) + $0.int(1)) })
        for range in ranges {
            try run("DELETE FROM heading WHERE id >= ?1 AND id < ?2") {
                $0.bind(1, range.lowerBound).bind(2, range.upperBound)
            }
        }
    }
}

extension Collection {
    init(row: Statement) {
        self.init(
            id: row.int(0), name: row.string(1), language: row.optionalString(2), generation: row.int(3),
            statisticsFresh: row.int(4) != 0, nextPassage: row.int(5))
    }
}

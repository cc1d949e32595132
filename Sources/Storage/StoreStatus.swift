/// The figures of one collection.
package struct CollectionStatus: Sendable, Hashable {
    package var collection: Collection
    package var documents = 0
    package var passages = 0
    package var pages = 0
    package var pagesWithoutText = 0
    package var pagesMissing = 0
    package var sourceBytes = 0
    package var textBytes = 0
    package var documentsWithHiddenText = 0
    package var skippedFiles = 0
    /// Of those, files of a kind that is read.
    package var unreadFiles = 0
    /// Documents per language code, the most frequent first; "" where none could be told.
    package var languages: [NamedCount] = []
    package var formats: [NamedCount] = []
    package var lastRun: IngestRunRecord?

    package struct NamedCount: Sendable, Hashable {
        package var name: String
        package var documents: Int
    }
}

extension Connection {
    package func status(of collection: Collection) throws(StorageError) -> CollectionStatus {
        var status = CollectionStatus(collection: collection)
        let id = collection.id
        let sums = try first(
            """
            SELECT count(*), total(passage_count), total(page_count), total(source_size), total(text_size)
            FROM document WHERE collection = ?1
            """, bind: { $0.bind(1, id) }, { row in (0..<5).map { row.int($0) } })
        if let sums {
            status.documents = sums[0]
            status.passages = sums[1]
            status.pages = sums[2]
            status.sourceBytes = sums[3]
            status.textBytes = sums[4]
        }
        let pageStates = try rows(
            """
            SELECT p.state, count(*) FROM page p JOIN document d ON d.id = p.document WHERE d.collection = ?1 GROUP BY 1
            """, bind: { $0.bind(1, id) }, { ($0.string(0), $0.int(1)) })
        for (state, count) in pageStates {
            if state == "without_text" { status.pagesWithoutText = count }
            if state == "missing" { status.pagesMissing = count }
        }
        status.documentsWithHiddenText =
            try first(
                """
                SELECT count(DISTINCT h.document) FROM hidden h JOIN document d ON d.id = h.document
                WHERE d.collection = ?1
                """, bind: { $0.bind(1, id) }, { $0.int(0) }) ?? 0
        let skipped = try first(
            "SELECT count(*), total(readable_kind) FROM skipped WHERE collection = ?1", bind: { $0.bind(1, id) },
            { ($0.int(0), $0.int(1)) })
        status.skippedFiles = skipped?.0 ?? 0
        status.unreadFiles = skipped?.1 ?? 0
        status.languages = try counts("language", in: id)
        status.formats = try counts("format", in: id)
        status.lastRun = try lastIngestRun(of: collection)
        return status
    }

    private func counts(_ column: String, in collection: Int) throws(StorageError) -> [CollectionStatus.NamedCount] {
        try rows(
            """
            SELECT ifnull(\(column), ''), count(*) FROM document WHERE collection = ?1 GROUP BY 1 ORDER BY 2 DESC, 1
            """, bind: { $0.bind(1, collection) }, { .init(name: $0.string(0), documents: $0.int(1)) })
    }

    /// The size of the database as SQLite sees it.
    package func databaseBytes() throws(StorageError) -> Int {
        try first("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") { $0.int(0) } ?? 0
    }
}

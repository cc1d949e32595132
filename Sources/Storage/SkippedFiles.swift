/// A skipped file as an earlier ingest recorded it.
package struct SkippedRecord: Sendable, Hashable {
    package var file: SkippedFile
    package var extraction: Int
}

/// One run of an ingest, for `status`.
package struct IngestRunRecord: Sendable, Hashable {
    package var root: String?
    package var startedAt: Int
    package var finishedAt: Int?
    /// The report as JSON, nil when the run did not finish.
    package var summary: String?
}

extension Connection {
    package func skippedFiles(in collection: Collection) throws(StorageError) -> [SkippedRecord] {
        try rows(
            """
            SELECT path, code, reason, fix, readable_kind, source_size, modified_ns, extraction FROM skipped
            WHERE collection = ?1 ORDER BY path
            """, bind: { $0.bind(1, collection.id) },
            { row in
                SkippedRecord(
                    file: SkippedFile(
                        path: row.string(0), code: row.string(1), reason: row.string(2), fix: row.optionalString(3),
                        isReadableKind: row.int(4) != 0, size: row.optionalInt(5), modifiedNS: row.optionalInt(6)),
                    extraction: row.int(7))
            })
    }

    /// Paths of files of a kind that is read which could not be read, with the reason; and how many there are.
    package func unreadFiles(
        in collection: Collection, limit: Int
    ) throws(StorageError) -> (files: [(path: String, reason: String)], count: Int) {
        let files = try rows(
            "SELECT path, reason FROM skipped WHERE collection = ?1 AND readable_kind = 1 ORDER BY path LIMIT ?2",
            bind: { $0.bind(1, collection.id).bind(2, limit) }, { (path: $0.string(0), reason: $0.string(1)) })
        guard files.count == limit else { return (files, files.count) }
        let count = try first(
            "SELECT count(*) FROM skipped WHERE collection = ?1 AND readable_kind = 1",
            bind: { $0.bind(1, collection.id) }, { $0.int(0) })
        return (files, count ?? files.count)
    }

    /// Whether something was read from a file of this path, or it was tried in vain.
    package func isKnown(path: String, in collection: Collection) throws(StorageError) -> Bool {
        try first(
            """
            SELECT EXISTS(SELECT 1 FROM document WHERE path_key = ?3 AND collection = ?1 AND path = ?2)
                OR EXISTS(SELECT 1 FROM skipped WHERE collection = ?1 AND path = ?2)
            """, bind: { $0.bind(1, collection.id).bind(2, path).bind(3, PathKey.of(path)) }, { $0.int(0) != 0 })
            ?? false
    }

    /// The document that was read from a file of this path, and what the file was then.
    package func fileAsRead(
        path: String, in collection: Collection
    ) throws(StorageError) -> (name: String, size: Int, modified: Int?)? {
        try first(
            """
            SELECT name, source_size, modified_ns FROM document WHERE path_key = ?3 AND collection = ?1 AND path = ?2
            """, bind: { $0.bind(1, collection.id).bind(2, path).bind(3, PathKey.of(path)) },
            { ($0.string(0), $0.int(1), $0.optionalInt(2)) })
    }

    /// When an ingest that came to its end last began, by the folder or file that it was given; the newest runs only.
    package func lastIngests(of collection: Collection) throws(StorageError) -> [String: Int] {
        let runs = try rows(
            """
            SELECT root, started_at FROM ingest_run
            WHERE collection = ?1 AND finished_at IS NOT NULL AND substr(root, 1, 1) = '/'
            ORDER BY id DESC LIMIT 100
            """, bind: { $0.bind(1, collection.id) }, { ($0.optionalString(0), $0.int(1)) })
        return Dictionary(runs.compactMap { root, began in root.map { ($0, began) } }) { newest, _ in newest }
    }

    /// Starts the record of a run and gives its number. Inside a transaction.
    package func beginIngestRun(_ collection: Collection, root: String?, now: Int) throws(StorageError) -> Int {
        try run("INSERT INTO ingest_run(collection, root, started_at) VALUES(?1, ?2, ?3)") {
            $0.bind(1, collection.id).bind(2, root).bind(3, now)
        }
        return lastInsertedRow
    }

    package func finishIngestRun(_ number: Int, summary: String, now: Int) throws(StorageError) {
        try run("UPDATE ingest_run SET finished_at = ?2, summary = ?3 WHERE id = ?1") {
            $0.bind(1, number).bind(2, now).bind(3, summary)
        }
    }

    package func lastIngestRun(of collection: Collection) throws(StorageError) -> IngestRunRecord? {
        try first(
            """
            SELECT root, started_at, finished_at, summary FROM ingest_run WHERE collection = ?1
            ORDER BY id DESC LIMIT 1
            """, bind: { $0.bind(1, collection.id) },
            { row in
                IngestRunRecord(
                    root: row.optionalString(0), startedAt: row.int(1), finishedAt: row.optionalInt(2),
                    summary: row.optionalString(3))
            })
    }
}

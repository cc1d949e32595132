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

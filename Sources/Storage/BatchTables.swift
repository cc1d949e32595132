/// Batches, their questions and their parts. Everything that changes them runs in a transaction of the caller.
extension Connection {
    // MARK: Batches

    /// Keeps a new batch and returns its id.
    package func insert(_ batch: BatchRecord) throws(StorageError) -> Int {
        try run(
            """
            INSERT INTO batch(created_at, state, source, expected, worst, alone, keep_days, part_limit)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """
        ) {
            $0.bind(1, batch.createdAt).bind(2, batch.state.rawValue).bind(3, batch.source).bind(4, batch.expected)
                .bind(5, batch.worst).bind(6, batch.alone).bind(7, batch.keepDays).bind(8, batch.partLimit)
        }
        return lastInsertedRow
    }

    /// One batch, or all of them, the newest first.
    package func batches(_ id: Int? = nil) throws(StorageError) -> [BatchRecord] {
        try rows(
            """
            SELECT id, created_at, state, source, expected, worst, alone, keep_days, part_limit FROM batch
            WHERE ?1 IS NULL OR id = ?1 ORDER BY id DESC
            """, bind: { $0.bind(1, id) },
            { row in
                var batch = BatchRecord(createdAt: row.int(1), source: row.string(3))
                batch.id = row.int(0)
                batch.state = BatchRecord.State(rawValue: row.string(2)) ?? .open
                batch.expected = row.optionalInt(4)
                batch.worst = row.optionalInt(5)
                batch.alone = row.optionalInt(6)
                batch.keepDays = row.optionalInt(7)
                batch.partLimit = row.optionalInt(8)
                return batch
            })
    }

    package func setState(_ state: BatchRecord.State, ofBatch id: Int) throws(StorageError) {
        try run("UPDATE batch SET state = ?2 WHERE id = ?1") { $0.bind(1, id).bind(2, state.rawValue) }
    }

    // MARK: Questions

    package func insert(_ item: BatchItemRecord, _ content: BatchItemContent?) throws(StorageError) {
        try run(
            """
            INSERT INTO batch_item(batch, position, name, question, wish, state, part, rank, tries, call, model, estimated,
                shared, answer, problem, problem_text, request, sources, findings, same_as)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
            """
        ) {
            $0.bind(1, item.batch).bind(2, item.position).bind(3, item.name).bind(4, item.question)
                .bind(5, blob: item.wish).bind(6, item.state.rawValue).bind(7, item.part).bind(8, item.rank)
                .bind(9, item.tries).bind(10, item.call).bind(11, item.model).bind(12, item.estimated)
                .bind(13, item.shared).bind(14, item.answer).bind(15, item.problem).bind(16, item.problemText)
                .bind(17, blob: content?.request).bind(18, blob: content?.sources).bind(19, blob: content?.findings)
                .bind(20, item.sameAs)
        }
    }

    /// Writes what changes of a question and of those that are the same; what was kept for its answer goes once there is
    /// nothing more to do for it.
    package func update(_ item: BatchItemRecord) throws(StorageError) {
        try run(
            """
            UPDATE batch_item SET state = ?3, part = iif(same_as IS NULL, ?4, NULL), tries = ?5,
                call = iif(same_as IS NULL, ?6, NULL), answer = ?7, problem = ?8, problem_text = ?9,
                request = iif(?3 = 'open', request, NULL), sources = iif(?3 = 'open', sources, NULL),
                findings = iif(?3 = 'open', findings, NULL)
            WHERE batch = ?1 AND (position = ?2 OR same_as = ?2)
            """
        ) {
            $0.bind(1, item.batch).bind(2, item.position).bind(3, item.state.rawValue).bind(4, item.part)
                .bind(5, item.tries).bind(6, item.call).bind(7, item.answer).bind(8, item.problem)
                .bind(9, item.problemText)
        }
    }

    /// The questions of a batch as they were listed; of one part in the order in which they are sent; or the one at a
    /// position.
    package func items(
        ofBatch batch: Int, part: Int? = nil, position: Int? = nil
    ) throws(StorageError) -> [BatchItemRecord] {
        try rows(
            """
            SELECT batch, position, name, question, wish, state, part, rank, tries, call, model, estimated, shared, answer,
                problem, problem_text, same_as
            FROM batch_item WHERE batch = ?1 AND (?2 IS NULL OR part = ?2) AND (?3 IS NULL OR position = ?3)
            ORDER BY iif(?2 IS NULL, position, rank)
            """, bind: { $0.bind(1, batch).bind(2, part).bind(3, position) }, BatchItemRecord.init(row:))
    }

    /// How many questions of a batch are in which state.
    package func itemCounts(ofBatch batch: Int) throws(StorageError) -> [(BatchItemRecord.State, Int)] {
        try rows(
            "SELECT state, count(*) FROM batch_item WHERE batch = ?1 GROUP BY state", bind: { $0.bind(1, batch) },
            { (BatchItemRecord.State(rawValue: $0.string(0)) ?? .failed, $0.int(1)) })
    }

    /// What is kept for a question; nil once it is done with.
    package func content(of item: BatchItemRecord) throws(StorageError) -> BatchItemContent? {
        let content = try first(
            "SELECT request, sources, findings FROM batch_item WHERE batch = ?1 AND position = ?2",
            bind: { $0.bind(1, item.batch).bind(2, item.position) },
            { row in
                row.optionalBlob(0).map {
                    BatchItemContent(request: $0, sources: row.blob(1), findings: row.blob(2))
                }
            })
        return content ?? nil
    }

    /// Erases what is kept of documents for questions that are not answered yet. Their results are thrown away.
    package func forgetBatchItems(restingOn documents: [Int]) throws(StorageError) {
        for document in documents { try forgetBatchItems(where: "document.id") { $0.bind(1, document) } }
    }

    package func forgetBatchItems(restingOnCollection name: String) throws(StorageError) {
        try forgetBatchItems(where: "document.collection") { $0.bind(1, name) }
    }

    private func forgetBatchItems(
        where path: String, _ bind: (Statement) -> Void
    ) throws(StorageError) {
        try run(
            """
            UPDATE batch_item SET state = 'forgotten', request = NULL, sources = NULL, findings = NULL,
                problem = 'forgotten', problem_text = 'A document that was found for it was forgotten.'
            WHERE state = 'open' AND sources IS NOT NULL AND EXISTS(
                SELECT 1 FROM json_each(CAST(sources AS TEXT)) s WHERE json_extract(s.value, '$.\(path)') = ?1)
            """
        ) { bind($0) }
        try run(
            """
            UPDATE batch_item SET state = leader.state, problem = leader.problem, problem_text = leader.problem_text
            FROM batch_item leader WHERE leader.batch = batch_item.batch AND leader.position = batch_item.same_as
                AND leader.state = 'forgotten' AND batch_item.state = 'open'
            """
        ) { _ in }
    }

    // MARK: Parts

    /// Keeps a new part and returns its id.
    package func insert(_ part: BatchPartRecord) throws(StorageError) -> Int {
        try run("INSERT INTO batch_part(batch, state, name, requests, bytes) VALUES(?1, ?2, ?3, ?4, ?5)") {
            $0.bind(1, part.batch).bind(2, part.state.rawValue).bind(3, part.name).bind(4, part.requests)
                .bind(5, part.bytes)
        }
        return lastInsertedRow
    }

    package func update(_ part: BatchPartRecord) throws(StorageError) {
        try run(
            """
            UPDATE batch_part SET state = ?2, remote = ?3, attempted_at = ?4, expires_at = ?5, readings = ?6 WHERE id = ?1
            """
        ) {
            $0.bind(1, part.id).bind(2, part.state.rawValue).bind(3, part.remote).bind(4, part.attemptedAt)
                .bind(5, part.expiresAt).bind(6, part.readings)
        }
    }

    /// The parts of a batch in the order in which they were made.
    package func parts(ofBatch batch: Int) throws(StorageError) -> [BatchPartRecord] {
        try rows(
            """
            SELECT id, batch, state, name, remote, requests, bytes, attempted_at, expires_at, readings FROM batch_part
            WHERE batch = ?1 ORDER BY id
            """, bind: { $0.bind(1, batch) },
            { row in
                var part = BatchPartRecord(
                    batch: row.int(1), name: row.string(3), requests: row.int(5), bytes: row.int(6))
                part.id = row.int(0)
                part.state = BatchPartRecord.State(rawValue: row.string(2)) ?? .prepared
                part.remote = row.optionalString(4)
                part.attemptedAt = row.optionalInt(7)
                part.expiresAt = row.optionalString(8)
                part.readings = row.int(9)
                return part
            })
    }

    /// Whether a batch of the service is known to be one of ours.
    package func isKnown(remote: String) throws(StorageError) -> Bool {
        try first("SELECT 1 FROM batch_part WHERE remote = ?1", bind: { $0.bind(1, remote) }, { _ in true }) ?? false
    }
}

extension BatchItemRecord {
    fileprivate init(row: Statement) {
        self.init(
            position: row.int(1), name: row.string(2), question: row.string(3), wish: row.blob(4), rank: row.int(7),
            model: row.string(10), estimated: row.int(11), shared: row.int(12))
        batch = row.int(0)
        state = State(rawValue: row.string(5)) ?? .failed
        part = row.optionalInt(6)
        tries = row.int(8)
        call = row.optionalString(9)
        answer = row.optionalInt(13)
        problem = row.optionalString(14)
        problemText = row.optionalString(15)
        sameAs = row.optionalInt(16)
    }
}

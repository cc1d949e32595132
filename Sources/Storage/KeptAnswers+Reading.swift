/// Who looks at kept answers. A person sees an answer when they may see every document that it rests on.
package struct AnswerReader: Sendable, Hashable {
    /// Their access labels; nil: of somebody who may see everything.
    package var access: Set<String>?
    /// The collections they may see; empty: all.
    package var collections: [String]

    package init(access: Set<String>?, collections: [String] = []) {
        self.access = access
        self.collections = collections
    }

    /// The predicate on `answer a`, with `?` for each value. The labels that count are those that a document has now;
    /// of one that has gone, or was read anew since, those that it had as well.
    var predicate: (sql: String, values: [String]) {
        var hidden: [String] = []
        var values: [String] = []
        var conditions: [String] = []
        if let access {
            let held = access.sorted()
            let places = held.map { _ in "?" }.joined(separator: ", ")
            hidden.append(
                """
                (s.extraction IS NULL
                OR (s.access <> '[]' AND NOT EXISTS(SELECT 1 FROM json_each(s.access) j WHERE j.value IN (\(places)))
                    AND NOT EXISTS(SELECT 1 FROM document d WHERE d.id = s.document AND d.sha256 = s.sha256))
                OR EXISTS(
                    SELECT 1 FROM document d JOIN collection c ON c.id = d.collection
                    WHERE c.name = s.collection
                    AND ((d.id = s.document AND d.sha256 = s.sha256) OR d.external_id = s.external_id
                        OR (d.path_key = docqa_path_key(s.path) AND d.path = s.path))
                    AND EXISTS(SELECT 1 FROM document_access x WHERE x.document = d.id)
                    AND NOT EXISTS(
                        SELECT 1 FROM document_access x WHERE x.document = d.id AND x.label IN (\(places)))))
                """)
            values += held + held
            // What rests on no document still tells what somebody asked.
            let more = "SELECT 1 FROM json_each(a.access) j WHERE j.value NOT IN (\(places))"
            conditions.append(
                """
                (EXISTS(SELECT 1 FROM answer_source s WHERE s.answer = a.id)
                OR (a.access IS NOT NULL AND NOT EXISTS(\(more))))
                """)
        }
        if !collections.isEmpty {
            hidden.append("s.collection NOT IN (" + collections.map { _ in "?" }.joined(separator: ", ") + ")")
            values += collections
        }
        guard !hidden.isEmpty else { return ("1", []) }
        let sources =
            "NOT EXISTS(SELECT 1 FROM answer_source s WHERE s.answer = a.id AND (\(hidden.joined(separator: " OR "))))"
        return (([sources] + conditions).joined(separator: " AND "), values + (access?.sorted() ?? []))
    }
}

extension Connection {
    /// Kept answers that a reader may see, the newest first; of one conversation its turns in order.
    package func keptAnswers(
        for reader: AnswerReader, id: Int? = nil, conversation: Int? = nil, reusable key: [UInt8]? = nil,
        limit: Int = .max
    ) throws(StorageError) -> [KeptAnswer] {
        let (predicate, values) = reader.predicate
        var conditions = [predicate]
        if let id { conditions.append("a.id = \(id)") }
        if let conversation { conditions.append("a.conversation = \(conversation)") }
        if key != nil { conditions.append("a.is_reusable AND a.evidence_key = ?") }
        let statement = try prepare(
            """
            SELECT a.id, a.conversation, a.turn, a.asked_at, a.question,
                (SELECT json_group_array(value) FROM json_each(a.collections)), a.access, a.outcome, a.record,
                a.evidence_key, a.made_at
            FROM answer a WHERE \(conditions.joined(separator: " AND "))
            ORDER BY \(conversation == nil ? "a.id DESC" : "a.turn") LIMIT \(limit)
            """)
        for (index, value) in values.enumerated() { statement.bind(Int32(index + 1), value) }
        if let key { statement.bind(Int32(values.count + 1), blob: key) }
        var answers: [KeptAnswer] = []
        while try statement.step() {
            answers.append(
                KeptAnswer(
                    id: statement.int(0), conversation: statement.int(1), turn: statement.int(2),
                    askedAt: statement.int(3), question: statement.string(4),
                    collections: try strings(statement.string(5)),
                    access: try statement.optionalString(6).map { text throws(StorageError) in try strings(text) },
                    outcome: statement.string(7), record: statement.blob(8),
                    evidenceKey: statement.optionalBlob(9), madeAt: statement.optionalInt(10)))
        }
        return answers
    }

    private func strings(_ list: String) throws(StorageError) -> [String] {
        try rows("SELECT value FROM json_each(?1)", bind: { $0.bind(1, list) }, { $0.string(0) })
    }

    /// The documents an answer rests on, as they were.
    package func sources(ofAnswer answer: Int) throws(StorageError) -> [KeptSource] {
        let found = try rows(
            """
            SELECT document, collection, external_id, path, name, sha256, extraction, access FROM answer_source
            WHERE answer = ?1 ORDER BY document
            """, bind: { $0.bind(1, answer) },
            { row in
                KeptSource(
                    document: row.int(0), collection: row.string(1), externalID: row.optionalString(2),
                    path: row.optionalString(3), name: row.string(4), sha256: row.blob(5),
                    extraction: row.optionalInt(6), access: [row.string(7)])
            })
        return try found.map { source throws(StorageError) in
            var source = source
            source.access = try strings(source.access[0])
            return source
        }
    }

    /// What was sent and received for an answer, in order.
    package func exchanges(ofAnswer answer: Int) throws(StorageError) -> [KeptExchange] {
        let found = try rows(
            "SELECT id, purpose, state, response, sources FROM exchange WHERE answer = ?1 ORDER BY position",
            bind: { $0.bind(1, answer) },
            { row in
                let exchange = KeptExchange(
                    purpose: row.string(1), state: row.string(2), request: [], response: row.blob(3),
                    sources: row.optionalBlob(4))
                return (row.int(0), exchange)
            })
        return try found.map { row, exchange throws(StorageError) in
            var exchange = exchange
            exchange.request = try rows(
                """
                SELECT p.bytes, k.bytes, k.sha256 FROM exchange_part p LEFT JOIN kept_piece k ON k.id = p.piece
                WHERE p.exchange = ?1 ORDER BY p.position
                """, bind: { $0.bind(1, row) },
                { part in
                    part.optionalBlob(0).map { .own($0) } ?? .shared(part.blob(1), sha256: part.blob(2))
                })
            return exchange
        }
    }

    /// Answers that rest on a document which is not, byte for byte, what it was: gone, replaced, or read anew.
    package func answersWithChangedSources() throws(StorageError) -> [Int] {
        try rows(
            """
            SELECT DISTINCT s.answer FROM answer_source s
            LEFT JOIN document d ON d.id = s.document AND d.sha256 = s.sha256 AND d.extraction = s.extraction
            WHERE d.id IS NULL ORDER BY s.answer DESC
            """, { $0.int(0) })
    }

    /// Answers that rest on any of these documents, or on earlier states of them.
    package func answers(restingOn documents: [KeptSource]) throws(StorageError) -> [Int] {
        var found: Set<Int> = []
        for document in documents {
            let answers = try rows(
                """
                SELECT answer FROM answer_source
                WHERE collection = ?1 AND (name = ?2 OR path = ?3 OR external_id = ?4 OR document = ?5)
                """,
                bind: {
                    $0.bind(1, document.collection).bind(2, document.name).bind(3, document.path)
                        .bind(4, document.externalID).bind(5, document.document)
                }, { $0.int(0) })
            found.formUnion(answers)
        }
        return found.sorted()
    }

    package func answers(restingOnCollection name: String) throws(StorageError) -> [Int] {
        try rows(
            "SELECT DISTINCT answer FROM answer_source WHERE collection = ?1", bind: { $0.bind(1, name) },
            { $0.int(0) })
    }

    /// Documents that are gone, by what a person calls them, as far as answers still rest on them.
    package func forgottenSources(matching text: String, in collection: String) throws(StorageError) -> [KeptSource] {
        try rows(
            """
            SELECT DISTINCT document, external_id, path, name FROM answer_source
            WHERE collection = ?1 AND (name = ?2 OR path = ?2 OR external_id = ?2)
            """, bind: { $0.bind(1, collection).bind(2, text) },
            { row in
                KeptSource(
                    document: row.int(0), collection: collection, externalID: row.optionalString(1),
                    path: row.optionalString(2), name: row.string(3), sha256: [], extraction: nil, access: [])
            })
    }

    /// What a document is called now that an answer named: the document itself, or what was read since from the same file
    /// or under the same external id.
    package func successor(of source: KeptSource) throws(StorageError) -> DocumentRecord? {
        guard let collection = try collection(named: source.collection) else { return nil }
        let same = try first(
            "SELECT 1 FROM document WHERE id = ?1 AND collection = ?2 AND sha256 = ?3",
            bind: { $0.bind(1, source.document).bind(2, collection.id).bind(3, blob: source.sha256) }, { $0.int(0) })
        if same != nil { return try document(source.document) }
        let row = try first(
            """
            SELECT id FROM document
            WHERE collection = ?1 AND ((path_key = ?5 AND path = ?2) OR external_id = ?3 OR sha256 = ?4)
            ORDER BY path = ?2 OR external_id = ?3 DESC, id LIMIT 1
            """,
            bind: {
                $0.bind(1, collection.id).bind(2, source.path).bind(3, source.externalID).bind(4, blob: source.sha256)
                    .bind(5, source.path.map(PathKey.of))
            }, { $0.int(0) })
        return try row.map { row throws(StorageError) in try document(row) } ?? nil
    }
}

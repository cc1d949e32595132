import CSQLite

extension Connection {
    /// Keeps an answer. Inside a transaction.
    ///
    /// - Parameter record: makes the answer's JSON once its id, conversation and turn are known.
    package func keep(
        _ answer: NewKeptAnswer, record: (_ id: Int, _ conversation: Int, _ turn: Int) -> [UInt8]
    ) throws(StorageError) -> Int {
        let turn = try answer.conversation.map { conversation throws(StorageError) in try lastTurn(of: conversation) }
        // The first answer of a conversation names it, and its id is known only behind the insert.
        try run(
            """
            INSERT INTO answer(conversation, turn, asked_at, question, collections, access, outcome, evidence_key, made_at,
                record)
            VALUES(ifnull(?1, -1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, x'')
            """
        ) {
            $0.bind(1, answer.conversation).bind(2, (turn ?? 0) + 1).bind(3, answer.askedAt).bind(4, answer.question)
                .bind(5, StringList.text(answer.collections)).bind(6, answer.access.map(StringList.text))
                .bind(7, answer.outcome).bind(8, blob: answer.evidenceKey).bind(9, answer.madeAt)
        }
        let id = lastInsertedRow
        let conversation = answer.conversation ?? id
        try run("UPDATE answer SET conversation = ?2, record = ?3 WHERE id = ?1") {
            $0.bind(1, id).bind(2, conversation).bind(3, blob: record(id, conversation, (turn ?? 0) + 1))
        }
        for source in answer.sources { try insert(source, of: id) }
        let copied = try answer.copyOf.map { source throws(StorageError) in try copyEvidence(of: source, to: id) } ?? 0
        for (position, exchange) in answer.exchanges.enumerated() { try insert(exchange, copied + position, of: id) }
        if let key = answer.evidenceKey, answer.isReusable {
            try run("UPDATE answer SET is_reusable = 0 WHERE evidence_key = ?1 AND is_reusable") {
                $0.bind(1, blob: key)
            }
            try run("UPDATE answer SET is_reusable = 1 WHERE id = ?1") { $0.bind(1, id) }
        }
        return id
    }

    /// Gives an answer the sources and exchanges of another one. Returns how many exchanges there are.
    private func copyEvidence(of source: Int, to answer: Int) throws(StorageError) -> Int {
        try run(
            """
            INSERT OR IGNORE INTO answer_source
            SELECT ?2, document, collection, external_id, path, name, sha256, extraction, access FROM answer_source
            WHERE answer = ?1
            """
        ) { $0.bind(1, source).bind(2, answer) }
        try run(
            """
            INSERT INTO exchange(answer, position, purpose, state, response, sources)
            SELECT ?2, position, purpose, state, response, sources FROM exchange WHERE answer = ?1
            """
        ) { $0.bind(1, source).bind(2, answer) }
        try run(
            """
            INSERT INTO exchange_part SELECT copy.id, p.position, p.piece, p.bytes
            FROM exchange_part p JOIN exchange old ON old.id = p.exchange AND old.answer = ?1
            JOIN exchange copy ON copy.answer = ?2 AND copy.position = old.position
            """
        ) { $0.bind(1, source).bind(2, answer) }
        let last = try first(
            "SELECT max(position) FROM exchange WHERE answer = ?1", bind: { $0.bind(1, answer) }, { $0.optionalInt(0) })
        return last.flatMap { $0 }.map { $0 + 1 } ?? 0
    }

    /// Lets the newest so many answers be given again, and no older ones. They stay kept.
    package func limitReusableAnswers(to number: Int) throws(StorageError) {
        try run(
            """
            UPDATE answer SET is_reusable = 0 WHERE is_reusable AND id <= (
                SELECT id FROM answer WHERE is_reusable ORDER BY id DESC LIMIT 1 OFFSET ?1)
            """
        ) { $0.bind(1, number) }
    }

    private func lastTurn(of conversation: Int) throws(StorageError) -> Int {
        let last = try first(
            "SELECT max(turn) FROM answer WHERE conversation = ?1", bind: { $0.bind(1, conversation) },
            { $0.optionalInt(0) })
        guard let last, let last else {
            throw StorageError(
                .noAnswer, "There is no conversation \(conversation) any more: `docqa history` shows what there is.")
        }
        return last
    }

    private func insert(_ source: KeptSource, of answer: Int) throws(StorageError) {
        try run("INSERT OR IGNORE INTO answer_source VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)") {
            $0.bind(1, answer).bind(2, source.document).bind(3, source.collection).bind(4, source.externalID)
                .bind(5, source.path).bind(6, source.name).bind(7, blob: source.sha256).bind(8, source.extraction)
                .bind(9, StringList.text(source.access))
        }
    }

    private func insert(_ exchange: KeptExchange, _ position: Int, of answer: Int) throws(StorageError) {
        try run(
            "INSERT INTO exchange(answer, position, purpose, state, response, sources) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
        ) {
            $0.bind(1, answer).bind(2, position).bind(3, exchange.purpose).bind(4, exchange.state)
                .bind(5, blob: exchange.response).bind(6, blob: exchange.sources)
        }
        let row = lastInsertedRow
        for (index, part) in exchange.request.enumerated() {
            var piece: Int?
            var own: [UInt8]?
            switch part {
            case .own(let bytes): own = bytes
            case .shared(let bytes, let hash): piece = try self.piece(bytes, hash)
            }
            try run("INSERT INTO exchange_part VALUES(?1, ?2, ?3, ?4)") {
                $0.bind(1, row).bind(2, index).bind(3, piece).bind(4, blob: own)
            }
        }
    }

    /// The kept piece with these bytes, made when there is none.
    private func piece(_ bytes: [UInt8], _ hash: [UInt8]) throws(StorageError) -> Int {
        let known = try first(
            "SELECT id FROM kept_piece WHERE sha256 = ?1", bind: { $0.bind(1, blob: hash) }, { $0.int(0) })
        if let known { return known }
        try run("INSERT INTO kept_piece(sha256, bytes) VALUES(?1, ?2)") { $0.bind(1, blob: hash).bind(2, blob: bytes) }
        return lastInsertedRow
    }

    // MARK: Forgetting

    /// Erases answers with all that hangs on them, and the pieces that no other answer needs. Inside a transaction.
    package func forget(answers: [Int]) throws(StorageError) {
        for answer in answers {
            try run("DELETE FROM exchange_part WHERE exchange IN (SELECT id FROM exchange WHERE answer = ?1)") {
                $0.bind(1, answer)
            }
            try run("DELETE FROM exchange WHERE answer = ?1") { $0.bind(1, answer) }
            try run("DELETE FROM answer_source WHERE answer = ?1") { $0.bind(1, answer) }
            try run("DELETE FROM answer WHERE id = ?1") { $0.bind(1, answer) }
        }
        guard !answers.isEmpty else { return }
        try run(
            "DELETE FROM kept_piece WHERE NOT EXISTS(SELECT 1 FROM exchange_part p WHERE p.piece = kept_piece.id)")
    }

    /// The answers of conversations in which nothing was asked since a moment: a conversation goes as a whole.
    package func answers(restingSince moment: Int) throws(StorageError) -> [Int] {
        try rows(
            """
            SELECT id FROM answer WHERE conversation IN (
                SELECT conversation FROM answer
                WHERE conversation IN (SELECT conversation FROM answer WHERE asked_at < ?1)
                GROUP BY conversation HAVING max(asked_at) < ?1)
            """, bind: { $0.bind(1, moment) }, { $0.int(0) })
    }

    /// Runs deletions so that what they free is overwritten, in the file and in the write-ahead log.
    ///
    /// - Returns: whether the log could be emptied; false when a reader still needs it. It is then emptied by the next
    ///   process that closes the database as the last one.
    package func erasing(_ body: () throws(StorageError) -> Void) throws(StorageError) -> Bool {
        let before = try first("PRAGMA secure_delete") { $0.int(0) } ?? 0
        try execute("PRAGMA secure_delete = ON")
        defer { try? execute("PRAGMA secure_delete = \(before == 2 ? "FAST" : String(before))") }
        try body()
        return try first("PRAGMA wal_checkpoint(TRUNCATE)") { $0.int(0) == 0 } ?? false
    }
}

/// A list of strings in one column, as a JSON array.
enum StringList {
    static func text(_ strings: [String]) -> String {
        "[" + strings.map(quoted).joined(separator: ",") + "]"
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": out += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

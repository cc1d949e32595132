/// The tables of `PrefixMemory`. Everything that changes them runs in a transaction of the caller.
extension Connection {
    /// So many questions are remembered of each scope, in how many scopes, and how many misses in all.
    package static let questionsOfScope = 1_000
    private static let scopesKept = 200
    private static let missesKept = 1_000

    /// - Parameter workspace: whose cache it is: what is warm for one key is not for another.
    package func prefixMemory(
        of scope: PrefixMemory.Scope, workspace: String
    ) throws(StorageError) -> PrefixMemory {
        var memory = PrefixMemory()
        guard let id = try number(of: scope) else { return memory }
        memory.questions = try rows(
            "SELECT asked_ms, gap_ms, units, estimated, reported FROM prefix_question WHERE scope = ?1 ORDER BY id",
            bind: { $0.bind(1, id) },
            {
                PrefixMemory.Question(
                    askedAt: $0.int(0), gap: $0.optionalInt(1), units: $0.withBlob(2, PrefixMemory.Unit.unpack),
                    estimated: $0.int(3), reported: $0.int(4))
            })
        memory.prefixes = try warmPrefixes(of: scope, workspace: workspace)
        return memory
    }

    package func warmPrefixes(
        of scope: PrefixMemory.Scope, workspace: String
    ) throws(StorageError) -> [PrefixMemory.Prefix] {
        try rows(
            """
            SELECT hash, units, tokens, lifetime_ms, last_use_ms, message FROM prefix_warm
            WHERE scope = (SELECT id FROM prefix_scope WHERE key = ?1) AND workspace = ?2 ORDER BY hash
            """, bind: { $0.bind(1, blob: scope.key).bind(2, workspace) },
            {
                PrefixMemory.Prefix(
                    hash: $0.blob(0), units: $0.withBlob(1, PrefixMemory.Unit.unpack), tokens: $0.int(2),
                    lifetimeMilliseconds: $0.int(3), lastUse: $0.int(4), message: $0.optionalString(5))
            })
    }

    /// Adds a question, and forgets the oldest ones of its scope beyond their limit.
    package func remember(
        _ question: PrefixMemory.Question, in scope: PrefixMemory.Scope
    ) throws(StorageError) {
        let id = try makeNumber(of: scope)
        try run(
            "INSERT INTO prefix_question(scope, asked_ms, gap_ms, units, estimated, reported) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
        ) {
            $0.bind(1, id).bind(2, question.askedAt).bind(3, question.gap)
                .bind(4, blob: PrefixMemory.Unit.pack(question.units)).bind(5, question.estimated)
                .bind(6, question.reported)
        }
        try run(
            """
            DELETE FROM prefix_question WHERE scope = ?1 AND id <= (
                SELECT id FROM prefix_question WHERE scope = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """
        ) { $0.bind(1, id).bind(2, Connection.questionsOfScope) }
    }

    /// Replaces what is believed to be warm.
    package func setWarmPrefixes(
        _ prefixes: [PrefixMemory.Prefix], of scope: PrefixMemory.Scope, workspace: String
    ) throws(StorageError) {
        let id = try makeNumber(of: scope)
        try run("DELETE FROM prefix_warm WHERE scope = ?1 AND workspace = ?2") { $0.bind(1, id).bind(2, workspace) }
        for prefix in prefixes {
            try run("INSERT OR REPLACE INTO prefix_warm VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)") {
                $0.bind(1, id).bind(2, workspace).bind(3, blob: prefix.hash)
                    .bind(4, blob: PrefixMemory.Unit.pack(prefix.units)).bind(5, prefix.tokens)
                    .bind(6, prefix.lifetimeMilliseconds).bind(7, prefix.lastUse).bind(8, prefix.message)
            }
        }
    }

    package func record(_ miss: PrefixMemory.Miss, in scope: PrefixMemory.Scope) throws(StorageError) {
        let id = try makeNumber(of: scope)
        try run("INSERT INTO prefix_miss(scope, at_ms, hash, expected, read, reason) VALUES(?1, ?2, ?3, ?4, ?5, ?6)") {
            $0.bind(1, id).bind(2, miss.at).bind(3, blob: miss.hash).bind(4, miss.expected).bind(5, miss.read)
                .bind(6, miss.reason)
        }
        try run("DELETE FROM prefix_miss WHERE id <= (SELECT max(id) FROM prefix_miss) - ?1") {
            $0.bind(1, Connection.missesKept)
        }
    }

    /// Prefixes that should have been read and were not, the newest first.
    package func prefixMisses(of scope: PrefixMemory.Scope) throws(StorageError) -> [PrefixMemory.Miss] {
        try rows(
            """
            SELECT at_ms, hash, expected, read, reason FROM prefix_miss
            WHERE scope = (SELECT id FROM prefix_scope WHERE key = ?1) ORDER BY id DESC
            """, bind: { $0.bind(1, blob: scope.key) },
            {
                PrefixMemory.Miss(
                    at: $0.int(0), hash: $0.blob(1), expected: $0.int(2), read: $0.int(3),
                    reason: $0.optionalString(4))
            })
    }

    /// Forgets what was remembered, so that no fingerprint of a text outlasts it.
    package func forgetPrefixMemory() throws(StorageError) {
        for table in ["prefix_question", "prefix_warm", "prefix_miss", "prefix_scope"] {
            try run("DELETE FROM \(table)") { _ in }
        }
    }

    private func number(of scope: PrefixMemory.Scope) throws(StorageError) -> Int? {
        try first("SELECT id FROM prefix_scope WHERE key = ?1", bind: { $0.bind(1, blob: scope.key) }, { $0.int(0) })
    }

    /// The scope's number; a new one takes the place of those in which nobody asked for longest.
    private func makeNumber(of scope: PrefixMemory.Scope) throws(StorageError) -> Int {
        if let known = try number(of: scope) { return known }
        try run("INSERT INTO prefix_scope(key, model) VALUES(?1, ?2)") {
            $0.bind(1, blob: scope.key).bind(2, scope.model)
        }
        let old = try rows(
            """
            SELECT s.id FROM prefix_scope s ORDER BY
                (SELECT max(q.id) FROM prefix_question q WHERE q.scope = s.id) IS NULL DESC,
                (SELECT max(q.id) FROM prefix_question q WHERE q.scope = s.id) DESC, s.id DESC LIMIT -1 OFFSET ?1
            """, bind: { $0.bind(1, Connection.scopesKept) }, { $0.int(0) })
        for id in old {
            for table in ["prefix_question", "prefix_warm", "prefix_miss"] {
                try run("DELETE FROM \(table) WHERE scope = ?1") { $0.bind(1, id) }
            }
            try run("DELETE FROM prefix_scope WHERE id = ?1") { $0.bind(1, id) }
        }
        guard let id = try number(of: scope) else {
            throw StorageError(.corrupt, "What is remembered of prompts is damaged: `docqa verify` looks for more.")
        }
        return id
    }
}

package import DocumentModel

/// The ledger's tables. Everything that changes them runs in a transaction of the caller.
extension Connection {
    // MARK: Calls

    /// Writes a call, or what became of one that stands there already. What is settled is never opened again.
    package func record(_ call: LedgerCall) throws(StorageError) {
        try run(
            """
            INSERT INTO api_call VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
                ?20)
            ON CONFLICT(key) DO UPDATE SET
                settled_at = excluded.settled_at, state = excluded.state, model = excluded.model,
                purpose = excluded.purpose, conversation = ifnull(excluded.conversation, conversation),
                cost = excluded.cost, uncached_cost = excluded.uncached_cost,
                input = excluded.input, write_5m = excluded.write_5m, write_1h = excluded.write_1h,
                cache_read = excluded.cache_read, output = excluded.output, first_text_ms = excluded.first_text_ms,
                duration_ms = excluded.duration_ms, request_id = excluded.request_id, error = excluded.error
            WHERE excluded.state <> 'open'
            """
        ) {
            $0.bind(1, call.key).bind(2, call.reservedAt).bind(3, call.settledAt).bind(4, call.state.rawValue)
                .bind(5, call.purpose).bind(6, call.model).bind(7, call.tenant).bind(8, call.conversation)
                .bind(9, call.reserved).bind(10, call.cost).bind(11, call.uncachedCost).bind(12, call.tokens.input)
                .bind(13, call.tokens.cacheWrite5m).bind(14, call.tokens.cacheWrite1h)
                .bind(15, call.tokens.cacheRead).bind(16, call.tokens.output).bind(17, call.firstText)
                .bind(18, call.duration).bind(19, call.requestID).bind(20, call.error)
        }
        for name in call.collections {
            try run("INSERT OR IGNORE INTO api_call_collection VALUES(?1, ?2)") {
                $0.bind(1, name).bind(2, call.key)
            }
        }
    }

    /// Calls that began before a moment and were never settled count as spent from now on.
    ///
    /// - Parameter batches: the moment for calls of batches, which take longer.
    package func settleLostCalls(before moment: Int, batches: Int, now: Int) throws(StorageError) {
        try run(
            """
            UPDATE api_call SET state = 'lost', cost = reserved, settled_at = ?3
            WHERE state = 'open' AND reserved_at < ?1 AND (purpose <> 'batch' OR reserved_at < ?2)
            """
        ) { $0.bind(1, moment).bind(2, batches).bind(3, now) }
    }

    /// Notes in which conversation calls ended up.
    package func note(conversation: Int, ofCalls keys: [String]) throws(StorageError) {
        for key in keys {
            try run("UPDATE api_call SET conversation = ?2 WHERE key = ?1") { $0.bind(1, key).bind(2, conversation) }
        }
    }

    /// Calls as they were recorded, the newest first.
    package func calls(since moment: Int = 0, limit: Int = .max) throws(StorageError) -> [LedgerCall] {
        try rows(
            LedgerCall.columns + " WHERE reserved_at >= ?1 ORDER BY reserved_at DESC, rowid DESC LIMIT ?2",
            bind: { $0.bind(1, moment).bind(2, limit) }, LedgerCall.init(row:))
    }

    /// A call by its name; nil when there is none.
    package func call(_ key: String) throws(StorageError) -> LedgerCall? {
        try first(LedgerCall.columns + " WHERE key = ?1", bind: { $0.bind(1, key) }, LedgerCall.init(row:))
    }

    // MARK: Budgets

    /// What a budget's owner has spent and reserved since a moment, nano-dollars. Calls of the future count too: they are
    /// what a clock that was set back left behind.
    package func spent(_ scope: Budget.Scope, since moment: Int) throws(StorageError) -> Int {
        let sum = "SELECT coalesce(sum(coalesce(cost, reserved, 0)), 0) FROM api_call a WHERE reserved_at >= ?1"
        let (condition, name): (String, String?) =
            switch scope {
            case .database: ("", nil)
            case .tenant(let name): (" AND tenant = ?2", name)
            case .collection(let name):
                (" AND EXISTS(SELECT 1 FROM api_call_collection c WHERE c.collection = ?2 AND c.key = a.key)", name)
            }
        let spent = try first(
            sum + condition,
            bind: {
                $0.bind(1, moment)
                if let name { $0.bind(2, name) }
            }, { $0.int(0) })
        return spent ?? 0
    }

    /// What a call counts at present; nil when it is not there.
    package func charge(ofCall key: String) throws(StorageError) -> Int? {
        try first(
            "SELECT coalesce(cost, reserved, 0) FROM api_call WHERE key = ?1", bind: { $0.bind(1, key) }, { $0.int(0) })
    }

    package func budgets() throws(StorageError) -> [Budget] {
        try rows(
            "SELECT scope, name, period, hard, soft FROM budget ORDER BY scope, name, period",
            { row in
                let scope: Budget.Scope =
                    switch row.string(0) {
                    case "collection": .collection(row.string(1))
                    case "tenant": .tenant(row.string(1))
                    default: .database
                    }
                return Budget(
                    scope, Budget.Period(rawValue: row.string(2)) ?? .day, limit: row.optionalInt(3),
                    warning: row.optionalInt(4))
            })
    }

    /// Sets a budget in place of an earlier one with the same scope and period; without any limit it is removed.
    package func set(_ budget: Budget) throws(StorageError) {
        let (scope, name) = budget.scope.columns
        guard budget.limit != nil || budget.warning != nil else {
            return try run("DELETE FROM budget WHERE scope = ?1 AND name = ?2 AND period = ?3") {
                $0.bind(1, scope).bind(2, name).bind(3, budget.period.rawValue)
            }
        }
        try run("INSERT OR REPLACE INTO budget VALUES(?1, ?2, ?3, ?4, ?5)") {
            $0.bind(1, scope).bind(2, name).bind(3, budget.period.rawValue).bind(4, budget.limit)
                .bind(5, budget.warning)
        }
    }
}

extension LedgerCall {
    fileprivate static let columns = """
        SELECT key, reserved_at, settled_at, state, purpose, model, tenant, conversation, reserved, cost, uncached_cost,
            input, write_5m, write_1h, cache_read, output, first_text_ms, duration_ms, request_id, error,
            (SELECT group_concat(collection, char(31)) FROM api_call_collection c WHERE c.key = a.key)
        FROM api_call a
        """

    fileprivate init(row: Statement) {
        self.init(key: row.string(0), reservedAt: row.int(1), purpose: row.string(4), model: row.string(5))
        settledAt = row.optionalInt(2)
        state = State(rawValue: row.string(3)) ?? .lost
        tenant = row.optionalString(6)
        conversation = row.optionalInt(7)
        reserved = row.optionalInt(8)
        cost = row.optionalInt(9)
        uncachedCost = row.optionalInt(10)
        tokens.input = row.int(11)
        tokens.cacheWrite5m = row.int(12)
        tokens.cacheWrite1h = row.int(13)
        tokens.cacheRead = row.int(14)
        tokens.output = row.int(15)
        firstText = row.optionalInt(16)
        duration = row.optionalInt(17)
        requestID = row.optionalString(18)
        error = row.optionalString(19)
        collections = row.optionalString(20)?.split(separator: "\u{1F}").map(String.init).sorted() ?? []
    }
}

extension Budget.Scope {
    fileprivate var columns: (scope: String, name: String) {
        switch self {
        case .database: ("database", "")
        case .collection(let name): ("collection", name)
        case .tenant(let name): ("tenant", name)
        }
    }
}

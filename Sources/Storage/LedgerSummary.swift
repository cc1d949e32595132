package import DocumentModel

extension Spending.Grouping {
    fileprivate var expression: String {
        switch self {
        case .day: "date(a.reserved_at, 'unixepoch')"
        case .month: "strftime('%Y-%m', a.reserved_at, 'unixepoch')"
        case .model: "a.model"
        case .collection: "ifnull(c.collection, '')"
        case .tenant: "ifnull(a.tenant, '')"
        case .purpose: "a.purpose"
        }
    }
}

extension Connection {
    /// Sums over calls from a moment up to another one, by day and month in order, else the dearest first. A call with documents
    /// of several collections stands in the sum of each.
    package func ledgerSums(
        by grouping: Spending.Grouping?, since: Int, before: Int = .max, collection: String? = nil,
        tenant: String? = nil
    ) throws(StorageError) -> [Spending] {
        let key = grouping?.expression ?? "''"
        let isTime = grouping == .day || grouping == .month
        var conditions = ["a.reserved_at >= ?1", "a.reserved_at < ?2"]
        if tenant != nil { conditions.append("a.tenant = ?3") }
        if collection != nil {
            conditions.append(
                "EXISTS(SELECT 1 FROM api_call_collection x WHERE x.collection = ?4 AND x.key = a.key)")
        }
        let join = grouping == .collection ? "LEFT JOIN api_call_collection c ON c.key = a.key" : ""
        return try rows(
            """
            SELECT \(key) AS name, sum(purpose <> 'reuse'), sum(purpose IN ('answer', 'batch', 'reuse') AND state = 'complete'),
                sum(state NOT IN ('complete', 'open')), sum(input), sum(write_5m), sum(write_1h), sum(cache_read), sum(output),
                sum(coalesce(cost, reserved, 0)), sum(coalesce(uncached_cost, cost, reserved, 0)),
                sum(cost IS NULL AND reserved IS NULL), avg(CASE WHEN purpose = 'answer' THEN first_text_ms END),
                avg(CASE WHEN purpose = 'answer' THEN duration_ms END),
                sum(purpose = 'reuse'), sum(state = 'lost'), sum(iif(state = 'lost', coalesce(cost, 0), 0))
            FROM api_call a \(join) WHERE \(conditions.joined(separator: " AND "))
            GROUP BY 1 ORDER BY \(isTime ? "1" : "10 DESC, 1")
            """,
            bind: {
                $0.bind(1, since).bind(2, before)
                if let tenant { $0.bind(3, tenant) }
                if let collection { $0.bind(4, collection) }
            },
            { row in
                var sum = Spending(name: row.string(0))
                sum.calls = row.int(1)
                sum.answers = row.int(2)
                sum.failures = row.int(3)
                sum.tokens.input = row.int(4)
                sum.tokens.cacheWrite5m = row.int(5)
                sum.tokens.cacheWrite1h = row.int(6)
                sum.tokens.cacheRead = row.int(7)
                sum.tokens.output = row.int(8)
                sum.cost = row.int(9)
                sum.uncachedCost = row.int(10)
                sum.unpriced = row.int(11)
                sum.firstText = row.optionalInt(12)
                sum.duration = row.optionalInt(13)
                sum.reused = row.int(14)
                sum.lost = row.int(15)
                sum.lostCost = row.int(16)
                return sum
            })
    }
}

/// What became of questions of earlier batches, for the estimate of the next one.
package struct BatchExperience: Sendable, Hashable {
    package var answers = 0
    /// Tokens of prompts as they were estimated, and as they were reported.
    package var estimated = 0
    package var reported = 0
    /// Tokens that others wrote, or were to write, and how many of them were found in the cache.
    package var shared = 0
    package var found = 0
    package var output = 0

    package init() {}
}

extension Connection {
    /// Of a model's last answers in batches.
    package func batchExperience(model: String, limit: Int = 2_000) throws(StorageError) -> BatchExperience {
        let found = try first(
            """
            SELECT count(*), sum(estimated), sum(input + write_5m + write_1h + cache_read), sum(shared),
                sum(iif(shared > 0, cache_read, 0)), sum(output)
            FROM (
                SELECT i.estimated, i.shared, c.* FROM batch_item i JOIN api_call c ON c.key = i.call
                WHERE i.state = 'answered' AND i.model = ?1 AND c.state = 'complete' ORDER BY i.rowid DESC LIMIT ?2
            )
            """, bind: { $0.bind(1, model).bind(2, limit) },
            { row in
                var experience = BatchExperience()
                experience.answers = row.int(0)
                experience.estimated = row.int(1)
                experience.reported = row.int(2)
                experience.shared = row.int(3)
                experience.found = min(row.int(4), experience.shared)
                experience.output = row.int(5)
                return experience
            })
        return found ?? BatchExperience()
    }

    /// What the calls for a batch's questions came to and what is still reserved for them, in nano-dollars, and what the
    /// same calls would have cost without a cache.
    package func charge(ofBatch batch: Int) throws(StorageError) -> (spent: Int, reserved: Int, uncached: Int) {
        let sums = try first(
            """
            SELECT sum(iif(c.state = 'open', 0, coalesce(c.cost, 0))), sum(iif(c.state = 'open', coalesce(c.reserved, 0), 0)),
                sum(iif(c.state = 'open', 0, coalesce(c.uncached_cost, c.cost, 0)))
            FROM batch_call b JOIN api_call c ON c.key = b.call WHERE b.batch = ?1
            """, bind: { $0.bind(1, batch) }, { ($0.int(0), $0.int(1), $0.int(2)) })
        return sums ?? (0, 0, 0)
    }

    /// Notes that a call is for a question of a batch.
    package func note(call: String, ofBatch batch: Int) throws(StorageError) {
        try run("INSERT INTO batch_call VALUES(?1, ?2)") { $0.bind(1, batch).bind(2, call) }
    }
}

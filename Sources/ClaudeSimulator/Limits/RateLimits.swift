/// What an organisation may ask for in a minute, for each pool of models.
package struct RateLimits: Sendable, Hashable {
    package var requests: Int
    package var inputTokens: Int
    package var outputTokens: Int
    package var tokenCounts: Int

    package init(requests: Int, inputTokens: Int, outputTokens: Int, tokenCounts: Int) {
        self.requests = requests
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.tokenCounts = tokenCounts
    }

    package static let start = RateLimits(
        requests: 1_000, inputTokens: 2_000_000, outputTokens: 400_000, tokenCounts: 2_000)
    package static let build = RateLimits(
        requests: 5_000, inputTokens: 5_000_000, outputTokens: 1_000_000, tokenCounts: 4_000)
    package static let scale = RateLimits(
        requests: 10_000, inputTokens: 10_000_000, outputTokens: 2_000_000, tokenCounts: 8_000)
    /// More than a test can use up.
    package static let custom = RateLimits(
        requests: 10_000_000, inputTokens: 100_000_000_000, outputTokens: 10_000_000_000, tokenCounts: 10_000_000)
}

/// Token buckets that refill continuously: one for requests, one for input and one for output in each pool.
struct RateLimiter: Sendable {
    struct Bucket: Sendable {
        let limit: Int
        /// In units of 1/60,000, so that a limit of N a minute refills N of them each millisecond. Below zero when a response was
        /// longer than what was left.
        private var level: Int
        private var updated: Timestamp

        init(limit: Int, at now: Timestamp) {
            self.limit = limit
            level = limit * 60_000
            updated = now
        }

        mutating func refill(at now: Timestamp) {
            let passed = min(60_000, max(0, now.milliseconds - updated.milliseconds))
            let space = limit * 60_000 - level
            level += min(space, passed * limit)
            updated = now
        }

        var remaining: Int { max(0, level / 60_000) }
        mutating func take(_ amount: Int) { level -= amount * 60_000 }
        /// How long until there are so many, in milliseconds.
        func wait(for amount: Int) -> Int {
            let missing = min(amount, limit) * 60_000 - level
            return missing <= 0 ? 0 : (missing + limit - 1) / max(1, limit)
        }
        /// When it is full again.
        func full(from now: Timestamp) -> Timestamp { Timestamp(milliseconds: now.milliseconds + wait(for: limit)) }
    }

    struct Pool: Sendable {
        var requests: Bucket
        var input: Bucket
        var output: Bucket

        mutating func refill(at now: Timestamp) {
            requests.refill(at: now)
            input.refill(at: now)
            output.refill(at: now)
        }
    }

    var limits: RateLimits
    private var pools: [String: Pool] = [:]

    init(limits: RateLimits) { self.limits = limits }

    private func fresh(at now: Timestamp, requests: Int) -> Pool {
        Pool(
            requests: Bucket(limit: requests, at: now), input: Bucket(limit: limits.inputTokens, at: now),
            output: Bucket(limit: limits.outputTokens, at: now))
    }

    /// Admits a request with so many input tokens, reads of the cache not counted, or says how long it has to wait.
    mutating func admit(_ name: String, inputTokens: Int, at now: Timestamp) throws(APIFailure) {
        var pool = pools[name] ?? fresh(at: now, requests: limits.requests)
        pool.refill(at: now)
        defer { pools[name] = pool }
        let waits = [
            (pool.requests.wait(for: 1), "\(limits.requests) requests per minute"),
            (pool.input.wait(for: inputTokens), "\(limits.inputTokens) input tokens per minute"),
            (pool.output.wait(for: 1), "\(limits.outputTokens) output tokens per minute"),
        ]
        if let (wait, limit) = waits.first(where: { $0.0 > 0 }) { throw .rateLimited(limit, milliseconds: wait) }
        pool.requests.take(1)
        pool.input.take(inputTokens)
    }

    /// Admits a request that is limited by itself, such as counting tokens.
    mutating func admit(counting name: String, limit: Int, at now: Timestamp) throws(APIFailure) {
        var pool = pools[name] ?? fresh(at: now, requests: limit)
        pool.refill(at: now)
        defer { pools[name] = pool }
        let wait = pool.requests.wait(for: 1)
        if wait > 0 { throw .rateLimited("\(limit) requests per minute", milliseconds: wait) }
        pool.requests.take(1)
    }

    mutating func produced(_ tokens: Int, in name: String, at now: Timestamp) {
        guard var pool = pools[name] else { return }
        pool.refill(at: now)
        pool.output.take(tokens)
        pools[name] = pool
    }

    /// The headers that tell what is left.
    mutating func headers(_ name: String, at now: Timestamp) -> [(name: String, value: String)] {
        var pool = pools[name] ?? fresh(at: now, requests: limits.requests)
        pool.refill(at: now)
        var fields: [(name: String, value: String)] = []
        func add(_ kind: String, _ bucket: Bucket, rounds: Bool) {
            let remaining = rounds ? (bucket.remaining + 500) / 1000 * 1000 : bucket.remaining
            fields.append(("anthropic-ratelimit-\(kind)-limit", String(bucket.limit)))
            fields.append(("anthropic-ratelimit-\(kind)-remaining", String(min(bucket.limit, remaining))))
            fields.append(("anthropic-ratelimit-\(kind)-reset", bucket.full(from: now).text))
        }
        add("requests", pool.requests, rounds: false)
        // The most restrictive of the two, by what share of it is left.
        func share(_ bucket: Bucket) -> Double { Double(bucket.remaining) / Double(max(1, bucket.limit)) }
        let inputIsTighter = share(pool.input) <= share(pool.output)
        add("tokens", inputIsTighter ? pool.input : pool.output, rounds: true)
        add("input-tokens", pool.input, rounds: true)
        add("output-tokens", pool.output, rounds: true)
        return fields
    }
}

extension APIFailure {
    static func rateLimited(_ limit: String, milliseconds: Int) -> APIFailure {
        var failure = APIFailure(
            429, "rate_limit_error",
            "This request would exceed your organization's rate limit of \(limit). Please reduce the size or the rate of your "
                + "requests.")
        failure.headers = [("retry-after", String((milliseconds + 999) / 1000))]
        return failure
    }
}

package import HTTPClient

/// What a request takes from the limits.
package struct RequestCost: Sendable, Hashable {
    /// Input that is not read from the cache; cache reads are free.
    package var inputTokens: Int
    package var outputTokens: Int

    package init(inputTokens: Int = 0, outputTokens: Int = 0) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
    }
}

/// The limits of one model as far as the responses have told them: token buckets that refill continuously. Pure.
package struct RateLimitPool: Sendable {
    struct Bucket: Sendable {
        let perMinute: Double
        var level: Double
        var time: Duration

        func level(at now: Duration) -> Double {
            min(perMinute, level + perMinute * max(0, (now - time) / .seconds(60)))
        }

        /// How long until this much is there. More than the bucket ever holds is there when it is full.
        func wait(for amount: Double, at now: Duration) -> Duration {
            let missing = min(amount, perMinute) - level(at: now)
            return missing <= 0 || perMinute <= 0 ? .zero : .seconds(60 * missing / perMinute)
        }

        mutating func take(_ amount: Double, at now: Duration) {
            level = level(at: now) - amount
            time = now
        }
    }

    private enum Kind: String, CaseIterable {
        case requests = "requests"
        case input = "input-tokens"
        case output = "output-tokens"
    }

    private var buckets: [Kind: Bucket] = [:]
    /// What is under way and not yet counted in any response.
    private var inFlight = RequestCost()
    private var inFlightRequests = 0
    private var blockedUntil: Duration?
    /// How much of a prompt is fresh, and how long an answer gets, as running averages.
    private var freshShare = 1.0
    private var typicalOutput: Double?

    package init() {}

    /// What a request is likely to take.
    package func expectedCost(promptTokens: Int, maxTokens: Int) -> RequestCost {
        let output = typicalOutput.map { min($0, Double(maxTokens)) } ?? Double(min(maxTokens, 1000))
        return RequestCost(inputTokens: Int(Double(promptTokens) * freshShare), outputTokens: Int(output))
    }

    /// How long a request has to wait until its limits allow it.
    package func wait(for cost: RequestCost, at now: Duration) -> Duration {
        let waits = Kind.allCases.compactMap { buckets[$0]?.wait(for: amount(cost, $0), at: now) }
        return max(waits.max() ?? .zero, (blockedUntil ?? now) - now)
    }

    package mutating func reserve(_ cost: RequestCost, at now: Duration) {
        for kind in Kind.allCases {
            let amount = amount(cost, kind)
            buckets[kind]?.take(amount, at: now)
        }
        inFlight.inputTokens += cost.inputTokens
        inFlight.outputTokens += cost.outputTokens
        inFlightRequests += 1
    }

    /// The request has ended, or will not be made.
    package mutating func release(_ cost: RequestCost) {
        inFlight.inputTokens -= cost.inputTokens
        inFlight.outputTokens -= cost.outputTokens
        inFlightRequests -= 1
    }

    /// Takes over what the headers of a response say. The server has counted this request, but perhaps not the others under way.
    package mutating func learn(_ headers: HTTPHeaders, cost: RequestCost, at now: Duration) {
        for kind in Kind.allCases {
            let prefix = "anthropic-ratelimit-\(kind.rawValue)-"
            guard let limit = headers[prefix + "limit"].flatMap(Double.init), limit > 0,
                let remaining = headers[prefix + "remaining"].flatMap(Double.init)
            else { continue }
            let others: Double =
                switch kind {
                case .requests: Double(max(0, inFlightRequests - 1))
                case .input: Double(max(0, inFlight.inputTokens - cost.inputTokens))
                case .output: Double(max(0, inFlight.outputTokens - cost.outputTokens))
                }
            buckets[kind] = Bucket(perMinute: limit, level: remaining - others, time: now)
        }
    }

    /// The server refused a request for now.
    package mutating func block(for duration: Duration, at now: Duration) {
        blockedUntil = max(blockedUntil ?? .zero, now + duration)
    }

    /// Learns from what a response really took.
    package mutating func learn(promptTokens: Int, cacheReadTokens: Int, outputTokens: Int) {
        if promptTokens > 0 {
            freshShare += 0.2 * (1 - Double(cacheReadTokens) / Double(promptTokens) - freshShare)
        }
        typicalOutput = typicalOutput.map { $0 + 0.2 * (Double(outputTokens) - $0) } ?? Double(outputTokens)
    }

    private func amount(_ cost: RequestCost, _ kind: Kind) -> Double {
        switch kind {
        case .requests: 1
        case .input: Double(cost.inputTokens)
        case .output: Double(cost.outputTokens)
        }
    }
}

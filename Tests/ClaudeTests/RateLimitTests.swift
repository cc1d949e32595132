import HTTPClient
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Claude

@Suite struct RateLimitTests {
    func headers(_ limits: [String: (limit: Int, remaining: Int)]) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for (name, value) in limits {
            headers["anthropic-ratelimit-\(name)-limit"] = "\(value.limit)"
            headers["anthropic-ratelimit-\(name)-remaining"] = "\(value.remaining)"
        }
        return headers
    }

    @Test func waitsExactlyUntilTheBucketHoldsEnough() {
        var pool = RateLimitPool()
        let cost = RequestCost(inputTokens: 500, outputTokens: 10)
        #expect(pool.wait(for: cost, at: .zero) == .zero)
        pool.reserve(cost, at: .zero)
        pool.learn(headers(["input-tokens": (60_000, 200), "requests": (600, 0)]), cost: cost, at: .zero)
        // 300 tokens are missing at 1,000 a second; one request at 10 a second takes 0.1 seconds.
        #expect(pool.wait(for: cost, at: .zero) == .milliseconds(300))
        #expect(pool.wait(for: RequestCost(), at: .zero) == .milliseconds(100))
        #expect(pool.wait(for: cost, at: .milliseconds(300)) == .zero)
        // A bucket never holds more than its limit, so a larger request goes when it is full.
        #expect(pool.wait(for: RequestCost(inputTokens: 100_000), at: .seconds(60)) == .zero)
    }

    @Test func requestsUnderWayCountBeforeTheServerHasCountedThem() {
        var pool = RateLimitPool()
        let cost = RequestCost(inputTokens: 100)
        pool.reserve(cost, at: .zero)
        pool.reserve(cost, at: .zero)
        pool.learn(headers(["input-tokens": (60_000, 150)]), cost: cost, at: .zero)
        #expect(pool.wait(for: cost, at: .zero) == .milliseconds(50))
    }

    @Test func cacheReadsAreFree() {
        var pool = RateLimitPool()
        for _ in 0..<40 { pool.learn(promptTokens: 10_000, cacheReadTokens: 9_500, outputTokens: 200) }
        let cost = pool.expectedCost(promptTokens: 10_000, maxTokens: 4096)
        #expect((500...502).contains(cost.inputTokens))
        #expect(cost.outputTokens == 200)
    }

    @Test func nobodyStarvesAndTheUrgentComeFirst() {
        var queue = RequestQueue<Int>()
        for number in 0..<30 {
            queue.append(number, .background)
            queue.append(100 + number, .interactive)
        }
        var order: [Int] = []
        while let next = queue.next {
            order.append(next)
            queue.removeNext()
        }
        #expect(order.count == 60)
        #expect(order.first == 100)
        let urgent = order.prefix(18).count { $0 >= 100 }
        #expect(urgent == 16)
        #expect(order.filter { $0 < 100 } == Array(0..<30))
    }

    @Test func slowsDownBeforeTheServerHasToSayNo() async throws {
        // The server allows 60 requests a minute, one a second, and would answer 429 to more.
        let clock = TestClock()
        let limiter = RateLimiter(clock: clock.clock())
        let tokens = Mutex((level: 1.0, time: Duration.zero, refused: 0))
        let server = try LoopbackServer { _, connection in
            let remaining = tokens.withLock { state -> Int? in
                let now = clock.clock().now()
                state.level = min(60, state.level + (now - state.time) / .seconds(1))
                state.time = now
                if state.level < 0.999 {
                    state.refused += 1
                    return nil
                }
                state.level -= 1
                return Int(state.level)
            }
            let fields = [
                "anthropic-ratelimit-requests-limit": "60",
                "anthropic-ratelimit-requests-remaining": "\(remaining ?? 0)",
            ]
            try connection.respond(
                remaining == nil ? 429 : 200, fields, remaining == nil ? errorBody("rate_limit_error") : plainMessage)
        }
        let client = try client(server, clock, limiter: limiter)
        _ = try await client.create(question)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await client.create(question) } }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 21)
        #expect(tokens.withLock { $0.refused } == 0)
        #expect(limiter.waitingCount == 0)
    }

    @Test func aFullQueueRefusesAtOnce() async throws {
        let limiter = RateLimiter(queueLimit: 0)
        let error = await failure { () async throws(ClaudeError) in
            try await limiter.admit("m", promptTokens: 1, maxTokens: 1, priority: .normal, deadline: nil)
        }
        #expect(error?.code == .queueFull)
    }

    @Test func cancelledWaitersLeaveTheQueue() async throws {
        let limiter = RateLimiter()
        let first = try await limiter.admit("m", promptTokens: 1, maxTokens: 1, priority: .normal, deadline: nil)
        limiter.learn(first, status: 200, headers: headers(["requests": (1, 0)]))
        let waiting = (0..<3).map { _ in
            Task { () async throws(ClaudeError) in
                try await limiter.admit("m", promptTokens: 1, maxTokens: 1, priority: .normal, deadline: nil)
            }
        }
        while limiter.waitingCount < 3 { await Task.yield() }
        for task in waiting { task.cancel() }
        for task in waiting {
            await #expect { try await task.value } throws: { ($0 as? ClaudeError)?.code == .cancelled }
        }
        #expect(limiter.waitingCount == 0)
    }

    @Test func aWaitBeyondTheDeadlineFailsAtOnce() async throws {
        let limiter = RateLimiter(clock: TestClock().clock())
        let first = try await limiter.admit("m", promptTokens: 1, maxTokens: 1, priority: .normal, deadline: nil)
        limiter.learn(first, status: 429, headers: ["retry-after": "30"])
        let error = await failure { () async throws(ClaudeError) in
            try await limiter.admit("m", promptTokens: 1, maxTokens: 1, priority: .normal, deadline: .seconds(10))
        }
        #expect(error?.code == .deadlineExceeded)
        #expect(error?.retryAfter == .seconds(30))
    }
}

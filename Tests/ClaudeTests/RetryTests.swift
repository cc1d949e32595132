import HTTPClient
import JSON
import TestSupport
import Testing

@testable import Claude

@Suite struct RetryTests {
    let busy = (status: 529, fields: [String: String](), body: errorBody("overloaded_error"))
    let fine = (status: 200, fields: [String: String](), body: plainMessage)

    @Test func failuresAreRepeatedWithGrowingWaits() async throws {
        let clock = TestClock()
        let server = try LoopbackServer.scripted([busy, busy, fine])
        let response = try await client(server, clock).create(question)
        #expect(clock.sleeps == [.milliseconds(500), .seconds(1)])
        #expect(response.attempts.map(\.failure) == [.overloaded, .overloaded, nil])
        #expect(response.attempts.map(\.wait) == [.milliseconds(500), .seconds(1), nil])
    }

    @Test func theErrorTellsEveryAttempt() async throws {
        let server = try LoopbackServer.scripted([busy])
        let client = try client(server)
        let error = await failure { () async throws(ClaudeError) in try await client.create(question) }
        #expect(error?.code == .overloaded && error?.status == 529)
        #expect(error?.attempts.count == 3)
    }

    @Test func aSpendLimitIsNotTriedAgain() async throws {
        for code in ["enforced_spend_limit_reached", "contract_spend_limit_reached"] {
            let server = try LoopbackServer.scripted([
                (429, ["x-should-retry": "true"], errorBody("rate_limit_error", code: code))
            ])
            let client = try client(server)
            let error = await failure { () async throws(ClaudeError) in try await client.create(question) }
            #expect(error?.code == .spendLimit)
            #expect(server.requests.count == 1)
        }
    }

    @Test func aWaitThatPassesTheDeadlineIsNotBegun() async throws {
        let clock = TestClock()
        let server = try LoopbackServer.scripted([(503, ["retry-after": "60"], errorBody("api_error"))])
        let client = try client(server, clock)
        let error = await failure { () async throws(ClaudeError) in
            try await client.create(question, options: CallOptions(deadline: .seconds(30)))
        }
        #expect(error?.code == .deadlineExceeded)
        #expect((error?.cause as? ClaudeError)?.code == .serverError)
        #expect(clock.sleeps.isEmpty && server.requests.count == 1)
    }

    @Test func aBrokenConnectionIsTriedAgain() async throws {
        let count = Counter()
        let server = try LoopbackServer { _, connection in
            if count.next() == 0 { return connection.reset() }
            try connection.respond(200, [:], plainMessage)
        }
        let response = try await client(server).create(question)
        #expect(response.attempts.map(\.failure) == [.connection, nil])
    }

    @Test func aStreamThatFailsBeforeAnyContentIsTriedAgain() async throws {
        let count = Counter()
        let start = String(RecordedStreams.citedAnswer.split(separator: "event: content_block_start")[0])
        let server = try LoopbackServer { _, connection in
            let events =
                switch count.next() {
                case 0: start + RecordedStreams.sse("error \(errorBody("overloaded_error"))")
                case 1: start
                default: RecordedStreams.citedAnswer
                }
            try connection.respond(200, ["content-type": "text/event-stream"], events)
        }
        let stream = try await client(server).stream(question)
        var starts = 0
        for try await event in stream { if case .messageStart = event { starts += 1 } }
        #expect(starts == 3)
        #expect(stream.attempts.map(\.failure) == [.overloaded, .streamInterrupted, nil])
        #expect(stream.message?.usage.outputTokens == 61)
    }

    @Test func aStreamThatHasShownContentIsNotRepeated() async throws {
        let cut = String(RecordedStreams.citedAnswer.split(separator: "event: content_block_stop")[0])
        let events = cut + RecordedStreams.sse("error \(errorBody("overloaded_error"))")
        let server = try LoopbackServer.scripted([(200, ["content-type": "text/event-stream"], events)])
        let client = try client(server)
        let error = await failure { () async throws(ClaudeError) in try await client.stream(question).finalMessage() }
        #expect(error?.code == .overloaded)
        #expect(error?.partial?.content.count == 1)
        #expect(server.requests.count == 1)
    }

    @Test func anotherModelIsAskedAndTheResultSaysSo() async throws {
        let server = try LoopbackServer { request, connection in
            if request.text.contains("claude-opus-5-5") { return try connection.respond(200, [:], plainMessage) }
            try connection.respond(529, [:], errorBody("overloaded_error"))
        }
        var request = question
        request.thinking = .betweenTools
        let response = try await client(server) {
            $0.fallbacks = [Fallback("claude-opus-5-5") { $0.metadata = Metadata(userID: "fallback") }]
        }.create(request)
        #expect(response.usedFallback)
        #expect(response.requestedModel == "claude-sonnet-5-5")
        #expect(response.attempts.map(\.model) == Array(repeating: "claude-sonnet-5-5", count: 3) + ["claude-opus-5-5"])
        // Opus 5.5 does not take that form of thinking.
        #expect(response.adjustments == ["thinking between_tools"])
        #expect(server.requests.last?.text.contains("thinking") == false)
        #expect(server.requests.last?.text.contains("fallback") == true)
    }

    @Test func aRefusedRequestDoesNotTurnToAnotherModel() async throws {
        let server = try LoopbackServer.scripted([(400, [:], errorBody("invalid_request_error"))])
        let client = try client(server) { $0.fallbacks = [Fallback("claude-opus-5-5")] }
        _ = await failure { () async throws(ClaudeError) in try await client.create(question) }
        #expect(server.requests.count == 1)
    }

    @Test func aModelThatKeepsFailingIsLeftAlone() async throws {
        let clock = TestClock()
        let server = try LoopbackServer.scripted([busy, busy, busy, busy, busy, fine])
        let client = try client(server, clock) { $0.retry.maxRetries = 0 }
        for _ in 0..<5 { _ = await failure { () async throws(ClaudeError) in try await client.create(question) } }
        let error = await failure { () async throws(ClaudeError) in try await client.create(question) }
        #expect(error?.code == .circuitOpen)
        #expect(server.requests.count == 5)
        clock.advance(by: .seconds(30))
        #expect(try await client.create(question).message.text == "Six months.")
    }
}

@Suite struct CircuitBreakerTests {
    @Test func opensAfterFailuresInARowAndProbesOnce() {
        var breaker = CircuitBreaker(threshold: 2, pause: .seconds(10), longestPause: .seconds(15))
        breaker.failed(at: .zero)
        breaker.succeeded()
        breaker.failed(at: .zero)
        #expect(breaker.permission(at: .zero) == .goAhead)
        breaker.failed(at: .zero)
        #expect(breaker.permission(at: .seconds(4)) == .wait(.seconds(6)))
        #expect(breaker.permission(at: .seconds(10)) == .goAhead)
        // Only one probe is out at a time.
        #expect(breaker.permission(at: .seconds(10)) == .wait(.seconds(10)))
        breaker.failed(at: .seconds(11))
        #expect(breaker.permission(at: .seconds(11)) == .wait(.seconds(15)))
        #expect(breaker.permission(at: .seconds(26)) == .goAhead)
        breaker.abstained(at: .seconds(26))
        #expect(breaker.permission(at: .seconds(26)) == .goAhead)
        breaker.succeeded()
        #expect(breaker.state == .closed(failures: 0))
    }
}

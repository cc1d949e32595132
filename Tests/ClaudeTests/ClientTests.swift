import JSON
import TestSupport
import Testing

@testable import Claude

@Suite struct ClientTests {
    @Test func sendsTheRequestWithItsHeaders() async throws {
        let server = try LoopbackServer.scripted([(200, ["request-id": "req_1"], plainMessage)])
        let client = try client(server) {
            $0.betas = ["a", "b"]
            $0.workspaceID = "wrkspc_1"
            $0.extraHeaders = ["X-Team": "docs"]
        }
        let response = try await client.create(question, options: CallOptions(betas: ["b", "c"]))
        #expect(response.message.text == "Six months.")
        #expect(response.requestID == "req_1")
        #expect(!response.usedFallback && response.attempts.count == 1)
        let request = server.requests[0]
        #expect(request.method == "POST" && request.target == "/v1/messages")
        #expect(request["x-api-key"] == "sk-ant-test-key")
        #expect(request["authorization"] == nil)
        #expect(request["anthropic-version"] == "2026-10-21")
        #expect(request["anthropic-beta"] == "a,b,c")
        #expect(request["anthropic-workspace-id"] == "wrkspc_1")
        #expect(request["x-team"] == "docs")
        #expect(
            request.text
                == #"{"model":"claude-sonnet-5-5","max_tokens":100,"messages":[{"role":"user","content":"How long?"}]}"#
        )
    }

    @Test func speaksToGatewaysWithTokensAndPrefixes() async throws {
        struct Signing: Gateway {
            func prepare(_ request: inout OutgoingRequest) async throws {
                guard var body = request.bodyObject else { return }
                request.url += "?model=\(body["model"]?.string ?? "")"
                body["model"] = nil
                request.bodyObject = body
                request.headers["x-signed"] = "yes"
            }
        }
        let server = try LoopbackServer.scripted([(200, [:], plainMessage)])
        let client = try client(server) {
            $0.credentials = .bearer(Secret("token"))
            $0.baseURL += "/proxy/anthropic"
            $0.gateway = Signing()
        }
        _ = try await client.create(question)
        let request = server.requests[0]
        #expect(request.target == "/proxy/anthropic/v1/messages?model=claude-sonnet-5-5")
        #expect(request["authorization"] == "Bearer token")
        #expect(request["x-api-key"] == nil && request["x-signed"] == "yes")
        #expect(request.text.hasPrefix(#"{"max_tokens":100"#))
    }

    @Test func readsTheEnvironment() throws {
        let variables = [
            "ANTHROPIC_API_KEY": "", "ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_BASE_URL": "https://proxy.example",
            "ANTHROPIC_CUSTOM_HEADERS": "X-One: 1\nX-Two:two: words\nnonsense",
        ]
        let configuration = try ClientConfiguration.fromEnvironment { variables[$0] }
        guard case .bearer = configuration.credentials else {
            Issue.record("not a bearer token")
            return
        }
        #expect(configuration.baseURL == "https://proxy.example")
        #expect(configuration.extraHeaders == ["X-One": "1", "X-Two": "two: words"])
        #expect(throws: ClaudeError.self) { try ClientConfiguration.fromEnvironment { _ in nil } }
    }

    @Test func streamsAndGivesTheSameMessage() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.begin(
                200, ["content-type": "text/event-stream", "transfer-encoding": "chunked", "request-id": "r"])
            let bytes = Array(RecordedStreams.citedAnswer.utf8)
            for start in stride(from: 0, to: bytes.count, by: 7) {
                try connection.chunk(Array(bytes[start..<min(start + 7, bytes.count)]))
            }
            try connection.chunk("")
        }
        let stream = try await client(server).stream(question)
        var text = ""
        for try await event in stream { if case .text(let piece, _) = event { text += piece } }
        #expect(text == "Batteries are covered for six \"months\" 😀")
        #expect(stream.message?.json.text() == RecordedStreams.citedAnswerWhole)
        #expect(stream.requestID == "r")
        #expect(stream.attempts.map(\.failure) == [nil])
        #expect(server.requests[0]["accept"] == "text/event-stream")
        #expect(server.requests[0].text.contains(#""stream":true"#))
    }

    @Test func anAnswerThatMayTakeLongIsStreamedBehindTheScenes() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.respond(200, ["content-type": "text/event-stream"], RecordedStreams.citedAnswer)
        }
        var request = question
        request.maxTokens = 21_334
        #expect(try await client(server).create(request).message.usage.outputTokens == 61)
        #expect(server.requests[0].text.contains(#""stream":true"#))
    }

    @Test func aGatewayThatDoesNotStreamIsSurvived() async throws {
        let server = try LoopbackServer.scripted([(200, ["content-type": "application/json"], plainMessage)])
        let stream = try await client(server).stream(question)
        var text = ""
        for try await event in stream { if case .text(let piece, _) = event { text += piece } }
        #expect(text == "Six months.")
        #expect(stream.message?.json.text() == plainMessage)
    }

    @Test func aStreamThatBreaksCarriesWhatHadCome() async throws {
        let server = try LoopbackServer { _, connection in
            let cut = RecordedStreams.citedAnswer.split(separator: "event: message_delta")[0]
            try connection.respond(200, ["content-type": "text/event-stream"], String(cut))
        }
        let error = await failure { () async throws(ClaudeError) in
            try await (try! client(server)).stream(question).finalMessage()
        }
        #expect(error?.code == .streamInterrupted)
        #expect(error?.partial?.text == "Batteries are covered for six \"months\" 😀")
        #expect(server.requests.count == 1)
    }

    @Test func cancellingTheTaskClosesTheStream() async throws {
        let closed = Gate()
        let server = try LoopbackServer { _, connection in
            try connection.begin(200, ["content-type": "text/event-stream"])
            try connection.send(String(RecordedStreams.citedAnswer.prefix(2000)))
            connection.waitUntilClientCloses()
            closed.open()
        }
        let started = Gate()
        let client = try client(server)
        let task = Task {
            for try await event in try await client.stream(question) { if case .thinking = event { started.open() } }
        }
        await started.passed()
        task.cancel()
        await #expect { try await task.value } throws: {
            let error = $0 as? ClaudeError
            return error?.code == .cancelled && error?.partial != nil
        }
        await closed.passed()
    }

    @Test func countsTokensWithTheFieldsThatCountingTakes() async throws {
        let server = try LoopbackServer.scripted([(200, [:], #"{"input_tokens":2188}"#)])
        var request = question
        request.metadata = Metadata(userID: "u")
        request.stream = true
        #expect(try await client(server).countTokens(request) == 2188)
        #expect(server.requests[0].target == "/v1/messages/count_tokens")
        #expect(
            server.requests[0].text
                == #"{"model":"claude-sonnet-5-5","messages":[{"role":"user","content":"How long?"}]}"#)
    }

    @Test(arguments: [
        (413, "<html>413</html>", ClaudeError.Code.requestTooLarge, "text/html"),
        (401, "", .authentication, "text/plain"),
        (
            400, #"{"error":{"message":"bad","type":"invalid_request_error","code":"x"}}"#, .invalidRequest,
            "application/json"
        ),
        (404, #"{"error":"model not found"}"#, .notFound, "application/json"),
        (200, "<html>login</html>", .malformedResponse, "text/html"),
        (200, #"{"error":{"type":"overloaded_error","message":"m"}}"#, .overloaded, "application/json"),
        (200, #"{"type":"message"}"#, .malformedResponse, "application/json"),
        (402, errorBody("billing_error"), .billing, "application/json"),
        (429, errorBody("rate_limit_error", code: "enforced_spend_limit_reached"), .spendLimit, "application/json"),
        (
            400, errorBody("invalid_request_error", "You have reached your specified API usage limits."), .spendLimit,
            "x/y"
        ),
        (302, "", .other, "text/plain"),
    ])
    func whateverAnswersBecomesATypedError(status: Int, body: String, code: ClaudeError.Code, type: String) async throws
    {
        let server = try LoopbackServer.scripted([(status, ["content-type": type], body)])
        let client = try client(server) { $0.retry.maxRetries = 0 }
        let error = await failure { () async throws(ClaudeError) in try await client.create(question) }
        #expect(error?.code == code)
        #expect(error?.attempts.count == 1)
        #expect(error?.description.isEmpty == false)
    }
}

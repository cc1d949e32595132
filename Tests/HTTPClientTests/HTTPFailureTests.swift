import HTTPClient
import TestSupport
import Testing

@Suite struct HTTPFailureTests {
    let client = HTTPClient(HTTPConfiguration())

    func code(_ request: HTTPRequest) async -> HTTPError.Code? {
        do throws(HTTPError) {
            _ = try await client.send(request).bytes()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func aConnectionThatEndsEarlyIsInterrupted() async throws {
        let cut = try LoopbackServer { _, connection in
            try connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort")
            connection.close()
        }
        let reset = try LoopbackServer { _, connection in
            try connection.begin(200, ["transfer-encoding": "chunked"])
            try connection.chunk("x")
            connection.reset()
        }
        let silent = try LoopbackServer { _, connection in connection.close() }
        #expect(await code(HTTPRequest(.get, cut.url)) == .interrupted)
        #expect(await code(HTTPRequest(.get, reset.url)) == .interrupted)
        #expect(await code(HTTPRequest(.get, silent.url)) == .interrupted)
    }

    @Test func whatArrivedBeforeTheCutIsHandedOver() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.begin(200, ["transfer-encoding": "chunked"])
            try connection.chunk("whole")
            connection.close()
        }
        var text = ""
        let body = try await client.send(HTTPRequest(.get, server.url)).body
        await #expect {
            for try await piece in body { text += String(decoding: piece, as: UTF8.self) }
        } throws: { ($0 as? HTTPError)?.code == .interrupted }
        #expect(text == "whole")
    }

    @Test func aClosedPortRefuses() async throws {
        let port = try { try LoopbackServer { _, _ in }.port }()
        #expect(await code(HTTPRequest(.get, "http://127.0.0.1:\(port)")) == .connectionFailed)
    }

    @Test func anAnswerThatIsNotHTTPIsNamedSo() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n")
            connection.close()
        }
        #expect(await code(HTTPRequest(.get, server.url)) == .protocolViolation)
    }

    @Test func aServerThatNeverAnswersRunsIntoTheTotalTimeout() async throws {
        let server = try LoopbackServer { _, connection in connection.waitUntilClientCloses() }
        let timeouts = HTTPTimeouts(total: .milliseconds(30))
        #expect(await code(HTTPRequest(.get, server.url, timeouts: timeouts)) == .totalTimeout)
    }

    @Test func aStreamThatGoesSilentRunsIntoTheIdleTimeout() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.begin(200, ["transfer-encoding": "chunked"])
            try connection.chunk("x")
            connection.waitUntilClientCloses()
        }
        let timeouts = HTTPTimeouts(total: nil, idle: .milliseconds(30))
        #expect(await code(HTTPRequest(.get, server.url, timeouts: timeouts)) == .idleTimeout)
    }

    @Test func aResponseOverTheLimitIsRefused() async throws {
        let server = try LoopbackServer { request, connection in
            if request.target == "/head" {
                try connection.respond(200, ["x": String(repeating: "a", count: 90_000)], "")
            } else {
                try connection.respond(200, [:], String(repeating: "a", count: 1001))
            }
        }
        #expect(await code(HTTPRequest(.get, server.url, responseLimit: 1000)) == .responseTooLarge)
        #expect(await code(HTTPRequest(.get, server.url, responseLimit: 1001)) == nil)
    }

    @Test func aHeadWithoutEndIsRefused() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.send("HTTP/1.1 200 OK\r\n")
            while true { try connection.send("x-filler: \(String(repeating: "a", count: 1000))\r\n") }
        }
        #expect(await code(HTTPRequest(.get, server.url)) == .responseTooLarge)
    }

    @Test(arguments: ["a\r\nx: y", "a\u{0}b", "tab\u{7F}"])
    func aHeaderCannotSmuggleAnother(value: String) async {
        #expect(await code(HTTPRequest(.get, "http://127.0.0.1:1", headers: ["x": value])) == .invalidRequest)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "no url", "http://", "http://a b/"])
    func onlyHTTPIsSpoken(url: String) async {
        #expect(await code(HTTPRequest(.get, url)) == .invalidRequest)
    }

    @Test func descriptionsHoldNeitherPasswordNorQuery() async throws {
        let port = try { try LoopbackServer { _, _ in }.port }()
        await #expect {
            _ = try await client.send(HTTPRequest(.get, "http://user:hunter2@127.0.0.1:\(port)/path?key=sk-ant-secret"))
        } throws: { error in
            let text = "\(error) \(String(reflecting: error))"
            return !text.contains("hunter2") && !text.contains("sk-ant") && text.contains("127.0.0.1:\(port)")
        }
    }
}

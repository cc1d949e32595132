import HTTPClient
import TestSupport
import Testing

@Suite struct HTTPExchangeTests {
    let client = HTTPClient(HTTPConfiguration())

    @Test func givesStatusHeadersAndBody() async throws {
        let server = try LoopbackServer { request, connection in
            try connection.respond(418, ["request-id": "req_1", "X-Two": " spaced "], "short and stout")
        }
        let response = try await client.send(
            HTTPRequest(.get, server.url + "/a?b=c", headers: ["x-key": "v", "empty": ""]))
        #expect(response.status == 418)
        #expect(response.version == "1.1")
        #expect(response.headers["Request-ID"] == "req_1")
        #expect(response.headers["x-two"] == "spaced")
        #expect(try await String(decoding: response.bytes(), as: UTF8.self) == "short and stout")
        let request = try #require(server.requests.first)
        #expect(request.method == "GET")
        #expect(request.target == "/a?b=c")
        #expect(request["X-Key"] == "v")
        #expect(request["empty"] == "")
    }

    @Test(arguments: [0, 10, 64 << 10, 200 << 10])
    func sendsBytes(count: Int) async throws {
        let server = try LoopbackServer { request, connection in
            try connection.respond(200, [:], "\(request.body.count)")
        }
        let body = [UInt8](repeating: 0x61, count: count)
        let request = HTTPRequest(.post, server.url, headers: ["content-type": "application/json"], body: .bytes(body))
        let response = try await client.send(request)
        #expect(try await String(decoding: response.bytes(), as: UTF8.self) == "\(count)")
        #expect(server.requests[0].body == body)
        #expect(server.requests[0]["content-type"] == "application/json")
        #expect(server.requests[0]["expect"] == nil)
    }

    @Test func usesOneConnectionAgainAndAgain() async throws {
        let server = try LoopbackServer { _, connection in try connection.respond(200, [:], "ok") }
        for _ in 0..<5 { _ = try await client.send(HTTPRequest(.get, server.url)).bytes() }
        #expect(server.connectionCount == 1)
    }

    @Test func canBeMadeReadyBeforeTheFirstRequestByAnyNumberOfTasks() async throws {
        await withTaskGroup { tasks in
            for _ in 0..<8 { tasks.addTask { await client.prepare() } }
        }
        let server = try LoopbackServer { _, connection in try connection.respond(200, [:], "ok") }
        #expect(try await client.send(HTTPRequest(.get, server.url)).status == 200)
        await client.prepare()
    }

    @Test func deletes() async throws {
        let server = try LoopbackServer { _, connection in try connection.respond(200, [:], "gone") }
        _ = try await client.send(HTTPRequest(.delete, server.url + "/x")).bytes()
        #expect(server.requests[0].method == "DELETE")
    }

    @Test func skipsInterimHeads() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.send("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n")
            try connection.respond(200, ["a": "b"], "ok")
        }
        let response = try await client.send(HTTPRequest(.get, server.url))
        #expect(response.status == 200)
        #expect(response.headers["link"] == nil)
        #expect(response.headers["a"] == "b")
    }

    @Test func anAnswerBeforeTheBodyWasReadIsTheAnswer() async throws {
        let server = try LoopbackServer(readsBodies: false) { _, connection in
            try connection.respond(413, ["connection": "close"], "too large")
            connection.waitUntilClientCloses()
        }
        let body = HTTPRequestBody.bytes([UInt8](repeating: 0, count: 8 << 20))
        let response = try await client.send(HTTPRequest(.post, server.url, body: body))
        #expect(response.status == 413)
    }

    @Test func doesNotFollowRedirections() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.respond(302, ["location": "http://127.0.0.1:1/"])
        }
        #expect(try await client.send(HTTPRequest(.get, server.url)).status == 302)
    }

    @Test func asksTheProxyOfTheEnvironment() async throws {
        let proxy = try LoopbackServer { _, connection in try connection.respond(200, [:], "by proxy") }
        let variables = ["http_proxy": proxy.url, "no_proxy": "127.0.0.1"]
        let client = HTTPClient(HTTPConfiguration(environment: { variables[$0] }))
        let response = try await client.send(HTTPRequest(.get, "http://api.example/v1"))
        #expect(try await String(decoding: response.bytes(), as: UTF8.self) == "by proxy")
        #expect(proxy.requests[0].target == "http://api.example/v1")
        // This host is reached without the proxy, and nobody listens there.
        let direct = HTTPRequest(.get, "http://127.0.0.1:1/")
        await #expect { try await client.send(direct) } throws: { ($0 as? HTTPError)?.code == .connectionFailed }
    }

    @Test func readsTheUsualEnvironmentVariables() {
        let variables = [
            "HTTP_PROXY": "ignored", "HTTPS_PROXY": "s", "ALL_PROXY": "a", "NO_PROXY": "n", "SSL_CERT_FILE": "f",
            "SSL_CERT_DIR": "d", "https_proxy": "",
        ]
        let expected = HTTPConfiguration(
            httpProxy: "a", httpsProxy: "s", noProxy: "n", authorityFile: "f", authorityFolder: "d")
        #expect(HTTPConfiguration(environment: { variables[$0] }) == expected)
    }
}

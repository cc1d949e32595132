import HTTPClient
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(1))) struct HTTPServerTests {
    let client = HTTPClient(HTTPConfiguration())

    private func body(of response: HTTPResponse) async throws -> String {
        String(decoding: try await response.bytes(), as: UTF8.self)
    }

    @Test func answersWithWhatTheHandlerSays() async throws {
        let server = try HTTPServer { request in
            let text = request.path + " " + String(decoding: request.body, as: UTF8.self)
            return ServerResponse(201, [("x-method", request.method)], text: text)
        }
        let url = "http://127.0.0.1:\(server.port)/a%20path?x=1"
        let response = try await client.send(HTTPRequest(.post, url, body: .bytes(Array("hello".utf8))))
        #expect(response.status == 201)
        #expect(response.headers["x-method"] == "POST")
        #expect(try await body(of: response) == "/a%20path hello")
        await server.stop()
    }

    @Test func readsQueriesAndHeaders() async throws {
        let seen = Mutex<RequestHead?>(nil)
        let server = try HTTPServer { request in
            seen.withLock { $0 = request.head }
            return ServerResponse()
        }
        let raw = RawClient(port: server.port)
        raw.send("GET /list?limit=20&after=a%2Fb+c&flag HTTP/1.1\r\nHost: x\r\nX-Two: 1\r\nx-two: 2\r\n\r\n")
        #expect(await raw.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200"))
        let head = try #require(seen.withLock { $0 })
        #expect(head.query.map(\.name) == ["limit", "after", "flag"])
        #expect(head.query.map(\.value) == ["20", "a/b c", ""])
        #expect(head.fields.filter { $0.name == "x-two" }.map(\.value) == ["1", "2"])
        await server.stop()
    }

    @Test func streamsEachPieceWhenItIsWritten() async throws {
        let gates = [Gate(), Gate()]
        let server = try HTTPServer { _ in
            ServerResponse(
                200, [],
                .stream { writer in
                    for (number, gate) in gates.enumerated() {
                        try await writer.write("piece \(number)")
                        await gate.passed()
                    }
                })
        }
        // The next piece is written only after the one before it was read.
        var pieces: [String] = []
        for try await piece in try await client.send(HTTPRequest(.get, "http://127.0.0.1:\(server.port)")).body {
            pieces.append(String(decoding: piece, as: UTF8.self))
            if pieces.count <= gates.count { gates[pieces.count - 1].open() }
        }
        #expect(pieces == ["piece 0", "piece 1"])
        await server.stop()
    }

    @Test func aSlowReaderSlowsTheWriterDown() async throws {
        let written = Mutex(0)
        let block = [UInt8](repeating: 0x61, count: 16 << 10)
        let finished = Gate()
        let server = try HTTPServer { _ in
            ServerResponse(
                200, [],
                .stream { writer in
                    defer { finished.open() }
                    for _ in 0..<4096 {
                        try await writer.write(block)
                        written.withLock { $0 += block.count }
                    }
                })
        }
        let raw = RawClient(port: server.port)
        raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = await raw.receive()
        // Of 64 MiB only what the sockets and our own buffer hold can have been written while nobody reads.
        var last = -1
        while last != written.withLock({ $0 }) {
            last = written.withLock { $0 }
            for _ in 0..<200 { await Task.yield() }
        }
        #expect(written.withLock { $0 } < 32 << 20)
        #expect(!finished.isOpen)
        await server.stop()
        await finished.passed()
    }

    @Test func aThrowingBodyCutsTheConnection() async throws {
        let server = try HTTPServer { _ in
            ServerResponse(
                200, [],
                .stream { writer in
                    try await writer.write("half")
                    throw CancellationError()
                })
        }
        let raw = RawClient(port: server.port)
        raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        let all = await raw.receive(until: "0\r\n\r\n")
        #expect(all.contains("half"))
        #expect(!all.hasSuffix("0\r\n\r\n"))
        await server.stop()
    }

    @Test func cancelsTheHandlerWhenItsClientGoes() async throws {
        let asked = Gate()
        let cancelled = Gate()
        let server = try HTTPServer { _ in
            asked.open()
            await withTaskCancellationHandler {
                await cancelled.passed()
            } onCancel: {
                cancelled.open()
            }
            return ServerResponse()
        }
        var raw: RawClient? = RawClient(port: server.port)
        raw?.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await asked.passed()
        raw = nil
        await cancelled.passed()
        await server.stop()
    }

    @Test func refusesBodiesThatAreTooLong() async throws {
        var configuration = HTTPServer.Configuration()
        configuration.bodyLimit = { $0.path == "/large" ? 1_000_000 : 10 }
        let server = try HTTPServer(configuration) { ServerResponse(200, [], text: "\($0.body.count)") }
        let url = "http://127.0.0.1:\(server.port)"
        let long = [UInt8](repeating: 0x61, count: 500_000)
        #expect(try await client.send(HTTPRequest(.post, url, body: .bytes(long))).status == 413)
        #expect(try await client.send(HTTPRequest(.post, url, body: .bytes(Array(long[..<10])))).status == 200)
        let accepted = try await client.send(HTTPRequest(.post, url + "/large", body: .bytes(long)))
        #expect(try await body(of: accepted) == "500000")
        // Without a length, too.
        let raw = RawClient(port: server.port)
        raw.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<4 { raw.send("5\r\nabcde\r\n") }
        raw.send("0\r\n\r\n")
        #expect(await raw.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 413"))
        await server.stop()
    }

    @Test func stoppingLetsRunningRequestsFinish() async throws {
        let asked = Gate()
        let release = Gate()
        let server = try HTTPServer { _ in
            asked.open()
            await release.passed()
            return ServerResponse(200, [], text: "finished")
        }
        let raw = RawClient(port: server.port)
        raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await asked.passed()
        async let stopped: Void = server.stop(grace: .seconds(30))
        release.open()
        #expect(await raw.receive(until: "finished").contains("finished"))
        await stopped
        #expect(!RawClient(port: server.port).isConnected)
    }

    @Test func stoppingCutsWhatDoesNotFinish() async throws {
        let asked = Gate()
        let server = try HTTPServer { _ in
            asked.open()
            return ServerResponse(
                200, [],
                .stream { writer in
                    while true {
                        try await writer.write("again and ")
                        try await Task.sleep(for: .seconds(3600))
                    }
                })
        }
        let raw = RawClient(port: server.port)
        raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await asked.passed()
        _ = await raw.receive(until: "again")
        await server.stop()
        while await !raw.receive().isEmpty {}
    }

    @Test func stoppingCutsAnUploadThatStalls() async throws {
        let server = try HTTPServer { _ in ServerResponse() }
        let raw = RawClient(port: server.port)
        raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
        _ = await raw.receive(until: "100 Continue")
        await server.stop()
        while await !raw.receive().isEmpty {}
    }

    @Test func saysWhatIsWrongWithAnAddress() throws {
        var configuration = HTTPServer.Configuration()
        configuration.address = "not-an-address"
        #expect { try HTTPServer(configuration) { _ in ServerResponse() } } throws: {
            ($0 as? HTTPServerError)?.code == .invalidAddress
        }
    }

    @Test func saysThatAPortIsTaken() async throws {
        let server = try HTTPServer { _ in ServerResponse() }
        #expect { try HTTPServer(port: server.port) { _ in ServerResponse() } } throws: {
            ($0 as? HTTPServerError)?.code == .portInUse
        }
        await server.stop()
    }

    @Test func holdsManyConnectionsAtOnce() async throws {
        let server = try HTTPServer { _ in ServerResponse(200, [], text: "ok") }
        // With epoll, libmicrohttpd lost some of them now and then.
        let clients = (0..<256).map { _ in RawClient(port: server.port) }
        for _ in 0..<4 {
            for client in clients { client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
            for client in clients { #expect(await client.receive(until: "ok").hasPrefix("HTTP/1.1 200")) }
        }
        await server.stop()
    }
}

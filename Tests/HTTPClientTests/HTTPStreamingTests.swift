import Glibc
import HTTPClient
import TestSupport
import Testing

@Suite struct HTTPStreamingTests {
    let client = HTTPClient(HTTPConfiguration())

    @Test func handsOverEachPieceAsItComes() async throws {
        let gates = [Gate(), Gate()]
        let server = try LoopbackServer { _, connection in
            try connection.begin(200, ["transfer-encoding": "chunked"])
            for (number, gate) in gates.enumerated() {
                try connection.chunk("piece \(number)")
                gate.waitOnThread()
            }
            try connection.chunk("")
        }
        // The server sends a piece only after the one before it was read.
        var pieces: [String] = []
        for try await piece in try await client.send(HTTPRequest(.get, server.url)).body {
            pieces.append(String(decoding: piece, as: UTF8.self))
            if pieces.count <= gates.count { gates[pieces.count - 1].open() }
        }
        #expect(pieces == ["piece 0", "piece 1"])
    }

    @Test func survivesBytesThatDrip() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.drip("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        }
        let response = try await client.send(HTTPRequest(.get, server.url))
        #expect(try await String(decoding: response.bytes(), as: UTF8.self) == "abcde")
    }

    @Test func cancellingTheTaskClosesTheConnection() async throws {
        let closed = Gate()
        let server = try LoopbackServer { _, connection in
            try connection.begin(200, ["transfer-encoding": "chunked"])
            try connection.chunk("first")
            connection.waitUntilClientCloses()
            closed.open()
        }
        let started = Gate()
        let task = Task { [client] in
            for try await _ in try await client.send(HTTPRequest(.get, server.url)).body { started.open() }
        }
        await started.passed()
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? HTTPError)?.code == .cancelled }
        await closed.passed()
    }

    /// A program started meanwhile would keep the connection open, and could read from it.
    @Test func startedProgramsDoNotInheritTheConnection() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.begin(200, ["transfer-encoding": "chunked"])
            try connection.chunk("first")
            connection.waitUntilClientCloses()
        }
        var found = 0
        for try await _ in try await client.send(HTTPRequest(.get, server.url)).body {
            for descriptor in Int32(3)..<1024 {
                var address = sockaddr_in()
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                let isConnected = withUnsafeMutablePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &length) == 0 }
                }
                guard isConnected, Int(UInt16(bigEndian: address.sin_port)) == server.port else { continue }
                found += 1
                #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
            }
            break
        }
        #expect(found == 1)
    }

    @Test func cancellingBeforeTheHeadClosesTheConnection() async throws {
        let asked = Gate()
        let closed = Gate()
        let server = try LoopbackServer { _, connection in
            asked.open()
            connection.waitUntilClientCloses()
            closed.open()
        }
        let task = Task { [client] in _ = try await client.send(HTTPRequest(.get, server.url)) }
        await asked.passed()
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? HTTPError)?.code == .cancelled }
        await closed.passed()
    }

    @Test func lettingGoOfTheBodyClosesTheConnection() async throws {
        let closed = Gate()
        let server = try LoopbackServer { _, connection in
            try connection.begin(200, ["transfer-encoding": "chunked"])
            connection.waitUntilClientCloses()
            closed.open()
        }
        #expect(try await client.send(HTTPRequest(.get, server.url)).status == 200)
        await closed.passed()
    }

    @Test func lettingGoOfTheClientEndsWhatRuns() async throws {
        let closed = Gate()
        let server = try LoopbackServer { _, connection in
            try connection.begin(200, ["transfer-encoding": "chunked"])
            connection.waitUntilClientCloses()
            closed.open()
        }
        var client: HTTPClient? = HTTPClient(HTTPConfiguration())
        let response = try await client!.send(HTTPRequest(.get, server.url))
        client = nil
        await #expect { try await response.bytes() } throws: { ($0 as? HTTPError)?.code == .cancelled }
        await closed.passed()
    }

    @Test func aSlowReaderGetsEveryByte() async throws {
        let line = "0123456789abcdef"
        let server = try LoopbackServer { _, connection in
            try connection.respond(200, [:], String(repeating: line, count: 100_000))
        }
        // A buffer of one byte pauses the transfer at nearly every piece.
        let response = try await client.send(HTTPRequest(.get, server.url, bufferSize: 1))
        var count = 0
        for try await piece in response.body {
            for byte in piece {
                try #require(byte == Array(line.utf8)[count % line.utf8.count])
                count += 1
            }
            await Task.yield()
        }
        #expect(count == 1_600_000)
    }

    @Test func holdsHundredsOfStreamsAtOnce() async throws {
        let all = Gate()
        let server = try LoopbackServer { request, connection in
            try connection.begin(200, ["transfer-encoding": "chunked"])
            try connection.chunk("open")
            all.waitOnThread()
            try connection.chunk(request.target)
            try connection.chunk("")
        }
        let count = 300
        let (opened, continuation) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Bool.self) { [client] group in
            for number in 0..<count {
                group.addTask {
                    let response = try await client.send(HTTPRequest(.get, "\(server.url)/\(number)"))
                    var text = ""
                    for try await piece in response.body {
                        if text.isEmpty { continuation.yield() }
                        text += String(decoding: piece, as: UTF8.self)
                    }
                    return text == "open/\(number)"
                }
            }
            // Every stream is open before the first may go on.
            var iterator = opened.makeAsyncIterator()
            for _ in 0..<count { _ = await iterator.next() }
            all.open()
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.connectionCount == count)
    }
}

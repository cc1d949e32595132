import Glibc
import HTTPClient
import TestSupport
import Testing

/// The Python that `scripts/test` installs packages for, when it knows HTTP/2.
private let python: BuiltProgram? = {
    let python = BuiltProgram(absolutePath: Project.root + "/.venv/bin/python")
    guard access(python.path, X_OK) == 0, access("/usr/bin/openssl", X_OK) == 0 else { return nil }
    return (try? python.run("-c", "import h2"))?.status == 0 ? python : nil
}()

/// HTTP/2 over TLS, with a server that is not ours.
@Suite(.enabled(if: python != nil), .timeLimit(.minutes(1))) struct HTTP2Tests {
    private let folder = TemporaryFolder()
    private let url: String
    private let client: HTTPClient

    init() throws {
        let script = Project.root + "/Tests/HTTPClientTests/tls/http2_server.py"
        let server = try #require(python).run(script, folder.path)
        let port = try #require(Int(server.output.prefix { $0.isNumber }), "\(server.errors)")
        url = "https://127.0.0.1:\(port)"
        client = HTTPClient(HTTPConfiguration(authorityFile: folder["authority.pem"]))
    }

    /// A response that is taken as it comes, so that its stream shares the connection.
    private func text(_ path: String) async throws -> String {
        String(decoding: try await client.send(HTTPRequest(.get, url + path, bufferSize: nil)).bytes(), as: UTF8.self)
    }

    @Test func speaksHTTP2WhereTheServerDoes() async throws {
        let response = try await client.send(HTTPRequest(.get, url + "/plain", bufferSize: nil))
        #expect(response.version == "2" && response.status == 200)
        #expect(try await response.bytes() == Array("1".utf8))
    }

    @Test func manyStreamsShareOneConnection() async throws {
        // The server answers none of them before all are open on the same connection.
        let connections = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { try await text("/gather/50") } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(connections == ["1"])
    }

    @Test func aSlowReaderHoldsBackItsOwnStreamOnly() async throws {
        let connection = try await text("/plain")
        let count = 40_000_000
        var flood = try await client.send(HTTPRequest(.get, "\(url)/flood/\(count)")).body.makeAsyncIterator()
        var received = try #require(try await flood.next()).count
        // Nobody reads on, so the server cannot send it all; others get their answers nevertheless.
        let sent = try #require(Int(try await text("/stalled")))
        #expect(sent < count)
        #expect(try await text("/plain") == connection)
        while let piece = try await flood.next() { received += piece.count }
        #expect(received == count)
    }

    @Test func cancellingClosesTheStreamAndKeepsTheConnection() async throws {
        let started = Gate()
        let task = Task {
            let request = HTTPRequest(.get, url + "/hold", bufferSize: nil)
            for try await _ in try await client.send(request).body { started.open() }
        }
        await started.passed()
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? HTTPError)?.code == .cancelled }
        #expect(try await text("/reset") == "1")
        #expect(try await text("/plain") == "1")
    }

    @Test(arguments: ["authority.pem", "stranger.pem"], ["127.0.0.1", "localhost"])
    func onlyTheRightAuthorityVouchesForTheRightName(authority: String, host: String) async throws {
        let client = HTTPClient(HTTPConfiguration(authorityFile: folder[authority]))
        let request = HTTPRequest(.get, url.replacing("127.0.0.1", with: host) + "/plain", bufferSize: nil)
        let isRight = authority == "authority.pem" && host == "127.0.0.1"
        do throws(HTTPError) {
            _ = try await client.send(request)
            #expect(isRight)
        } catch {
            #expect(!isRight && error.code == .notTrusted, "\(error)")
        }
    }
}

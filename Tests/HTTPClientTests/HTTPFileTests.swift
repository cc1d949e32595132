import Glibc
import HTTPClient
import TestSupport
import Testing

@Suite struct HTTPFileTests {
    let client = HTTPClient(HTTPConfiguration())

    /// A fresh folder, removed at the end of the closure.
    func withFolder(_ body: (String) async throws -> Void) async throws {
        var template = Array("/tmp/docqa-http-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { for name in ["up", "down", "down.part"] { unlink(folder + "/" + name) }; rmdir(folder) }
        try await body(folder)
    }

    func write(_ bytes: [UInt8], to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }

    @Test func sendsAFileBetweenPiecesOfMemory() async throws {
        let server = try LoopbackServer { request, connection in try connection.respond(200, [:], "ok") }
        try await withFolder { folder in
            let content = (0..<300_000).map { UInt8($0 % 251) }
            write(content, to: folder + "/up")
            let body = HTTPRequestBody([.bytes([1, 2]), .file(folder + "/up"), .bytes([3])])
            _ = try await client.send(HTTPRequest(.post, server.url, body: body)).bytes()
            #expect(server.requests[0].body == [1, 2] + content + [3])
        }
    }

    @Test func aMissingFileIsAnErrorBeforeAnyConnection() async throws {
        let server = try LoopbackServer { _, connection in try connection.respond() }
        await #expect {
            _ = try await client.send(HTTPRequest(.post, server.url, body: .file("/nonexistent/file")))
        } throws: { ($0 as? HTTPError)?.code == .file }
        #expect(server.connectionCount == 0)
    }

    @Test func writesADownloadForItsOwnerOnly() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.respond(200, [:], String(repeating: "x", count: 500_000))
        }
        try await withFolder { folder in
            let path = folder + "/down"
            let count = try await client.send(HTTPRequest(.get, server.url)).body.write(to: path)
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(count == 500_000 && status.st_size == 500_000)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func aDownloadThatIsCutLeavesNothing() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort")
            connection.close()
        }
        try await withFolder { folder in
            let body = try await client.send(HTTPRequest(.get, server.url)).body
            await #expect { try await body.write(to: folder + "/down") } throws: {
                ($0 as? HTTPError)?.code == .interrupted
            }
            #expect(access(folder + "/down", F_OK) != 0 && access(folder + "/down.part", F_OK) != 0)
        }
    }
}

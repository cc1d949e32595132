import Glibc
import HTTPClient
import TestSupport
import Testing

private let canServe = access("/usr/bin/python3", X_OK) == 0 && access("/usr/bin/openssl", X_OK) == 0

/// A connection is made only to whom a known authority vouches for.
@Suite(.enabled(if: canServe)) struct HTTPTrustTests {
    @Test func onlyTrustedServersAreSpokenTo() async throws {
        let folder = TemporaryFolder()
        let script = Project.root + "/Tests/HTTPClientTests/tls/server.py"
        let server = try BuiltProgram(absolutePath: "/usr/bin/python3").run(script, folder.path, "3")
        let port = try #require(Int(server.output.prefix { $0.isNumber }), "\(server.errors)")
        let strict = HTTPClient(HTTPConfiguration())
        let knowing = HTTPClient(HTTPConfiguration(authorityFile: folder["certificate.pem"]))

        func code(_ client: HTTPClient, _ host: String) async -> HTTPError.Code? {
            do throws(HTTPError) {
                _ = try await client.send(HTTPRequest(.get, "https://\(host):\(port)/")).bytes()
                return nil
            } catch {
                return error.code
            }
        }
        #expect(await code(strict, "127.0.0.1") == .notTrusted)
        #expect(await code(knowing, "127.0.0.1") == nil)
        // The certificate is for the address, not for the name.
        #expect(await code(knowing, "localhost") == .notTrusted)
    }
}

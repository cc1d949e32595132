import Glibc

/// Sends requests and streams the responses, all on one thread of its own.
///
/// Connections are kept and used again; letting go of the client ends what is still running.
///
///     let response = try await HTTPClient.shared.send(HTTPRequest(.get, "https://api.anthropic.com/v1/models"))
///     for try await chunk in response.body { ... }
package final class HTTPClient: Sendable {
    private let loop: CurlLoop

    /// Where libcurl is not there, every request fails with `libraryMissing`.
    package init(_ configuration: HTTPConfiguration = HTTPConfiguration(environment: environmentVariable)) {
        loop = CurlLoop(configuration)
    }

    /// Loads libcurl beside other work, so that the first request does not wait for it. No thread can be started meanwhile, so
    /// this belongs beside work that is on its threads already.
    package func prepare() async { await loop.prepare() }

    /// Makes sure that libcurl is there.
    package static func requireLibrary() throws(HTTPError) { if let problem = CurlLoop.problem() { throw problem } }

    deinit { loop.send(.stop) }

    /// The client of the whole process, set up from the environment.
    package static let shared = HTTPClient()

    /// Sends a request and waits for the head of the response; the body follows as it is read.
    ///
    /// A response with an error status is a response. Redirections are not followed: the key in the headers belongs to one host.
    package func send(
        _ request: HTTPRequest, isolation: isolated (any Actor)? = #isolation
    ) async throws(HTTPError) -> HTTPResponse {
        let mailbox = TransferMailbox(bufferSize: request.bufferSize ?? .max)
        let handle = TransferHandle(mailbox, on: loop)
        loop.send(.start(request, mailbox))
        let head = try await handle.head()
        return HTTPResponse(status: head.status, version: head.version, headers: head.headers, body: HTTPBody(handle))
    }
}

/// A variable of this process's environment; empty counts as unset.
package func environmentVariable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
}

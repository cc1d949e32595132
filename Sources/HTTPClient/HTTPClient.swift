import Glibc

/// Sends requests and streams the responses, all on one thread of its own.
///
/// Connections are kept and used again; letting go of the client ends what is still running.
///
///     let response = try await HTTPClient.shared().send(HTTPRequest(.get, "https://api.anthropic.com/v1/models"))
///     for try await chunk in response.body { ... }
package final class HTTPClient: Sendable {
    private let loop: CurlLoop

    /// Starts the thread. Fails only when libcurl is not there.
    package init(_ configuration: HTTPConfiguration = HTTPConfiguration(environment: environmentVariable))
        throws(HTTPError)
    {
        loop = try CurlLoop(configuration)
    }

    deinit { loop.send(.stop) }

    private static let sharedClient = Result { () throws(HTTPError) in try HTTPClient() }

    /// The client of the whole process, set up from the environment.
    package static func shared() throws(HTTPError) -> HTTPClient { try sharedClient.get() }

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

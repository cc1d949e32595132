/// A request that got no whole response.
package struct HTTPError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        /// libcurl is missing or too old.
        case libraryMissing
        /// The URL or a header cannot be sent.
        case invalidRequest
        case hostNotFound
        case proxyFailed
        case connectionFailed
        /// No trusted, encrypted connection: a bad certificate, an unknown authority, a failed handshake.
        case notTrusted
        case connectTimeout
        case totalTimeout
        case idleTimeout
        /// The connection ended before the response did.
        case interrupted
        /// The response is longer than allowed.
        case responseTooLarge
        /// The file to send or to write cannot be read or written.
        case file
        case cancelled
        /// What the server sent is not HTTP.
        case protocolViolation
        case other
    }

    package let code: Code
    /// Whom we were talking to: host and port, never the whole URL.
    package let host: String
    /// What libcurl or the system said, without any part of the request.
    package let detail: String

    package init(_ code: Code, host: String = "", detail: String = "") {
        self.code = code
        self.host = host
        self.detail = detail
    }

    /// Whether the failure lies in the connection, so that the same request may well succeed on another one.
    package var isTransient: Bool {
        switch code {
        case .hostNotFound, .proxyFailed, .connectionFailed, .connectTimeout, .totalTimeout, .idleTimeout, .interrupted,
            .protocolViolation, .other:
            true
        case .libraryMissing, .invalidRequest, .notTrusted, .responseTooLarge, .file, .cancelled: false
        }
    }
}

extension HTTPError: CustomStringConvertible {
    package var description: String {
        let server = host.isEmpty ? "the server" : host
        switch code {
        case .libraryMissing: return "No request can be made: \(detail)."
        case .invalidRequest: return "The request cannot be sent: \(detail)."
        case .hostNotFound: return "The name \(server) was not found; check the base URL and the network."
        case .proxyFailed: return "The proxy for \(server) does not answer; check HTTPS_PROXY and NO_PROXY."
        case .connectionFailed: return "No connection to \(server); check the base URL, the network and the firewall."
        case .notTrusted:
            return "The connection to \(server) is not trusted (\(detail)); if it goes through a proxy of your "
                + "organisation, name its authority in SSL_CERT_FILE."
        case .connectTimeout: return "\(server) did not accept a connection in time; check the network and try again."
        case .totalTimeout: return "\(server) did not finish its response in time; allow more time or ask for less."
        case .idleTimeout: return "\(server) went silent in the middle of its response; try again."
        case .interrupted: return "The connection to \(server) ended before the response did; try again."
        case .responseTooLarge:
            return "The response of \(server) is larger than allowed; raise the limit if it is right."
        case .file: return "A file cannot be read or written: \(detail)."
        case .cancelled: return "The request was cancelled."
        case .protocolViolation: return "What answered as \(server) does not speak HTTP; check the base URL."
        case .other: return "The request to \(server) failed (\(detail)); try again."
        }
    }
}

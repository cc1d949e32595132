/// A server that could not be started.
package struct HTTPServerError: Error, Sendable, Hashable {
    package enum Code: String, Sendable {
        /// libmicrohttpd is missing or too old.
        case libraryMissing
        /// The address is no numeric IPv4 or IPv6 address.
        case invalidAddress
        /// Another process listens on the port.
        case portInUse
        /// The port needs rights that this process does not have.
        case notPermitted
        case other
    }

    package let code: Code
    package let detail: String

    init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}

extension HTTPServerError: CustomStringConvertible {
    package var description: String {
        switch code {
        case .libraryMissing: "No server can be started: \(detail)."
        case .invalidAddress: "\(detail) is no address to listen on; give a numeric one, such as 127.0.0.1 or ::1."
        case .portInUse: "Port \(detail) is taken by another process; choose another, or 0 for any free one."
        case .notPermitted: "Listening on port \(detail) is not permitted; choose one above 1023."
        case .other: "The server could not be started (\(detail))."
        }
    }
}

/// One request.
package struct HTTPRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    package var method: Method
    package var url: String
    package var headers: HTTPHeaders
    package var body: HTTPRequestBody
    package var timeouts: HTTPTimeouts
    /// The most bytes the body of the response may have; one more ends the transfer with an error.
    package var responseLimit: Int
    /// How many bytes wait for their reader before the transfer is paused. Nil when the reader takes all as it comes, so that
    /// nothing ever waits.
    package var bufferSize: Int?
    /// Whether the response may come compressed. Off for streams of events, which compression would hold up.
    package var acceptsCompression: Bool

    package init(
        _ method: Method, _ url: String, headers: HTTPHeaders = HTTPHeaders(), body: HTTPRequestBody = .none,
        timeouts: HTTPTimeouts = HTTPTimeouts(), responseLimit: Int = 64 << 20, bufferSize: Int? = 32 << 10,
        acceptsCompression: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.responseLimit = responseLimit
        self.bufferSize = bufferSize
        self.acceptsCompression = acceptsCompression
    }
}

/// How long a request may take.
package struct HTTPTimeouts: Sendable, Hashable {
    /// Until the connection stands, TLS included.
    package var connect: Duration
    /// From start to end. Nil is without limit.
    package var total: Duration?
    /// Without a single byte from the server while we are ready to take one. Nil is without limit.
    package var idle: Duration?

    package init(connect: Duration = .seconds(5), total: Duration? = .seconds(600), idle: Duration? = nil) {
        self.connect = connect
        self.total = total
        self.idle = idle
    }
}

/// What a request sends: nothing, or pieces of memory and files one after another.
package struct HTTPRequestBody: Sendable {
    package enum Piece: Sendable {
        case bytes([UInt8])
        /// A whole file, read while it is sent.
        case file(String)
    }

    package let pieces: [Piece]

    package init(_ pieces: [Piece]) { self.pieces = pieces }

    package static let none = HTTPRequestBody([])
    package static func bytes(_ bytes: [UInt8]) -> HTTPRequestBody { HTTPRequestBody([.bytes(bytes)]) }
    package static func file(_ path: String) -> HTTPRequestBody { HTTPRequestBody([.file(path)]) }
}

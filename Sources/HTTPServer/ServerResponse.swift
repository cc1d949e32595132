/// What a handler answers.
package struct ServerResponse: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Written piece by piece while the client reads. Returning ends the body; throwing cuts the connection, so that the
        /// client sees that something is missing.
        case stream(@Sendable (ResponseWriter) async throws -> Void)
    }

    package var status: Int
    package var fields: [(name: String, value: String)]
    package var body: Body

    package init(_ status: Int = 200, _ fields: [(name: String, value: String)] = [], _ body: Body = .bytes([])) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package init(_ status: Int = 200, _ fields: [(name: String, value: String)] = [], text: String) {
        self.init(status, fields, .bytes(Array(text.utf8)))
    }
}

/// Takes the pieces of a streamed body.
package struct ResponseWriter: Sendable {
    private let send: @Sendable ([UInt8]) async throws -> Void

    init(exchange: Exchange) { send = { try await exchange.write($0) } }

    private init(send: @escaping @Sendable ([UInt8]) async throws -> Void) { self.send = send }

    /// Hands bytes to the connection, which sends them at once.
    ///
    /// Returns when there is room for more: a client that reads slowly slows down its handler and nothing else.
    /// - Throws: `CancellationError` once the client has gone.
    package func write(_ bytes: [UInt8]) async throws { try await send(bytes) }

    package func write(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// A writer that shows everything it sends to somebody else first.
    package func copying(to copy: @escaping @Sendable ([UInt8]) -> Void) -> ResponseWriter {
        ResponseWriter { [send] bytes in
            copy(bytes)
            try await send(bytes)
        }
    }
}

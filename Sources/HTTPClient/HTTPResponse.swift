/// The head of a response, and its body as it arrives.
package struct HTTPResponse: Sendable {
    package let status: Int
    /// The version of HTTP as the server wrote it: `1.1`, `2`.
    package let version: String
    package let headers: HTTPHeaders
    package let body: HTTPBody

    /// The whole body.
    package func bytes() async throws(HTTPError) -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in body { bytes.isEmpty ? bytes = chunk : bytes.append(contentsOf: chunk) }
        return bytes
    }
}

/// The bytes of a response in the pieces in which they arrived; to be read once.
///
/// A slow reader slows the server down: the transfer is paused while more than the request's `bufferSize` is waiting. Letting
/// go of the body, or cancelling the task that reads it, closes the connection at once.
package struct HTTPBody: AsyncSequence, Sendable {
    package typealias Failure = HTTPError
    package typealias Element = [UInt8]
    private let transfer: TransferHandle

    init(_ transfer: TransferHandle) { self.transfer = transfer }

    package func makeAsyncIterator() -> Iterator { Iterator(transfer: transfer) }

    package struct Iterator: AsyncIteratorProtocol {
        let transfer: TransferHandle

        package mutating func next() async throws(HTTPError) -> [UInt8]? { try await transfer.next() }

        package mutating func next(isolation: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
            try await transfer.next(isolation: isolation)
        }
    }
}

/// The reader's end of a transfer; when the last reference to it goes, so does the connection.
final class TransferHandle: Sendable {
    private let mailbox: TransferMailbox
    private let loop: CurlLoop

    init(_ mailbox: TransferMailbox, on loop: CurlLoop) {
        self.mailbox = mailbox
        self.loop = loop
    }

    deinit { cancel() }

    func cancel() {
        if mailbox.cancel() { loop.send(.cancel(mailbox)) }
    }

    /// Waits for the head of the response.
    func head(isolation: isolated (any Actor)? = #isolation) async throws(HTTPError) -> ResponseHead {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation(isolation: isolation) { mailbox.takeHead($0) }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    /// Waits for the next piece of the body; nil after the last.
    func next(isolation: isolated (any Actor)? = #isolation) async throws(HTTPError) -> [UInt8]? {
        let (ready, resumes) = mailbox.takeReadyChunk()
        if resumes { loop.send(.resume(mailbox)) }
        if let ready { return try ready.get() }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation(isolation: isolation) { mailbox.takeChunk($0) }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }
}

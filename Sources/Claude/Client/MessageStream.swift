public import JSON

/// A response while it is written; to be read once.
///
///     let stream = try await client.stream(request)
///     for try await event in stream {
///         if case .text(let piece, _) = event { print(piece, terminator: "") }
///     }
///     print(stream.message?.usage.outputTokens ?? 0)
///
/// A stream that breaks throws an error whose `partial` is the message as far as it had come. An attempt that breaks before any
/// content came is repeated in silence, so `messageStart` may come twice. Letting go of the stream, or cancelling the task that
/// reads it, closes the connection at once.
public struct MessageStream: AsyncSequence, Sendable {
    public typealias Element = MessageAccumulator.Action
    public typealias Failure = ClaudeError

    private let session: MessageSession

    init(_ session: MessageSession) { self.session = session }

    /// The message as far as it has come; nil before its start.
    public var message: Message? { session.snapshot }
    /// To be quoted when something has to be looked into.
    public var requestID: String? { session.requestID }
    /// The attempts that are over.
    public var attempts: [Attempt] { session.attempts }
    /// The model that was asked for first.
    public var requestedModel: String { session.requestedModel }
    /// What was taken out of the request so that another model would accept it.
    public var adjustments: [String] { session.adjustments }

    /// What the input of the tool call at this position looks like so far, for showing progress only.
    public func partialInput(at index: Int) -> JSONValue? { session.partialInput(at: index) }

    /// Reads what is left of the stream and gives the whole message.
    public func finalMessage() async throws(ClaudeError) -> Message { try await response().message }

    /// Reads what is left of the stream and gives the message with how it came about.
    public func response() async throws(ClaudeError) -> MessageResponse {
        while try await session.next() != nil {}
        guard let message = session.snapshot else { throw ClaudeError(.streamInterrupted) }
        return session.response(message)
    }

    /// Closes the connection at once.
    public func cancel() { session.cancel() }

    public func makeAsyncIterator() -> Iterator { Iterator(session: session) }

    public struct Iterator: AsyncIteratorProtocol {
        let session: MessageSession

        public mutating func next() async throws(ClaudeError) -> MessageAccumulator.Action? { try await session.next() }

        public mutating func next(
            isolation: isolated (any Actor)?
        ) async throws(ClaudeError) -> MessageAccumulator.Action? {
            try await session.next(isolation: isolation)
        }
    }
}

extension StreamEvent {
    /// The events that would have built a message, for a gateway that answered without streaming.
    static func events(of message: Message) -> [StreamEvent] {
        var start = message.object
        start["content"] = []
        var events: [StreamEvent] = [.messageStart(Message(object: start))]
        for (index, block) in message.content.enumerated() {
            if case .text(let text) = block {
                var empty = text.object
                empty["text"] = ""
                events += [.blockStart(index: index, empty), .blockDelta(index: index, .text(text.text))]
            } else {
                events.append(.blockStart(index: index, block.object))
            }
            events.append(.blockStop(index: index))
        }
        return events + [.messageDelta(["type": "message_delta"]), .messageStop]
    }
}

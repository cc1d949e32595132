package import Claude
import DocumentModel

/// Answers through the Claude API: sends the planned call and passes on what comes, as it comes.
///
/// A call that fails before any content came throws `ClaudeError`. One that breaks off later ends with `interrupted`: what
/// had come, and what it cost, is not lost.
package struct ClaudeModel: LanguageModel {
    private let client: ClaudeClient
    private let options: CallOptions
    private let payer: CallPayer

    package init(_ client: ClaudeClient, options: CallOptions = CallOptions(), payer: CallPayer = .nobody) {
        self.client = client
        self.options = options
        self.payer = payer
    }

    package func answer(_ prompt: PlannedPrompt) -> AsyncThrowingStream<ModelEvent, any Error> {
        AsyncThrowingStream { continuation in
            guard let call = prompt.call else {
                preconditionFailure("a prompt for Claude is planned with its call")
            }
            let task = Task {
                do {
                    try await follow(call, CitationTable(prompt.documents)) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            // Whoever stops reading stops the spending.
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func follow(
        _ call: PlannedCall, _ table: CitationTable, _ yield: @Sendable (ModelEvent) -> Void
    ) async throws {
        try await payer.before(call.request)
        let stream = try await client.stream(call.request, options: options)
        let translation = StreamTranslation(table)
        do throws(ClaudeError) {
            var iterator = stream.makeAsyncIterator()
            while let action = try await iterator.next() {
                if case .text = action { payer.textCame() }
                if case .messageStart = action, let message = stream.message { yield(.began(message)) }
                for event in translation.events(of: action, model: stream.message?.model ?? "") { yield(event) }
            }
        } catch {
            // Nothing was shown yet: for the reader it is as if the call had not been made.
            guard let partial = error.partial, partial.content.contains(where: \.isShown) || error.code == .cancelled
            else { throw error }
            let reply = reply(partial, stream, error.code)
            await payer.after(reply)
            yield(.replied(reply))
            yield(.interrupted(error))
            return
        }
        guard let message = stream.message else { throw ClaudeError(.streamInterrupted) }
        let reply = reply(message, stream)
        await payer.after(reply)
        yield(.replied(reply))
        yield(.finished(stopReason: message.stopReason?.rawValue ?? "end_turn"))
    }

    private func reply(
        _ message: Message, _ stream: MessageStream, _ failure: ClaudeError.Code? = nil
    ) -> ModelReply {
        ModelReply(
            message, requestID: stream.requestID, requestedModel: stream.requestedModel,
            adjustments: stream.adjustments, failure: failure, attempts: stream.attempts)
    }
}

extension ContentBlock {
    /// Whether a reader saw anything of it.
    fileprivate var isShown: Bool {
        if case .text(let block) = self { return !block.text.isEmpty }
        return false
    }
}

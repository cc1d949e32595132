import Answering
import Claude
public import DocumentModel
import LanguageModels
import Quoting
import Storage

extension Library {
    /// Answers a question from the documents, each claim with its proof.
    ///
    ///     let answer = try await library.ask(AskRequest("How long is the warranty on batteries?"))
    ///     print(answer.text, answer.footnotes.map(\.quote))
    ///
    /// A question that the documents do not answer is no error: `outcome` says so, and `closest` shows what comes nearest.
    ///
    /// - Parameter service: needed when the request wishes for a Claude model.
    public func ask(
        _ request: AskRequest, with service: AnsweringService? = nil,
        tell: @escaping @Sendable (AskEvent) -> Void = { _ in }
    ) async throws(DocQAError) -> Answer {
        var request = request
        // No call without a price that is written down.
        let unasked = request.model == .extractive ? nil : store.cannotBeWritten
        if unasked != nil { request.model = .extractive }
        do {
            return try await Asking(library: self, request: request, service: service, unasked: unasked, tell: tell)()
        } catch {
            throw DocQAError(error, stopped: "The question was cancelled.")
        }
    }

    /// The same as a sequence. Ending the loop cancels the question, and its cost, at once.
    public func events(
        of request: AskRequest, with service: AnsweringService? = nil
    ) -> AsyncThrowingStream<AskEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    _ = try await ask(request, with: service) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}

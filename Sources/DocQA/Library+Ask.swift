import Answering
public import DocumentModel
import LanguageModels
import Quoting
import Retrieval
import Storage

extension Library {
    /// Answers a question from the documents, each claim with its proof.
    ///
    ///     let answer = try await library.ask(AskRequest("How long is the warranty on batteries?"))
    ///     print(answer.text, answer.footnotes.map(\.quote))
    ///
    /// A question that the documents do not answer is no error: `outcome` says so, and `closest` shows what comes nearest.
    public func ask(
        _ request: AskRequest, tell: @escaping @Sendable (AskEvent) -> Void = { _ in }
    ) async throws(DocQAError) -> Answer {
        do {
            return try await Asking(library: self, request: request, tell: tell)()
        } catch let error as DocQAError {
            throw error
        } catch let error as StorageError {
            throw DocQAError(error)
        } catch is CancellationError {
            throw DocQAError(code: "cancelled", message: "The question was cancelled.")
        } catch {
            throw DocQAError(code: "internal", message: "Something went wrong that should not.", cause: error)
        }
    }

    /// The same as a sequence. Ending the loop cancels the question, and its cost, at once.
    public func events(of request: AskRequest) -> AsyncThrowingStream<AskEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    _ = try await ask(request) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}

/// One question on its way: searching, asking a model, proving what it cites.
struct Asking: Sendable {
    let library: Library
    let request: AskRequest
    let tell: @Sendable (AskEvent) -> Void

    func callAsFunction() async throws -> Answer {
        let clock = ContinuousClock()
        let began = clock.now
        func elapsed() -> Int { Int((clock.now - began) / .milliseconds(1)) }
        var timings = Answer.Timings()

        tell(.searching)
        let found = try await WordRetriever(library.store).passages(
            for: RetrievalRequest(
                request.question, collections: request.collections, filter: request.filter, limit: request.passages))
        let evidence = try await library.evidence(for: found.passages)
        timings.searching = elapsed()
        tell(.retrieved(passages: evidence.count, documents: Set(evidence.map(\.document.id)).count))

        let prompt = EvidenceLayout.prompt(request.question, evidence)
        timings.planning = elapsed() - timings.searching
        let counts = try await library.wordCounts(for: found)
        var assembly = AnswerAssembly(prompt)
        for try await event in ExtractiveModel(counts: counts).answer(prompt) {
            try Task.checkCancellation()
            for update in assembly.receive(event) {
                if timings.firstText == 0, case .text = update { timings.firstText = elapsed() }
                try await show(update, prompt)
            }
        }
        var answer = try await finish(assembly, prompt, found, evidence)
        timings.total = elapsed()
        answer.timings = timings
        answer = await kept(answer)
        tell(.finished(answer))
        return answer
    }

    /// The answer with its id. That it cannot be kept (a full disk, a file that is read only) does not take it away.
    private func kept(_ answer: Answer) async -> Answer {
        do throws(DocQAError) {
            return try await library.keep(
                FinishedAnswer(answer, to: request, documents: []), days: request.keepDays)
        } catch {
            tell(.notKept(error))
            return answer
        }
    }

    private func show(_ update: AnswerAssembly.Update, _ prompt: PlannedPrompt) async throws {
        switch update {
        case .text(let text): tell(.text(text))
        case .thinking(let text): tell(.thinking(text))
        case .marker(let number): tell(.marker(number, nil))
        case .footnote(let draft):
            tell(.marker(draft.number, try await library.footnotes([draft], in: prompt).first))
        }
    }

    private func finish(
        _ assembly: AnswerAssembly, _ prompt: PlannedPrompt, _ found: Retrieval, _ evidence: [Evidence]
    ) async throws -> Answer {
        let isDeclined = assembly.stopReason == ExtractiveModel.declined || evidence.isEmpty
        var segments = assembly.segments
        var closest: [Footnote] = []
        if isDeclined {
            let text = "The documents do not answer this."
            segments = [Answer.Segment(text: text, footnotes: [], support: .connective)]
            tell(.text(text))
            closest = try await library.closest(evidence.prefix(3).map { $0 })
        }
        return Answer(
            question: request.question, segments: segments,
            footnotes: try await library.footnotes(assembly.footnotes, in: prompt),
            outcome: isDeclined ? .notInDocuments : .answered,
            unread: try await library.unread(near: evidence, found), closest: closest,
            confidence: assembly.confidence.map { min($0, 1) } ?? found.confidence,
            model: Answer.ModelNote(
                name: assembly.model.isEmpty ? ExtractiveModel.name : assembly.model,
                stopReason: assembly.stopReason ?? ExtractiveModel.extracted))
    }
}

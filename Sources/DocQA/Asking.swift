import Accounting
import Answering
import Claude
import DocumentModel
import LanguageModels
import Prompts
import Retrieval
import Storage

/// One question on its way: searching, asking a model, proving what it cites.
struct Asking: Sendable {
    let library: Library
    let request: AskRequest
    let service: AnsweringService?
    let tell: @Sendable (AskEvent) -> Void
    /// What this question has cost so far.
    let purse: Purse
    /// Why no model is asked though one was wished for.
    private let unasked: StorageError?

    init(
        library: Library, request: AskRequest, service: AnsweringService?, unasked: StorageError? = nil,
        tell: @escaping @Sendable (AskEvent) -> Void
    ) {
        self.unasked = unasked
        self.library = library
        self.request = request
        self.service = service
        self.tell = tell
        purse = Purse(library.ledger, service?.catalogue ?? .builtIn)
    }

    /// What was found for the question.
    struct Findings: Sendable {
        var retrieval: Retrieval
        var evidence: [Evidence]
        /// What was asked and said before.
        var earlier: EarlierTurns?
        /// Small calls on the way here.
        var helpers: [HelperCall.Result] = []
        /// What a reader of the answer has to know about how it came about, each a sentence.
        var notes: [String] = []
    }

    func callAsFunction() async throws -> Answer {
        var watch = StopWatch()
        let (searching, search) = AsyncStream<Never>.makeStream()
        async let _ = prepare(once: searching)
        let findings = try await find { search.finish() }
        let (earlier, helpers) = (findings.earlier, findings.helpers)
        watch.timings.searching = watch.elapsed
        tell(.retrieved(passages: findings.evidence.map(FoundPassage.init)))

        var finished: FinishedAnswer
        do {
            finished =
                if request.model == .extractive || isSilent(findings) {
                    FinishedAnswer(
                        try await extractive(findings, &watch), to: request, documents: [],
                        exchanges: helpers.map(\.exchange), conversation: earlier?.id)
                } else {
                    try await claude(findings, &watch)
                }
        } catch let failure as FailedCall {
            watch.timings.total = watch.elapsed
            await keep(failure, findings, watch.timings)
            throw failure.cause
        }
        watch.timings.total = watch.elapsed
        finished.answer.timings = watch.timings
        finished.calls += purse.calls.map(\.key)
        let unwritten = library.ledger.unwrittenCalls
        if unwritten > 0 {
            tell(
                .warning(
                    "The account cannot be written to: \(unwritten) \(unwritten == 1 ? "call is" : "calls are") not in it."
                ))
        }
        finished.answer.receipt.calls = purse.calls.map(Receipt.Call.init)
        finished.answer.receipt.budgets = await budgetsLeft()
        let answer = await kept(finished)
        tell(.finished(answer))
        return answer
    }

    /// Nothing to answer from: no model is asked, and nothing is paid.
    func isSilent(_ findings: Findings) -> Bool {
        findings.evidence.isEmpty && findings.earlier?.prompt == nil && !request.isDeep && !request.sendsPagePictures
    }

    /// Makes ready what the call will need, once the search is under way: libcurl, then the connection of the account.
    private func prepare(once searching: AsyncStream<Never>) async {
        guard let service, request.model != .extractive else { return }
        for await _ in searching {}
        guard !Task.isCancelled else { return }
        await service.client.prepare()
        await library.ledger.prepare()
    }

    /// Searches, after the helper call that may be needed for it.
    ///
    /// - Parameter began: called on the thread that searches, before it does.
    func find(began: @escaping @Sendable () -> Void = {}) async throws -> Findings {
        let earlier = try await earlierTurns()
        tell(.searching)
        let (searched, helpers) = await searchedQuestion(earlier)
        let found = try await WordRetriever(library.store).passages(
            for: RetrievalRequest(
                searched, collections: request.collections, filter: request.filter, limit: request.passages),
            began: began)
        var findings = Findings(
            retrieval: found, evidence: try await library.evidence(for: found.passages), earlier: earlier,
            helpers: helpers)
        if let unasked {
            findings.notes.append(
                "No model was asked, because what it costs could not be written down. \(unasked.message)")
        }
        return findings
    }

    /// The answer with its id. That it cannot be kept (a full disk, a file that is read only) does not take it away.
    func kept(_ finished: FinishedAnswer) async -> Answer {
        do throws(DocQAError) {
            return try await library.keep(finished, days: request.keepDays)
        } catch {
            tell(.notKept(error))
            return finished.answer
        }
    }

    private func extractive(_ findings: Findings, _ watch: inout StopWatch) async throws -> Answer {
        let question = findings.earlier.map { FollowUp.searched(request.question, after: $0.questions) }
        let quotable = try await library.quotable(
            question ?? request.question, findings.retrieval, findings.evidence)
        watch.planned()
        tell(.planned(PlannedQuestion(withoutModel: findings.evidence.count)))
        let assembly = try await follow(quotable.model, quotable.prompt, &watch)
        return try await AnswerMaking(asking: self, findings: findings).answer(assembly)
    }

    /// Reads a model's events to their end, passing on what can be shown.
    ///
    /// - Parameter isHeldBack: shows nothing of the text.
    func follow(
        _ model: some LanguageModel, _ prompt: PlannedPrompt, _ watch: inout StopWatch,
        isHeldBack: Bool = false, as purpose: Exchange.Purpose = .answer, settlement: PrefixSettlement? = nil
    ) async throws -> AnswerAssembly {
        var assembly = AnswerAssembly(prompt)
        do {
            for try await event in model.answer(prompt) {
                try Task.checkCancellation()
                if case .began(let message) = event { settlement?.began(message) }
                for update in assembly.receive(event) {
                    if case .text = update { watch.textCame() }
                    try await show(update, assembly, isHeldBack: isHeldBack)
                }
            }
            try Task.checkCancellation()
        } catch {
            await purse.settle(error)
            guard prompt.call != nil else { throw error }
            throw FailedCall(error, assembly, prompt, as: purpose, request: purse.failedRequest)
        }
        if let interruption = assembly.interruption { await purse.settle(interruption) }
        return assembly
    }

    private func show(_ update: AnswerAssembly.Update, _ assembly: AnswerAssembly, isHeldBack: Bool) async throws {
        switch update {
        case .text(let text): if !isHeldBack { tell(.text(text)) }
        case .thinking(let text): tell(.thinking(text))
        case .step(let step): tell(.step(step))
        case .usage:
            tell(.usage(purse.usage, purse.cost))
        case .marker(let number): if !isHeldBack { tell(.footnote(number, nil)) }
        case .footnote(let draft):
            guard !isHeldBack else { return }
            tell(.footnote(draft.number, try await library.footnotes([draft], of: assembly.documents).first))
        }
    }
}

extension PlannedQuestion {
    /// A question that no model of a service is asked.
    ///
    /// - Parameter passages: how many were found.
    fileprivate init(withoutModel passages: Int) {
        let reason =
            passages == 0
            ? "Nothing was found, so there is nothing to ask a model about."
            : "The answer consists of sentences of the documents, word for word."
        self.init(
            model: ExtractiveModel.name, reasons: [reason], promptTokens: 0, worstNanoDollars: 0, marks: [])
    }
}

/// Milliseconds since a question was asked.
struct StopWatch {
    var timings = Answer.Timings()
    private let began = ContinuousClock.now

    var elapsed: Int { Int((ContinuousClock.now - began) / .milliseconds(1)) }
    mutating func planned() { timings.planning = elapsed - timings.searching }
    mutating func textCame() { if timings.firstText == 0 { timings.firstText = max(1, elapsed) } }
}

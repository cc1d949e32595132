import Accounting
import Answering
import Claude
import DocumentModel
import JSON
import LanguageModels
import Retrieval
import Storage

/// Why no answer came of a prompt, with what was sent and received for it all the same.
struct FailedCall: Error {
    let cause: any Error
    /// What had come.
    let assembly: AnswerAssembly
    let exchanges: [Exchange]

    init(
        _ cause: any Error, _ assembly: AnswerAssembly, _ prompt: PlannedPrompt, as purpose: Exchange.Purpose,
        request: MessageRequest?
    ) {
        self.cause = cause
        var assembly = assembly
        _ = assembly.receive(.interrupted(cause as? ClaudeError ?? ClaudeError(.cancelled)))
        self.assembly = assembly
        var exchanges = Exchange.list(purpose, prompt, assembly)
        if let request {
            let error = cause as? ClaudeError
            exchanges.append(
                Exchange(
                    purpose, .failed, request: request.encoded(),
                    response: error?.partial?.json.bytes() ?? error?.told.bytes() ?? []))
        }
        self.exchanges = exchanges
    }

    var isCancellation: Bool { cause is CancellationError || (cause as? ClaudeError)?.code == .cancelled }

    /// A sentence for whoever asked.
    var sentence: String { isCancellation ? "The question was cancelled." : FailedCall.sentence(of: cause) }

    /// The same for programs.
    var code: String { isCancellation ? "cancelled" : FailedCall.code(of: cause) }

    /// That there is no more, said once.
    static func brokenOff(by reason: String) -> String {
        let start = "The answer broke off before its end"
        return reason.hasPrefix(start) ? reason : "\(start). \(reason)"
    }

    static func sentence(of error: any Error) -> String {
        switch error {
        case let error as DocQAError: error.message
        case let error as ClaudeError: error.description
        default: "Something went wrong that should not."
        }
    }

    static func code(of error: any Error) -> String {
        switch error {
        case let error as DocQAError: error.code
        case let error as ClaudeError: DocQAError.word(for: error.code)
        default: "internal"
        }
    }
}

extension Asking {
    /// Keeps a question whose calls failed, with what they cost. Nothing is kept of one that made no call.
    func keep(_ failure: FailedCall, _ findings: Findings, _ timings: Answer.Timings) async {
        let calls = purse.calls
        guard let last = calls.last else { return }
        let assembly = failure.assembly
        let segments = assembly.segments
        let isEmpty = segments.allSatisfy { $0.text.allSatisfy(\.isWhitespace) }
        let footnotes = try? await library.footnotes(assembly.footnotes, of: assembly.documents)
        var answer = Answer(
            question: request.question, segments: segments, footnotes: footnotes ?? [],
            outcome: isEmpty ? .failed : .interrupted,
            confidence: findings.retrieval.confidence,
            model: Answer.ModelNote(name: last.model, stopReason: failure.code), usage: purse.usage,
            cost: purse.cost, timings: timings)
        answer.notes = [isEmpty ? "No answer came. \(failure.sentence)" : FailedCall.brokenOff(by: failure.sentence)]
        answer.receipt.calls = calls.map(Receipt.Call.init)
        var finished = FinishedAnswer(
            answer, to: request, documents: assembly.documents.map(\.identity),
            exchanges: findings.helpers.map(\.exchange) + failure.exchanges, conversation: findings.earlier?.id)
        finished.calls = calls.map(\.key)
        _ = await kept(finished)
    }

    /// What is left of the budgets that the calls of this question count in.
    func budgetsLeft() async -> [Receipt.Budget] {
        var left: [Receipt.Budget] = []
        if let limit = request.maxCost {
            left.append(Receipt.Budget(name: "--max-cost", limit: limit, left: max(0, limit - purse.sum)))
        }
        guard !purse.calls.isEmpty else { return left }
        let calls = purse.calls
        // An account that cannot be read keeps nobody from the answer.
        let standings = (try? await library.standings()) ?? []
        for standing in standings where calls.contains(where: standing.budget.covers) {
            guard let limit = standing.budget.limit else { continue }
            left.append(
                Receipt.Budget(name: standing.budget.words, limit: limit, left: max(0, limit - standing.spent)))
        }
        return left
    }
}

extension ClaudeError {
    /// What the service said instead of an answer, without any part of the request.
    fileprivate var told: JSONValue {
        func optional(_ text: String?) -> JSONValue { text.map { JSONValue($0) } ?? .null }
        return [
            "error": [
                "code": JSONValue(code.rawValue), "status": status.map { JSONValue($0) } ?? .null,
                "type": optional(type), "message": optional(serverMessage), "request_id": optional(requestID),
            ]
        ]
    }
}

import Accounting
import Claude
import DocumentModel
import LanguageModels
import Storage
import Synchronization

/// Pays for the calls of one question, one behind the other: each is reserved before it is sent, and settled when it has ended.
///
/// What an answer says that it cost is the sum of these rows of the ledger.
final class Purse: Sendable {
    private struct OpenCall {
        var reservation: Reservation
        var request: MessageRequest
        var began = ContinuousClock.now
        var firstText: Int?

        var elapsed: Int { Int((ContinuousClock.now - began) / .milliseconds(1)) }
    }

    private struct State {
        var open: OpenCall?
        var settling: Task<[LedgerCall], Never>?
        var settled: [LedgerCall] = []
        var failedRequest: MessageRequest?
    }

    private let ledger: Ledger
    private let catalogue: ModelCatalogue
    private let state = Mutex(State())

    init(_ ledger: Ledger, _ catalogue: ModelCatalogue) {
        self.ledger = ledger
        self.catalogue = catalogue
    }

    /// The calls that have ended, failed attempts included, in order.
    var calls: [LedgerCall] { state.withLock { $0.settled } }

    /// The last request that got no whole response.
    var failedRequest: MessageRequest? { state.withLock { $0.failedRequest } }

    /// Nano-dollars that are spent and reserved.
    var sum: Int {
        state.withLock { state in
            state.settled.reduce(state.open?.reservation.call.charge ?? 0) { $0 + $1.charge }
        }
    }

    /// Reserves a call. Returns what a person should be warned of.
    func reserve(_ intent: CallIntent, for request: MessageRequest) async throws -> [String] {
        let reservation = try await ledger.reserve(intent)
        // Nobody settles what is opened behind the end of its question.
        let isTooLate = state.withLock { state in
            if Task.isCancelled { return true }
            precondition(state.open == nil, "one call of a question at a time")
            state.open = OpenCall(reservation: reservation, request: request)
            return false
        }
        if isTooLate {
            await ledger.settle(reservation, CallOutcome(.cancelled, .nothing))
            throw CancellationError()
        }
        return reservation.warnings
    }

    func textCame() {
        state.withLock { state in
            if let open = state.open, open.firstText == nil { state.open?.firstText = open.elapsed }
        }
    }

    /// Settles the open call by its response.
    func settle(_ reply: ModelReply) async {
        await settle { open in
            let usage = reply.message.usage
            var outcome = CallOutcome(.complete, .usage(usage), model: reply.message.model)
            if let failure = reply.failure {
                outcome.state = failure == .cancelled ? .cancelled : .cut
                outcome.charge = .cut(usage, output: open.request.maxTokens)
                outcome.error = failure.rawValue
            } else if [.toolUse, .pauseTurn].contains(reply.message.stopReason) {
                outcome.purpose = .search
            }
            outcome.requestID = reply.requestID
            return reply.failedAttempts.map { CallOutcome($0) } + [outcome]
        }
    }

    /// Settles the open call, if there is one, by what kept its response from coming.
    func settle(_ problem: any Error) async {
        state.withLock { state in
            if let open = state.open { state.failedRequest = open.request }
        }
        await settle { open in
            guard let error = problem as? ClaudeError else {
                let isCancelled = problem is CancellationError
                return [CallOutcome(isCancelled ? .cancelled : .cut, .worst)]
            }
            if error.code == .cancelled {
                // The attempt that was cancelled may be among them: it is the last outcome, and no other one.
                return error.attempts.filter { $0.failure != .cancelled }.map { CallOutcome($0) } + [
                    CallOutcome(.cancelled, .worst, error: error.code.rawValue)
                ]
            }
            // What came in between of an answer that broke off is not among the attempts.
            if let usage = error.partial?.usage, error.partial?.content.isEmpty == false {
                var outcome = CallOutcome(
                    .cut, .cut(usage, output: open.request.maxTokens), model: error.partial?.model)
                outcome.requestID = error.requestID
                outcome.error = error.code.rawValue
                return error.attempts.map { CallOutcome($0) } + [outcome]
            }
            if !error.attempts.isEmpty { return error.attempts.map { CallOutcome($0) } }
            return [CallOutcome(error.charge, error.code, requestID: error.requestID)]
        }
    }

    /// Also waits for a settlement that another task began: behind the end of a question nothing is left open.
    private func settle(_ outcomes: (OpenCall) -> [CallOutcome]) async {
        let settling = state.withLock { state in
            guard let open = state.open else { return state.settling }
            state.open = nil
            var ended = outcomes(open)
            ended[ended.count - 1].firstText = open.firstText
            ended[ended.count - 1].duration = open.elapsed
            let task = Task { [ended, ledger, catalogue] in
                await ledger.settle(open.reservation, ended, prices: catalogue)
            }
            state.settling = task
            return task
        }
        guard let settling else { return }
        let calls = await settling.value
        state.withLock { state in
            guard state.settling == settling else { return }
            state.settling = nil
            state.settled += calls
        }
    }
}

extension Purse {
    var usage: Answer.TokenUsage {
        calls.reduce(into: Answer.TokenUsage()) { $0 += $1.tokens }
    }

    /// Nil when a price is not known.
    var cost: Answer.Cost? {
        var sum = Answer.Cost()
        for call in calls {
            guard let cost = call.cost else { return nil }
            sum.nanoDollars += cost
            sum.uncachedNanoDollars += call.uncachedCost ?? cost
        }
        return sum
    }
}

extension CallOutcome {
    /// What became of an attempt after which there was another one, or none.
    fileprivate init(_ attempt: Attempt) {
        self.init(attempt.charge ?? .nothing, attempt.failure, requestID: attempt.requestID)
        model = attempt.model
    }

    fileprivate init(_ charge: FailedCharge, _ failure: ClaudeError.Code?, requestID: String?) {
        switch charge {
        case .notSent, .nothing: self.init(.failed, .nothing)
        case .unknown: self.init(.cut, .worst)
        // Nothing was written yet: what is told is all there was.
        case .reported(let usage): self.init(.cut, .usage(usage))
        }
        self.requestID = requestID
        error = failure?.rawValue
    }
}

extension Receipt.Call {
    init(_ call: LedgerCall) {
        self.init(purpose: call.purpose, model: call.model, state: call.state.rawValue)
        usage = call.tokens
        if let paid = call.cost {
            var sum = Answer.Cost()
            sum.nanoDollars = paid
            sum.uncachedNanoDollars = call.uncachedCost ?? paid
            cost = sum
        }
        requestID = call.requestID
        error = call.error
        firstText = call.firstText
        duration = call.duration
    }
}

import Accounting
import Answering
import Claude
import DocumentModel
import LanguageModels
import Storage
import Synchronization

/// What the calls for one question have cost, and may still cost.
final class Purse: Sendable {
    private let charged = Mutex<[String: Int]>([:])

    /// Nano-dollars.
    var sum: Int { charged.withLock { $0.values.reduce(0, +) } }

    func note(_ charge: Int, of key: String) { charged.withLock { $0[key] = charge } }
}

/// One call from its reservation to its settlement.
final class Payment: Sendable {
    private let reservation: Reservation
    private let ledger: Ledger
    private let purse: Purse
    private let catalogue: ModelCatalogue
    private let maxTokens: Int
    private let began = ContinuousClock.now
    private let firstText = Mutex<Int?>(nil)

    fileprivate init(
        _ reservation: Reservation, _ ledger: Ledger, _ purse: Purse, _ catalogue: ModelCatalogue, maxTokens: Int
    ) {
        self.reservation = reservation
        self.ledger = ledger
        self.purse = purse
        self.catalogue = catalogue
        self.maxTokens = maxTokens
        purse.note(reservation.call.charge, of: reservation.call.key)
    }

    private var elapsed: Int { Int((ContinuousClock.now - began) / .milliseconds(1)) }

    func textCame() { firstText.withLock { if $0 == nil { $0 = elapsed } } }

    /// - Parameter problem: why nothing more came, also when some of the answer had.
    func settle(_ replies: [ModelReply], _ problem: (any Error)?) async {
        let isCancelled = problem is CancellationError || (problem as? ClaudeError)?.code == .cancelled
        let reply = replies.last
        var outcome = CallOutcome(
            problem == nil ? .complete : isCancelled ? .cancelled : reply == nil ? .failed : .cut,
            firstText: firstText.withLock { $0 }, duration: elapsed,
            requestID: reply?.requestID ?? (problem as? ClaudeError)?.requestID,
            error: (problem as? ClaudeError)?.code.rawValue)
        outcome.responses = replies.map { CallOutcome.Response(model: $0.message.model, usage: $0.message.usage) }
        // The counts of an answer that broke off are those of its beginning. What came since is paid for too, and what the
        // model thought, which nobody sees: all that it was allowed is charged.
        if problem != nil, let last = outcome.responses.indices.last {
            let told = outcome.responses[last].usage.outputTokens
            outcome.responses[last].usage["output_tokens"] = max(told, maxTokens)
        }
        let call = await ledger.settle(reservation, outcome, prices: catalogue)
        purse.note(call.charge, of: call.key)
    }
}

extension Asking {
    /// Reserves what a call can cost; nil for a model that costs nothing.
    func payment(for prompt: PlannedPrompt, as purpose: CallIntent.Purpose) async throws -> Payment? {
        guard let call = prompt.call, let service else { return nil }
        let collections = Set(prompt.documents.map(\.identity.collection))
        let intent = CallIntent(
            purpose, model: call.request.model, worstCost: call.worstCost, collections: collections.sorted())
        do throws(AccountingError) {
            try holdAgainstLimit(call)
            let reservation = try await library.ledger.reserve(intent)
            for warning in reservation.warnings { tell(.warning(warning)) }
            return Payment(
                reservation, library.ledger, purse, service.catalogue, maxTokens: call.request.maxTokens)
        } catch {
            guard let left = error.left else { throw DocQAError(error) }
            let advice = BudgetAdvice.sentence(call.request, promptTokens: call.promptTokens, left, service.catalogue)
            throw DocQAError(code: error.code.rawValue, message: error.message + advice, cause: error)
        }
    }

    /// The most that a call can cost when each of the models may have to answer it; nil when a price is not known.
    func worstCost(of call: PlannedCall, _ choice: ModelRouting.Choice, _ catalogue: ModelCatalogue) -> Money? {
        var worst = call.worstCost
        for model in choice.fallbacks {
            var request = call.request
            request.model = model
            guard let known = worst, let cost = catalogue.worstCost(of: request, promptTokens: call.promptTokens) else {
                return nil
            }
            worst = max(known, cost)
        }
        return worst
    }

    /// What all rounds of a search can cost: each may grow by what the tools return.
    func worstOfSearch(_ call: PlannedCall, atLeast one: Money, _ catalogue: ModelCatalogue) -> Money? {
        let grown = call.promptTokens + SearchingModel.roundLimit * SearchingModel.tokensOfRound / 2
        guard let worst = catalogue.worstCost(of: call.request, promptTokens: grown) else { return nil }
        return max(one, worst) * SearchingModel.roundLimit
    }

    /// A small call that helps with the question and is not its answer. Whatever goes wrong, a missing budget included, the
    /// question goes on without it.
    func help(_ text: String, _ service: AnsweringService, as purpose: CallIntent.Purpose) async -> HelperCall.Result? {
        let helper = HelperCall(service: service)
        let request = helper.request(text)
        let tokens = TokenEstimator().estimate(request, catalogue: service.catalogue)
        let call = PlannedCall(
            request: request, marks: [], promptTokens: tokens,
            worstCost: service.catalogue.worstCost(of: request, promptTokens: tokens))
        let prompt = PlannedPrompt(question: "", documents: [], call: call)
        guard let payment = try? await payment(for: prompt, as: purpose) else { return nil }
        do {
            let result = try await helper.send(request, as: purpose)
            await payment.settle([result.reply], nil)
            return result
        } catch {
            await payment.settle([], error)
            return nil
        }
    }

    /// The limit of this question alone.
    private func holdAgainstLimit(_ call: PlannedCall) throws(AccountingError) {
        guard let limit = request.maxCost.map(Money.init(nanoDollars:)) else { return }
        guard let needed = call.worstCost else {
            throw AccountingError(
                .unknownPrice, "Nobody knows what \(call.request.model) costs, so --max-cost cannot be kept.")
        }
        let left = max(.zero, limit - Money(nanoDollars: purse.sum))
        guard needed <= left else {
            throw AccountingError(
                .overBudget,
                "The question could cost \(needed.rounded), and its limit is \(limit)"
                    + (purse.sum > 0 ? ", of which \(left.rounded) is left." : "."),
                left: left)
        }
    }
}

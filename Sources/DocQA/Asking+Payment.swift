import Accounting
import Answering
import Claude
import DocumentModel
import LanguageModels
import Storage

extension Asking {
    /// Reserves what a call can cost; does nothing for a model that costs nothing.
    func reserve(_ prompt: PlannedPrompt, as purpose: CallIntent.Purpose) async throws {
        guard let call = prompt.call, let service else { return }
        var intent = CallIntent(
            purpose, model: call.request.model, worstCost: call.worstCost,
            collections: try await charged(prompt), tenant: request.tenant)
        if case .id(let number) = request.conversation { intent.conversation = number }
        do {
            try holdAgainstLimit(call)
            let warnings = try await purse.reserve(intent, for: call.request)
            for warning in warnings { tell(.warning(warning)) }
        } catch let error as AccountingError {
            guard let left = error.left else { throw DocQAError(error) }
            let advice = BudgetAdvice.sentence(
                call.request, promptTokens: call.promptTokens, left, service.catalogue)
            throw DocQAError(code: error.code.rawValue, message: error.message + advice, cause: error)
        }
    }

    /// Pays for the calls of a prompt: the only one, or round after round, each grown by what tools returned.
    func payer(
        for prompt: PlannedPrompt, _ choice: ModelRouting.Choice, as purpose: CallIntent.Purpose = .answer
    ) -> CallPayer {
        CallPayer { request in
            var prompt = prompt
            if let catalogue = service?.catalogue, var call = prompt.call {
                call.request = request
                call.promptTokens = TokenEstimator().estimate(request, catalogue: catalogue)
                call.worstCost = catalogue.worstCost(of: request, promptTokens: call.promptTokens)
                call.worstCost = worstCost(of: call, choice, catalogue)
                prompt.call = call
            }
            try await reserve(prompt, as: purpose)
        } textCame: {
            purse.textCame()
        } after: { reply in
            await purse.settle(reply)
        }
    }

    /// Whose documents a call is about. A call without documents may draw on all that were asked.
    private func charged(_ prompt: PlannedPrompt) async throws(DocQAError) -> [String] {
        let names = Set(prompt.documents.map(\.identity.collection))
        if !names.isEmpty { return names.sorted() }
        guard request.collections.isEmpty else { return request.collections }
        return try await library.reading { connection throws(StorageError) in
            try connection.collections().map(\.name)
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

    /// A small call that helps with the question and is not its answer. Whatever goes wrong, a missing budget included, the
    /// question goes on without it.
    func help(_ text: String, _ service: AnsweringService, as purpose: CallIntent.Purpose) async -> HelperCall.Result? {
        let helper = HelperCall(service: service)
        let request = helper.request(text)
        let tokens = TokenEstimator().estimate(request, catalogue: service.catalogue)
        let call = PlannedCall(
            request: request, marks: [], promptTokens: tokens,
            worstCost: service.catalogue.worstCost(of: request, promptTokens: tokens))
        do {
            try await reserve(PlannedPrompt(question: "", documents: [], call: call), as: purpose)
            let result = try await helper.send(request, as: purpose)
            await purse.settle(result.reply)
            return result
        } catch {
            await purse.settle(error)
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

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
                call.request, promptTokens: call.promptTokens, passages(in: call), left, ways(call, service),
                service.catalogue)
            throw DocQAError(code: error.code.rawValue, message: error.message + advice, cause: error)
        }
    }

    /// Pays for the calls of a prompt: the only one, or round after round, each grown by what tools returned.
    func payer(
        for prompt: PlannedPrompt, _ choice: ModelRouting.Choice, as purpose: CallIntent.Purpose = .answer
    ) -> CallPayer {
        CallPayer { request in
            try await reserve(grown(prompt, to: request, choice), as: purpose)
        } last: { request in
            try await reserveLast(request, of: prompt, choice, as: purpose)
        } textCame: {
            purse.textCame()
        } after: { reply in
            await purse.settle(reply)
        }
    }

    /// A prompt whose request has grown, with what that can cost at most.
    private func grown(_ prompt: PlannedPrompt, to request: MessageRequest, _ choice: ModelRouting.Choice)
        -> PlannedPrompt
    {
        guard let catalogue = service?.catalogue, var call = prompt.call else { return prompt }
        var prompt = prompt
        call.request = request
        call.promptTokens = TokenEstimator().estimate(request, catalogue: catalogue)
        call.worstCost = catalogue.worstCost(of: request, promptTokens: call.promptTokens)
        call.worstCost = worstCost(of: call, choice, catalogue)
        prompt.call = call
        return prompt
    }

    /// Reserves the last request of a search, which nobody stands in for, with as much output as there is money for. Nil when
    /// there is not enough for an answer.
    private func reserveLast(
        _ request: MessageRequest, of prompt: PlannedPrompt, _ choice: ModelRouting.Choice,
        as purpose: CallIntent.Purpose
    ) async throws -> MessageRequest? {
        guard let service else { return nil }
        var alone = choice
        alone.fallbacks = []
        var request = request
        // What is left may shrink in between: others spend it too.
        for _ in 0..<3 {
            let last = grown(prompt, to: request, alone)
            do {
                try await reserve(last, as: purpose)
                return request
            } catch let error as DocQAError {
                guard let left = (error.cause as? AccountingError)?.left, let call = last.call,
                    let output = BudgetAdvice.output(
                        of: request, promptTokens: call.promptTokens, left, service.catalogue)
                else { return nil }
                request.maxTokens = output
            }
        }
        return nil
    }

    /// The models that may be asked instead, the present one first.
    private func ways(_ call: PlannedCall, _ service: AnsweringService) -> [BudgetAdvice.Way] {
        let routing = ModelRouting(service.catalogue)
        func way(_ name: String) -> BudgetAdvice.Way {
            let choice = routing.choice(name, ModelRouting.Facts())
            return BudgetAdvice.Way("--model \(name)", models: [choice.model.id] + choice.fallbacks)
        }
        let present = call.request.model
        let line = service.catalogue[model: present]?.line
        let isExact = request.model == .named(present)
        let refused = isExact ? way(present) : way(line ?? present)
        // A line may be stood in for by a dearer one; an exact id is not.
        let exact = isExact ? [] : [way(present)]
        let cheap = routing.choice("haiku", ModelRouting.Facts()).model.id
        return [refused] + exact + ["sonnet", "haiku", cheap].filter { $0 != line && $0 != present }.map(way)
    }

    /// What the passages make of a prompt; nil for a search, which is sent none.
    private func passages(in call: PlannedCall) -> BudgetAdvice.Passages? {
        guard !request.isDeep, let catalogue = service?.catalogue, let last = call.request.messages.last else {
            return nil
        }
        var bare = call.request
        bare.messages[bare.messages.count - 1] = InputMessage(
            .user, .blocks(last.blocks.filter { if case .document = $0 { false } else { true } }))
        let rest = TokenEstimator().estimate(bare, catalogue: catalogue)
        return BudgetAdvice.Passages(number: request.passages, tokens: max(0, call.promptTokens - rest))
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

import Accounting
import Answering
import Claude
import DocumentModel
import LanguageModels
import PrefixPlanning
import Storage

extension Library {
    /// Writes into the service's cache what the next questions like this one will read, when that is expected to save more than
    /// it costs: at the first sign of interest, before anything is asked. Nothing is answered and no output is paid for.
    ///
    ///     var request = AskRequest("", collections: ["manuals"], access: visitor.labels)
    ///     request.model = .auto
    ///     try await library.warm(for: request, with: service)
    ///
    /// - Parameters:
    ///   - request: as the questions will be asked: collections, filters, access labels, model, effort. Its question is left aside.
    ///   - isForced: writes also what is not worth its price.
    public func warm(
        for request: AskRequest, with service: AnsweringService, isForced: Bool = false
    ) async throws(DocQAError) -> WarmUp {
        do {
            return try await Asking(library: self, request: request, service: service) { _ in }
                .warm(service, isForced: isForced)
        } catch let error as DocQAError {
            throw error
        } catch let error as StorageError {
            throw DocQAError(error)
        } catch let error as ClaudeError where error.code != .cancelled {
            throw DocQAError(error)
        } catch {
            throw DocQAError(code: "cancelled", message: "Warming up was cancelled.", cause: error)
        }
    }
}

extension Asking {
    fileprivate func warm(_ service: AnsweringService, isForced: Bool) async throws -> WarmUp {
        let name: String? = if case .named(let name) = request.model { name } else { nil }
        let choice = ModelRouting(service.catalogue).choice(
            name, ModelRouting.Facts(effort: request.effort.map(Effort.init(rawValue:))))
        var settings = PlannerSettings(
            model: choice.model, catalogue: service.catalogue, effort: request.effort.map(Effort.init(rawValue:)),
            prompts: service.prompts)
        guard let prices = PrefixPrices(settings.model) else {
            throw DocQAError(
                code: AccountingError.Code.unknownPrice.rawValue,
                message: "Nobody knows what \(choice.model.id) costs, so what is worth writing cannot be told.")
        }
        var ground = await ground([], tail: 0, prices, settings, service)
        let plan = try await ground.decide(self) {
            PrefixPlanner.warmUp($0) ?? (isForced ? PrefixPlanner.forcedWarmUp($0) : nil)
        }
        guard let plan else { return nothing(ground.question, choice.model.id) }
        let prefixed = ground.prompt(plan, before: [])
        settings.marks = prefixed.marks
        settings.diagnostics = service.diagnostics(after: prefixed.earlierMessage)
        var planned = PromptPlanner.plan(Asking.placeholder, documents: prefixed.documents, settings)
        guard var memo = prefixed.memo, var call = planned.call else {
            return nothing(ground.question, choice.model.id)
        }
        call.request.maxTokens = 0
        call.request.stream = nil
        call.worstCost = service.catalogue.worstCost(of: call.request, promptTokens: call.promptTokens)
        planned.call = call
        let request = call.request
        memo.isQuestion = false
        var result = WarmUp(
            outcome: .written, model: choice.model.id, way: prefixed.plan?.chosen,
            loggedQuestions: ground.question.log.count)
        guard case .held(let lease) = PrefixLease.take(database: library.store.path, prefixes: memo.writes) else {
            result.outcome = .warm
            return result
        }
        defer { lease.release() }
        try await reserve(planned, as: .warmUp)
        do {
            let options = CallOptions(deadline: self.request.timeout ?? .seconds(120), fallbacks: [])
            let response = try await service.client.create(request, options: options)
            await purse.settle(
                ModelReply(response.message, requestID: response.requestID, requestedModel: request.model))
            let settlement = PrefixSettlement(memo, of: library)
            settlement.began(response.message)
            _ = await settlement.finish()
        } catch {
            await purse.settle(error)
            throw error
        }
        result.usage = purse.usage
        result.cost = purse.cost
        return result
    }

    /// Stands where a question would; nothing that is written reaches as far.
    private static let placeholder = "warm-up"

    private func nothing(_ question: PrefixQuestion, _ model: String) -> WarmUp {
        let ways = PrefixPlanner.plan(question).alternatives.filter { $0.lifetime != nil }
        let best = ways.min { $0.price - $0.ahead < $1.price - $1.ahead }
        let isWarm = question.warm.contains { $0.isWarm(at: question.now) }
        return WarmUp(
            outcome: isWarm ? .warm : .notWorthIt, model: model,
            way: best.map { PromptPlan.Alternative($0, $0.choice) },
            loggedQuestions: question.log.count)
    }
}

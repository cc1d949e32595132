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
        if let reason = store.cannotBeWritten { throw DocQAError(reason) }
        do {
            return try await Asking(library: self, request: request, service: service) { _ in }
                .warm(service, isForced: isForced)
        } catch {
            throw DocQAError(error, stopped: "Warming up was cancelled.")
        }
    }
}

/// What could be written, for questions that are asked in one way.
private struct WarmUpChance {
    var asking: Asking
    var ground: PlanningGround
    var settings: PlannerSettings
    /// What is worth its price.
    var plan: PrefixPlan?

    /// What is expected to be left of the saving, in nano-dollars.
    var gain: Double { plan.map { $0.ahead - $0.price } ?? 0 }

    /// What comes closest to being worth its price.
    var best: PrefixPlan.Alternative? {
        PrefixPlanner.plan(ground.question).alternatives.filter { $0.lifetime != nil }.min { $0.net < $1.net }
    }
}

extension Asking {
    fileprivate func warm(_ service: AnsweringService, isForced: Bool) async throws -> WarmUp {
        let names = request.collections
        try await library.reading { connection throws(StorageError) in
            for name in names { _ = try connection.requiredCollection(name) }
        }
        var chance = try await chance(service)
        // Most people name no collection. Their questions read what was written for such questions and nothing else, so it is
        // written for them, when those of the past that drew on these collections make it worth more.
        if !names.isEmpty {
            var request = request
            request.collections = []
            let open = try await Asking(library: library, request: request, service: service, tell: tell)
                .chance(service, drawingOn: names)
            let isOther = open.ground.scope.memory != chance.ground.scope.memory
            let isOnly = chance.ground.memory.questions.isEmpty && !isForced
            if isOther, !open.ground.memory.questions.isEmpty, isOnly || open.gain > chance.gain { chance = open }
        }
        if chance.plan == nil, isForced {
            chance.plan = try await chance.ground.decide(self) { PrefixPlanner.forcedWarmUp($0) }
        }
        return try await chance.asking.write(chance, service)
    }

    /// - Parameter names: only questions count that drew mostly on these collections; nil: all do.
    private func chance(
        _ service: AnsweringService, drawingOn names: [String]? = nil
    ) async throws -> WarmUpChance {
        let name: String? = if case .named(let name) = request.model { name } else { nil }
        let choice = ModelRouting(service.catalogue).choice(
            name, ModelRouting.Facts(effort: request.effort.map(Effort.init(rawValue:))))
        let settings = PlannerSettings(
            model: choice.model, catalogue: service.catalogue, effort: request.effort.map(Effort.init(rawValue:)),
            prompts: service.prompts)
        guard let prices = PrefixPrices(settings.model) else {
            throw DocQAError(
                code: AccountingError.Code.unknownPrice.rawValue,
                message: "Nobody knows what \(choice.model.id) costs, so what is worth writing cannot be told.")
        }
        var ground = await ground([], tail: 0, prices, settings, service)
        if let names {
            let collections = try await library.reading { connection throws(StorageError) in
                try connection.collections().filter { names.contains($0.name) }
            }
            ground.memory = ground.memory.drawing(on: Set(collections.map(\.id)))
        }
        let plan = try await ground.decide(self) { PrefixPlanner.warmUp($0) }
        return WarmUpChance(asking: self, ground: ground, settings: settings, plan: plan)
    }

    private func write(_ chance: WarmUpChance, _ service: AnsweringService) async throws -> WarmUp {
        let model = chance.settings.model.id
        guard let plan = chance.plan else { return nothing(chance, model) }
        let prefixed = chance.ground.prompt(plan, before: [])
        var settings = chance.settings
        settings.marks = prefixed.marks
        settings.diagnostics = service.diagnostics(after: prefixed.earlierMessage)
        var planned = PromptPlanner.plan(Asking.placeholder, documents: prefixed.documents, settings)
        guard var memo = prefixed.memo, var call = planned.call else { return nothing(chance, model) }
        call.request.maxTokens = 0
        call.request.stream = nil
        call.worstCost = service.catalogue.worstCost(of: call.request, promptTokens: call.promptTokens)
        planned.call = call
        let request = call.request
        memo.isQuestion = false
        var result = WarmUp(
            outcome: .written, model: model, way: prefixed.plan?.chosen,
            loggedQuestions: chance.ground.question.log.count)
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

    private func nothing(_ chance: WarmUpChance, _ model: String) -> WarmUp {
        let question = chance.ground.question
        return WarmUp(
            outcome: question.warm.contains { $0.isWarm(at: question.now) } ? .warm : .notWorthIt, model: model,
            way: chance.best.map { PromptPlan.Alternative($0, $0.choice) }, loggedQuestions: question.log.count)
    }
}

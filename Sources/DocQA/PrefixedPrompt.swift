import Answering
import Claude
import DocumentModel
import LanguageModels
import PrefixPlanning
import Retrieval
import Storage

/// A question that begins a conversation, with its passages in the order that costs least.
struct PrefixedPrompt: Sendable {
    /// What was found, and maybe more: the first documents of the prompt.
    var documents: [PromptDocument]
    var marks: MarksPolicy
    /// What was weighed.
    var plan: PromptPlan?
    var memo: PrefixMemo?
    /// A message that was sent with the prefix that is to be read.
    var earlierMessage: String?
}

extension Asking {
    /// A longer collection is not thought of as a whole: for the question's own passages alone, sent fresh, more of it could be
    /// read than makes sense with any model.
    private static let wholeLimit = 400_000

    /// Plans which passages stand in front, by price: those that were found, and maybe more that the same person may see.
    ///
    /// What is remembered is a help and no more: where it cannot be read, or where nobody knows what the model costs, the
    /// passages stand as they were found.
    func prefixed(
        _ retrieval: Retrieval, _ found: FoundDocuments, _ settings: PlannerSettings, _ service: AnsweringService,
        _ manner: PlanningManner
    ) async throws -> PrefixedPrompt {
        let rest = found.besideUnits
        let tokenizer = settings.model.tokenizer
        let needed = try await units(retrieval, found, tokenizer: tokenizer)
        guard manner != .plain, let prices = PrefixPrices(settings.model) else {
            return PrefixedPrompt(documents: needed.map(\.unit.document) + rest, marks: .none)
        }
        var ground = await ground(
            needed, tail: tailTokens(rest, tokenizer: tokenizer), prices, settings, service)
        // What is not kept cannot be gone on with, and who asks many questions at once does not talk.
        if request.keepDays != 0, manner != .crowded {
            ground.question.followUps = ground.memory.followUps(at: ground.question.now)
        }
        guard let plan = try await ground.decide(self, by: { PrefixPlanner.plan($0) }) else {
            preconditionFailure("there is always the plan without a cache")
        }
        return ground.prompt(plan, before: rest)
    }

    /// What is sent of what was found as units that other prompts may share, in canonical order.
    func units(
        _ retrieval: Retrieval, _ found: FoundDocuments, tokenizer: String?
    ) async throws(DocQAError) -> [PlacedUnit] {
        let (filter, names, paged) = (request.filter, request.collections, found.paged)
        return try await library.reading { connection throws(StorageError) in
            // Where everything is little, everything is sent.
            let everything = try connection.units(
                passing: filter, in: names, besides: paged, upTo: Library.smallCollection, tokenizer: tokenizer)
            if let everything { return everything }
            return try connection.units(of: retrieval.passages, besides: paged, tokenizer: tokenizer)
        }
    }

    /// Estimated tokens of what stands behind the units: what cannot be shared, and the question.
    func tailTokens(_ rest: [PromptDocument], tokenizer: String?) -> Int {
        rest.reduce(TokenEstimator.estimate(request.question, tokenizer: tokenizer)) {
            $0 + $1.tokens(tokenizer: tokenizer)
        }
    }

    /// What a prefix is planned from.
    ///
    /// - Parameter tail: estimated tokens of what stands behind the passages.
    func ground(
        _ needed: [PlacedUnit], tail: Int, _ prices: PrefixPrices, _ settings: PlannerSettings,
        _ service: AnsweringService
    ) async -> PlanningGround {
        let scope = await scope(settings, service)
        let tokenizer = settings.model.tokenizer
        let (filter, names) = (request.filter, request.collections)
        let memory = (try? await library.prefixMemory(of: scope)) ?? PrefixMemory()
        let whole = try? await library.reading { connection throws(StorageError) in
            try connection.units(passing: filter, in: names, upTo: Asking.wholeLimit, tokenizer: tokenizer)
        }
        let question = PrefixQuestion(
            now: library.now() / 1_000_000, headTokens: PromptPlanner.headTokens(settings),
            needed: needed.map(\.unit.unit), tailTokens: tail, collection: whole?.map(\.unit.unit),
            correction: memory.correction, prices: prices,
            room: (settings.model.maxInputTokens ?? .max / 2) - PromptPlanner.outputTokens(settings))
        return PlanningGround(
            question: question, known: Dictionary((needed + (whole ?? [])).map { ($0.key, $0) }) { first, _ in first },
            memory: memory, scope: scope, tokenizer: tokenizer)
    }
}

/// What a prefix is planned from, and the texts of its units.
struct PlanningGround: Sendable {
    var question: PrefixQuestion
    var known: [UInt64: PlacedUnit]
    var memory: PrefixMemory
    let scope: PrefixScope
    let tokenizer: String?

    /// Decides with what is remembered, and reads it. What is not there any more, says something else now, or may not be seen
    /// is not planned with again: it becomes more each time, so this ends.
    mutating func decide(
        _ asking: Asking, by planner: (PrefixQuestion) -> PrefixPlan?
    ) async throws -> PrefixPlan? {
        let (filter, names, tokenizer) = (asking.request.filter, asking.request.collections, tokenizer)
        question.held = memory.prefixes.flatMap(\.units).map { PrefixUnit(key: $0.key, tokens: $0.tokens) }
        var gone: Set<UInt64> = []
        while true {
            question.warm = memory.warm(without: gone)
            question.log = memory.log(without: gone)
            guard let plan = planner(question) else { return nil }
            let places = memory.places(of: plan.units.map(\.key).filter { known[$0] == nil })
            if !places.isEmpty {
                let found = try await asking.library.reading { connection throws(StorageError) in
                    try connection.units(at: places, passing: filter, in: names, tokenizer: tokenizer)
                }
                for unit in found { known[unit.key] = unit }
            }
            let missing = plan.units.map(\.key).filter { known[$0] == nil }
            if missing.isEmpty { return plan }
            gone.formUnion(missing)
        }
    }

    /// - Parameter rest: what cannot stand in a prefix.
    func prompt(_ plan: PrefixPlan, before rest: [PromptDocument]) -> PrefixedPrompt {
        let order = plan.units.compactMap { known[$0.key] }
        let estimated = plan.units.reduce(question.headTokens + question.tailTokens) { $0 + $1.tokens }
        var memo = PrefixMemo(
            scope: scope, marks: .prefix(plan), needed: question.needed.compactMap { known[$0.key]?.place },
            places: Dictionary(order.map { ($0.key, $0.place) }) { first, _ in first }, estimated: estimated,
            correction: question.correction, isText: rest.allSatisfy(\.isText), startedAt: question.now, gap: nil)
        for mark in plan.marks {
            let path = plan.units[..<mark.unitsBefore].map(\.key)
            let isWarm = question.warm.contains { $0.units == path && $0.isWarm(at: question.now) }
            if !isWarm { memo.writes.append(scope.hash(path)) }
        }
        let reads =
            plan.tokens.read > 0
            ? plan.marks.last { mark in
                let path = plan.units[..<mark.unitsBefore].map(\.key)
                return question.warm.contains { $0.units == path && $0.isWarm(at: question.now) }
            } : nil
        let hash = reads.map { scope.hash(plan.units[..<$0.unitsBefore].map(\.key)) }
        return PrefixedPrompt(
            documents: order.map(\.unit.document) + rest, marks: .planned(plan, correction: question.correction),
            plan: PromptPlan(plan, question, scope), memo: memo,
            earlierMessage: hash.flatMap { hash in memory.prefixes.first { $0.hash == hash }?.message })
    }
}

extension Library {
    func prefixMemory(of scope: PrefixScope) async throws(DocQAError) -> PrefixMemory {
        try await reading { connection throws(StorageError) in
            try connection.prefixMemory(of: scope.memory, workspace: scope.workspace)
        }
    }
}

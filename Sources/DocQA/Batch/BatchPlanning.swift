import Answering
import Claude
import DocumentModel
import Folders
import LanguageModels
import PrefixPlanning
import Prompts
import Retrieval
import Storage

/// Looks up all questions, and plans their prompts together.
struct BatchPlanning: Sendable {
    let library: Library
    let service: AnsweringService
    let tell: @Sendable (BatchEvent) -> Void

    /// A question with what was found for it.
    private struct Found: Sendable {
        var question: BatchQuestion
        var retrieval: Retrieval
        var evidence: [Evidence]
        var model: ModelFacts
        /// The best first.
        var units: [Unit]
        /// The hash of all that the answer depends on.
        var key: [UInt8]
    }

    /// A stored passage as a document of its own, with its place in the canonical order.
    private struct Unit: Sendable {
        var passage: PassageUnit
        var collection: String
        var number: Int

        func isBefore(_ other: Unit) -> Bool { (collection, number) < (other.collection, other.number) }
    }

    /// Prompts that may begin alike: the same model and instructions, and nothing that one asker may not see.
    private struct Class: Hashable {
        var model: String
        var effort: String?
        var scope: [UInt8]
    }

    func callAsFunction(_ request: BatchRequest) async throws -> BatchPlan {
        let found = try await lookUp(request.questions)
        var plan = BatchPlan(
            request: request, items: found.map { BatchPlan.Item(question: $0.question, findings: findings($0)) },
            estimate: BatchEstimate())
        var classes: [Class: [Int]] = [:]
        for (index, one) in found.enumerated() {
            guard !one.units.isEmpty else {
                plan.estimate.silent += 1
                continue
            }
            plan.items[index].findings.evidenceKey = one.key
            if !one.question.request.isFresh,
                let known = try await library.reusable(one.key, for: one.question.request)?.reused?.answer
            {
                plan.items[index].unchanged = known
                plan.estimate.unchanged += 1
                continue
            }
            var wish = one.question.request
            wish.passages = 0
            let key = Class(
                model: one.model.id, effort: one.question.request.effort, scope: BatchWish.bytes(wish))
            classes[key, default: []].append(index)
        }
        var rank = 0
        let inOrder = classes.sorted {
            ($0.key.model, $0.key.effort ?? "", $0.value[0]) < ($1.key.model, $1.key.effort ?? "", $1.value[0])
        }
        for (_, members) in inOrder { try await prepare(members, found, &plan, &rank) }
        let chances = plan.estimate.sharedTokens
        plan.estimate.readChance = chances == 0 ? 0 : plan.estimate.readChance / Double(chances)
        return plan
    }

    // MARK: Looking up

    /// Four at a time: so many readers has the database.
    private func lookUp(_ questions: [BatchQuestion]) async throws -> [Found] {
        var found = [Found?](repeating: nil, count: questions.count)
        try await withThrowingTaskGroup(of: (Int, Found).self) { group in
            var next = 0
            func add() {
                guard next < questions.count else { return }
                let index = next
                next += 1
                group.addTask { (index, try await lookUp(questions[index])) }
            }
            for _ in 0..<4 { add() }
            var done = 0
            while let (index, one) = try await group.next() {
                found[index] = one
                done += 1
                tell(.planned(done, of: questions.count))
                add()
            }
        }
        return found.compactMap { $0 }
    }

    private func lookUp(_ question: BatchQuestion) async throws -> Found {
        let request = question.request
        let retrieval = try await WordRetriever(library.store).passages(
            for: RetrievalRequest(
                request.question, collections: request.collections, filter: request.filter, limit: request.passages))
        let evidence = try await library.evidence(for: retrieval.passages)
        let bytes = evidence.reduce(0) { $0 + $1.text.count }
        let name: String? = if case .named(let name) = request.model { name } else { nil }
        let model = ModelRouting(service.catalogue).choice(
            name,
            ModelRouting.Facts(
                promptTokens: 1_200 + bytes * 2 / 5, documents: Set(evidence.map(\.document.id)).count,
                confidence: retrieval.confidence, disagreeing: Disagreement.documents(in: evidence),
                effort: request.effort.map(Effort.init(rawValue:)))
        ).model
        let units = try await units(retrieval.passages, tokenizer: model.tokenizer)
        return Found(
            question: question, retrieval: retrieval, evidence: evidence, model: model, units: units,
            key: key(request, evidence, settings(model, request)))
    }

    private func settings(_ model: ModelFacts, _ request: AskRequest) -> PlannerSettings {
        PlannerSettings(
            model: model, catalogue: service.catalogue, effort: request.effort.map(Effort.init(rawValue:)),
            maxTokens: request.maxTokens, prompts: service.prompts, templates: [service.note(.answering)])
    }

    /// The same as that of a question which is asked by itself.
    private func key(_ request: AskRequest, _ evidence: [Evidence], _ settings: PlannerSettings) -> [UInt8] {
        var key = EvidenceKey(
            question: request.question, passages: evidence,
            frame: PromptPlanner.frame(PromptPlanner.instructions(settings), settings))
        key.templates = settings.templates
        key.access = request.access?.sorted()
        key.tenant = request.tenant
        return ContentHash(of: key.bytes).bytes
    }

    /// Each stored passage of what was found by itself.
    private func units(_ found: [RetrievedPassage], tokenizer: String?) async throws(DocQAError) -> [Unit] {
        try await library.reading { connection throws(StorageError) in
            var units: [Unit] = []
            for passage in found {
                // Removed since it was found.
                guard let record = try connection.document(passage.document) else { continue }
                let evidence = try connection.evidence(of: record, passages: passage.numbers)
                for (number, one) in zip(passage.numbers, evidence) {
                    guard let unit = PassageUnit(one, tokenizer: tokenizer) else { continue }
                    units.append(Unit(passage: unit, collection: passage.collection, number: number))
                }
            }
            return units
        }
    }

    private func findings(_ found: Found) -> BatchFindings {
        BatchFindings(
            confidence: found.retrieval.confidence, searched: found.retrieval.searched.collections, ranked: [],
            templates: [service.note(.answering)], promptTokens: 0)
    }

    // MARK: Prompts

    /// Plans the prompts of questions that may begin alike.
    private func prepare(
        _ members: [Int], _ found: [Found], _ plan: inout BatchPlan, _ rank: inout Int
    ) async throws {
        let model = found[members[0]].model
        let experience = try await library.reading { connection throws(StorageError) in
            try connection.batchExperience(model: model.id)
        }
        var settings = settings(model, found[members[0]].question.request)

        let catalog = canonical(members.flatMap { found[$0].units })
        let places = Dictionary(uniqueKeysWithValues: catalog.enumerated().map { ($1.passage.unit.key, $0) })
        let head =
            TokenEstimator.estimate(PromptPlanner.instructions(settings), tokenizer: model.tokenizer) + headMargin
        let questions = members.map { member in
            SharedQuestions.Question(
                needed: Set(found[member].units.compactMap { places[$0.passage.unit.key] }).sorted(),
                tailTokens: TokenEstimator.estimate(found[member].question.request.question, tokenizer: model.tokenizer)
            )
        }
        let shared = PrefixPrices(model).map { prices in
            SharedPlanner.plan(
                SharedQuestions(
                    headTokens: head, units: catalog.map(\.passage.unit), questions: questions,
                    correction: experience.correction, readChance: experience.readChance, prices: prices))
        }
        let order = shared?.order ?? Array(members.indices)
        for index in order {
            let member = members[index]
            let prompt = shared?.prompts[index]
            let units = (prompt?.units ?? questions[index].needed).map { catalog[$0].passage }
            settings.marks = marks(prompt, head: head, units)
            var planned = PromptPlanner.plan(
                found[member].question.request.question, documents: units.map(\.document), settings)
            guard var call = planned.call else { continue }
            // The API refuses a stream in a batch.
            call.request.stream = nil
            call.worstCost = service.catalogue.worstCost(
                of: call.request, promptTokens: call.promptTokens, isBatch: true)
            planned.call = call
            plan.items[member].prompt = planned
            plan.items[member].rank = rank
            plan.items[member].estimated = call.promptTokens
            // One of those that begin alike writes it.
            let sharers = Double(prompt?.sharers ?? 1)
            plan.items[member].shared = Int((prompt?.sharedTokens ?? 0) * (sharers - 1) / sharers)
            let stands = Dictionary(units.enumerated().map { ($1.unit.key, $0) }) { first, _ in first }
            plan.items[member].findings.ranked = found[member].units.compactMap { stands[$0.passage.unit.key] }
            plan.items[member].findings.promptTokens = call.promptTokens
            plan.items[member].findings.prefixHash = call.prefixHash
            plan.estimate.add(call, prompt, experience, service.catalogue, model)
            plan.estimate.readChance += experience.readChance * Double(plan.items[member].shared)
            plan.estimate.sharedTokens += plan.items[member].shared
            rank += 1
        }
    }

    /// What stands around instructions and documents in a request.
    private var headMargin: Int { 40 }

    /// Each passage once, in the order in which the collections have them.
    private func canonical(_ units: [Unit]) -> [Unit] {
        var seen: Set<UInt64> = []
        return units.sorted { $0.isBefore($1) }.filter { seen.insert($0.passage.unit.key).inserted }
    }

    private func marks(_ prompt: SharedPlan.Prompt?, head: Int, _ units: [PassageUnit]) -> MarksPolicy {
        MarksPolicy { _, _, _ in
            (prompt?.marks ?? []).map { mark in
                CacheMark(
                    place: mark.unitsBefore == 0 ? .system : .message(0, block: mark.unitsBefore - 1),
                    reason: mark.unitsBefore == 0
                        ? "all questions of the batch share the instructions"
                        : "several questions of the batch begin with these passages",
                    lifetime: .oneHour, tokens: units[..<mark.unitsBefore].reduce(head) { $0 + $1.unit.tokens })
            }
        }
    }
}

extension BatchExperience {
    /// Real tokens for an estimated one.
    var correction: Double {
        estimated > 0 && reported > 0 ? min(4, max(0.25, Double(reported) / Double(estimated))) : 1
    }

    /// How likely a token that others share is found. Before anything is known the service's own words, thirty to
    /// ninety-eight in a hundred, are taken for seven in ten; that counts as much as 30,000 tokens that were seen.
    var readChance: Double {
        let weight = 30_000.0
        return (0.7 * weight + Double(found)) / (weight + Double(shared))
    }

    /// About how long an answer is, with its thinking.
    var outputTokens: Int { answers > 0 ? output / answers : 400 }
}

extension BatchEstimate {
    fileprivate mutating func add(
        _ call: PlannedCall, _ prompt: SharedPlan.Prompt?, _ experience: BatchExperience, _ catalogue: ModelCatalogue,
        _ model: ModelFacts
    ) {
        questions += 1
        models[model.id, default: 0] += 1
        promptTokens += call.promptTokens
        func add(_ amount: Int?, to sum: inout Int?) { sum = amount.flatMap { amount in sum.map { $0 + amount } } }
        add(call.worstCost?.nanoDollars, to: &worst)
        let output = model.prices(promptTokens: call.promptTokens).map {
            Double($0.output.nanoDollars * min(experience.outputTokens, call.request.maxTokens))
        }
        let factor = catalogue.batchFactor
        func total(_ input: Double?, _ factor: Double?) -> Int? {
            guard let input, let output, let factor else { return nil }
            return Int(((input + output) * factor).rounded())
        }
        add(total(prompt?.price, factor), to: &expected)
        add(total(prompt?.alone, factor), to: &alone)
        add(total(prompt?.alone, 1), to: &single)
    }
}

import Accounting
import Answering
import Claude
import DocumentModel
import LanguageModels
import PrefixPlanning
import Retrieval
import Storage

/// Looks up all questions, and plans their prompts together.
struct BatchPlanning: Sendable {
    let library: Library
    let service: AnsweringService
    let tell: @Sendable (BatchEvent) -> Void

    /// A question with what was found for it, and how it would be asked by itself.
    private struct Found: Sendable {
        var question: BatchQuestion
        var findings: Asking.Findings
        /// Nil: nothing was found, so nobody is asked.
        var draft: Draft?
    }

    private struct Draft: Sendable {
        var asking: Asking
        var choice: ModelRouting.Choice
        var settings: PlannerSettings
        /// What other questions may share, in canonical order, and what they cannot.
        var units: [PlacedUnit]
        var rest: [PromptDocument]
        /// Whose prompts may begin alike.
        var scope: PrefixScope
        /// The hash of all that the answer depends on.
        var key: [UInt8]
    }

    func callAsFunction(_ request: BatchRequest) async throws -> BatchPlan {
        let found = try await lookUp(request.questions)
        var plan = BatchPlan(
            request: request,
            items: found.map { BatchPlan.Item(question: $0.question, findings: BatchFindings($0.findings)) },
            estimate: BatchEstimate())
        var classes: [[UInt8]: [Int]] = [:]
        var firsts: [[UInt8]: Int] = [:]
        for (index, one) in found.enumerated() {
            guard let draft = one.draft else {
                plan.estimate.silent += 1
                continue
            }
            plan.items[index].findings.evidenceKey = draft.key
            if let known = try await unchanged(one, draft) {
                plan.items[index].unchanged = known
                plan.estimate.unchanged += 1
                continue
            }
            if let first = firsts[draft.key] {
                plan.items[index].sameAs = first
                plan.estimate.repeated += 1
                continue
            }
            firsts[draft.key] = index
            classes[draft.scope.memory.key, default: []].append(index)
        }
        var rank = 0
        for members in classes.values.sorted(by: { $0[0] < $1[0] }) { try await prepare(members, found, &plan, &rank) }
        let chances = plan.estimate.sharedTokens
        plan.estimate.readChance = chances == 0 ? 0 : plan.estimate.readChance / Double(chances)
        return plan
    }

    /// The kept answer to the same question, when nothing that it rests on has changed.
    private func unchanged(_ found: Found, _ draft: Draft) async throws -> BatchPlan.Kept? {
        let request = draft.asking.request
        guard !request.isFresh, let known = try await library.reusable(draft.key, for: request),
            let id = known.reused?.answer
        else { return nil }
        let reuse = CallIntent(
            .reuse, model: known.model.name, worstCost: .zero,
            collections: Set(found.findings.evidence.map(\.document.collection)).sorted(), tenant: request.tenant)
        return BatchPlan.Kept(
            answer: id, reuse: reuse,
            uncachedCost: known.cost.map { Money(nanoDollars: $0.uncachedNanoDollars) })
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

    /// Finds what `docqa ask` finds, and takes as much of it.
    private func lookUp(_ question: BatchQuestion) async throws -> Found {
        let asking = Asking(library: library, request: question.request.single, service: service) { _ in }
        var findings = try await asking.find()
        guard !asking.isSilent(findings) else { return Found(question: question, findings: findings) }
        let draft = try await asking.draft(&findings, after: nil, service)
        return Found(
            question: question, findings: findings,
            draft: Draft(
                asking: asking, choice: draft.choice, settings: draft.settings,
                units: try await asking.units(
                    findings.retrieval, draft.found, tokenizer: draft.settings.model.tokenizer),
                rest: draft.found.besideUnits, scope: await asking.scope(draft.settings, service),
                key: try await asking.evidenceKey(findings, draft.found.inOrder, draft.settings, service)))
    }

    // MARK: Prompts

    /// Plans the prompts of questions that may begin alike.
    private func prepare(
        _ members: [Int], _ found: [Found], _ plan: inout BatchPlan, _ rank: inout Int
    ) async throws {
        let drafts = members.compactMap { found[$0].draft }
        let model = drafts[0].settings.model
        let experience = try await library.reading { connection throws(StorageError) in
            try connection.batchExperience(model: model.id)
        }
        let catalog = canonical(drafts.flatMap(\.units))
        let places = Dictionary(uniqueKeysWithValues: catalog.enumerated().map { ($1.key, $0) })
        // As the whole prompt is estimated, from which the experience was made.
        let head = PromptPlanner.plan("", documents: [], drafts[0].settings).call?.promptTokens ?? 0
        let questions = drafts.map { draft in
            SharedQuestions.Question(
                needed: Set(draft.units.compactMap { places[$0.key] }).sorted(),
                tailTokens: draft.asking.tailTokens(draft.rest, tokenizer: model.tokenizer),
                room: (model.maxInputTokens ?? .max) - PromptPlanner.outputTokens(draft.settings))
        }
        let shared = PrefixPrices(model).map { prices in
            SharedPlanner.plan(
                SharedQuestions(
                    headTokens: head, units: catalog.map(\.unit.unit), questions: questions,
                    correction: experience.correction, readChance: experience.readChance, prices: prices))
        }
        for index in shared?.order ?? Array(members.indices) {
            let member = members[index]
            let draft = drafts[index]
            let prompt = shared?.prompts[index]
            let units = (prompt?.units ?? questions[index].needed).map { catalog[$0].unit }
            var settings = draft.settings
            settings.marks = marks(prompt, head: head, units)
            var planned = PromptPlanner.plan(
                draft.asking.request.question, documents: units.map(\.document) + draft.rest, settings)
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
            plan.items[member].findings.templates = call.templates
            plan.items[member].findings.planned = draft.asking.told(planned, draft.choice)
            plan.items[member].findings.prefixHash = call.prefixHash
            plan.estimate.add(call, prompt, experience, service.catalogue, model)
            plan.estimate.readChance += experience.readChance * Double(plan.items[member].shared)
            plan.estimate.sharedTokens += plan.items[member].shared
            rank += 1
        }
    }

    /// Each unit once, in the order in which prompts have them.
    private func canonical(_ units: [PlacedUnit]) -> [PlacedUnit] {
        var seen: Set<UInt64> = []
        return units.sorted { $0.isBefore($1) }.filter { seen.insert($0.key).inserted }
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

extension AskRequest {
    /// As a batch asks it: one call, and nobody goes on from it.
    fileprivate var single: AskRequest {
        var request = self
        if request.model == .extractive { request.model = .auto }
        request.conversation = nil
        request.allowsHelperCalls = false
        request.isDeep = false
        request.isStrict = false
        return request
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

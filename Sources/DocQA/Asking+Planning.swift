import Accounting
import Answering
import Claude
import DocumentModel
import LanguageModels
import PrefixPlanning
import Prompts
import Retrieval
import Storage

/// A question as it would be sent to a Claude model, and why in this way.
struct PlannedAsking: Sendable {
    var prompt: PlannedPrompt
    var choice: ModelRouting.Choice
    var isDeep = false
    /// What was weighed; nil where nothing was.
    var plan: PromptPlan?
    var memo: PrefixMemo?
}

/// What is asked of whom and sent along, before it is decided in which order.
struct AskingDraft: Sendable {
    var isDeep: Bool
    var found: FoundDocuments
    /// How many of the notes are about what was found.
    var notes: Int
    var choice: ModelRouting.Choice
    var settings: PlannerSettings
}

/// What a plan has to take into account besides the question.
enum PlanningManner: Sendable {
    case usual
    /// The question ran into others that write the same prefix.
    case crowded
    /// Only what was found, without what saves money later.
    case plain
}

extension Asking {
    func draft(
        _ findings: inout Findings, after conversation: PromptConversation?, _ service: AnsweringService
    ) async throws -> AskingDraft {
        // A model that searches by itself gets nothing beforehand; a conversation without tools cannot get them later.
        let isDeep = request.isDeep && conversation.map { !$0.tools.isEmpty } ?? true
        let notes = findings.notes.count
        let found =
            isDeep ? FoundDocuments() : try await documents(&findings, after: conversation?.documents ?? [])
        let choice = choice(service, found.inOrder, findings, conversation)
        var settings = PlannerSettings(
            model: choice.model, catalogue: service.catalogue, effort: request.effort.map(Effort.init(rawValue:)),
            maxTokens: request.maxTokens, prompts: service.prompts, templates: [service.note(.answering)])
        settings.expectsMore = conversation != nil
        settings.tools = conversation?.tools ?? (isDeep ? Asking.toolDefinitions : [])
        settings.searches = isDeep
        if isDeep { settings.templates.append(service.note(.deep)) }
        return AskingDraft(
            isDeep: isDeep, found: found, notes: findings.notes.count - notes, choice: choice, settings: settings)
    }

    /// Plans the request as it would be sent now, and sends nothing.
    func plannedOnly(_ service: AnsweringService) async throws -> PlannedAsking {
        var findings = try await find()
        let whole = findings.earlier?.prompt
        var draft = try await draft(&findings, after: whole, service)
        let conversation = await capped(&findings, service)
        if !draft.isDeep, conversation?.documents != whole?.documents {
            draft.found = try await documents(&findings, after: conversation?.documents ?? [])
        }
        return try await planned(draft, findings, conversation, service)
    }

    /// Plans the request.
    func planned(
        _ draft: AskingDraft, _ findings: Findings, _ conversation: PromptConversation?, _ service: AnsweringService,
        _ manner: PlanningManner = .usual
    ) async throws -> PlannedAsking {
        var settings = draft.settings
        var made = PlannedAsking(
            prompt: PlannedPrompt(question: "", documents: []), choice: draft.choice, isDeep: draft.isDeep)
        var sent = draft.found.inOrder
        if !draft.isDeep, conversation == nil {
            let prefixed = try await prefixed(findings.retrieval, draft.found, settings, service, manner)
            sent = prefixed.documents
            settings.marks = prefixed.marks
            settings.diagnostics = service.diagnostics(after: prefixed.earlierMessage)
            (made.plan, made.memo) = (prefixed.plan, prefixed.memo)
        } else if let conversation, settings.tools.isEmpty,
            let turn = await turn(conversation, sent, findings, settings, service)
        {
            settings.marks = turn.marks
            settings.diagnostics = service.diagnostics(after: turn.earlierMessage)
            (made.plan, made.memo) = (turn.plan, turn.memo)
        }
        var prompt = PromptPlanner.plan(request.question, documents: sent, conversation: conversation, settings)
        let dearest = prompt.call.flatMap { worstCost(of: $0, draft.choice, service.catalogue) }
        prompt.call?.worstCost = dearest
        made.prompt = prompt
        return made
    }

    private func choice(
        _ service: AnsweringService, _ documents: [PromptDocument], _ findings: Findings,
        _ conversation: PromptConversation?
    ) -> ModelRouting.Choice {
        if request.model == .auto, let conversation, let model = service.catalogue[model: conversation.model] {
            var choice = ModelRouting(service.catalogue).choice(model.line ?? model.id, ModelRouting.Facts())
            choice.model = model
            choice.fallbacks.removeAll { $0 == model.id }
            choice.reasons = ["\(model.id) has answered in this conversation and has it in its cache."]
            return choice
        }
        let texts = documents.filter { $0.form != .pages }
        let bytes = texts.flatMap(\.blocks).reduce(0) { $0 + $1.text.count }
        let pages = documents.reduce(0) { $0 + $1.pages.count }
        let facts = ModelRouting.Facts(
            // Good enough to choose by; the plan counts.
            promptTokens: 1_200 + bytes * 2 / 5 + pages * TokenEstimator.tokensOfPDFPage, documents: documents.count,
            confidence: findings.retrieval.confidence,
            disagreeing: Disagreement.documents(in: findings.evidence),
            effort: request.effort.map(Effort.init(rawValue:)), isDeep: request.isDeep)
        let name: String? = if case .named(let name) = request.model { name } else { nil }
        return ModelRouting(service.catalogue).choice(name, facts)
    }

    func told(_ made: PlannedAsking) -> PlannedQuestion {
        told(made.prompt, made.choice, made.plan)
    }

    func told(_ prompt: PlannedPrompt, _ choice: ModelRouting.Choice, _ plan: PromptPlan? = nil) -> PlannedQuestion {
        PlannedQuestion(
            model: choice.model.id, reasons: choice.reasons, promptTokens: prompt.call?.promptTokens ?? 0,
            worstNanoDollars: prompt.call?.worstCost?.nanoDollars,
            marks: prompt.call?.marks.map { mark in
                "After about \(mark.tokens) tokens, for \(mark.lifetime == .oneHour ? "an hour" : "five minutes"): "
                    + mark.reason + "."
            } ?? [], plan: plan)
    }
}

extension AnsweringService {
    /// Asks why the cache missed, where the API itself is spoken to: other platforms do not know the question.
    func diagnostics(after message: String?) -> DiagnosticsRequest? {
        guard client.configuration.gateway is DirectGateway else { return nil }
        return DiagnosticsRequest(previousMessageID: message)
    }
}

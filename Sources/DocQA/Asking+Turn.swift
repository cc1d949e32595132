import Answering
import Claude
import DocumentModel
import LanguageModels
import PrefixPlanning
import Storage

/// A further question of a conversation: everything that was sent and said stands before it unchanged.
struct PlannedTurn: Sendable {
    var marks: MarksPolicy
    var plan: PromptPlan
    var memo: PrefixMemo
    /// The response before it.
    var earlierMessage: String?
}

extension Asking {
    /// Plans where the marks of a further question stand, by price. Nil when nobody knows what the model costs, or when it
    /// cannot read what the last call wrote.
    func turn(
        _ conversation: PromptConversation, _ documents: [PromptDocument], _ findings: Findings,
        _ settings: PlannerSettings, _ service: AnsweringService
    ) async -> PlannedTurn? {
        let tokenizer = settings.model.tokenizer
        guard let prices = PrefixPrices(settings.model), let earlier = findings.earlier, let last = earlier.lastCall,
            conversation.model == settings.model.id,
            var entries = ConversationEntries(after: last, startedAt: earlier.lastAskedAt, tokenizer: tokenizer),
            settings.continues(entries)
        else { return nil }
        // Its beginning was left out.
        if conversation.messages.count != earlier.prompt?.messages.count { entries = entries.withoutMessages }
        let scope = await scope(settings, service)
        let memory = (try? await library.prefixMemory(of: scope)) ?? PrefixMemory()
        entries.add(memory.prefixes.map(WarmPrefix.init))

        let now = library.now() / 1_000_000
        let turn = PrefixTurn(
            written: entries.entries.map(\.prefix), earlierTokens: conversation.tokens(tokenizer: tokenizer),
            newTokens: documents.reduce(TokenEstimator.estimate(request.question, tokenizer: tokenizer)) {
                $0 + $1.tokens(tokenizer: tokenizer)
            }, followUps: memory.followUps(at: now))
        let plan = PrefixPlanner.plan(turn, now: now, correction: entries.correction, prices: prices)
        let memo = PrefixMemo(
            scope: scope, marks: .turn(path: entries.path, reads: plan.reads), needed: [], places: [:],
            estimated: turn.earlierTokens + turn.newTokens, correction: entries.correction,
            isText: (conversation.documents + documents).allSatisfy(\.isText), startedAt: now,
            gap: max(0, now - entries.startedAt))
        return PlannedTurn(
            marks: entries.marks(plan, at: now),
            plan: PromptPlan(plan, turn, scope, at: now, correction: entries.correction),
            memo: memo, earlierMessage: entries.message)
    }
}

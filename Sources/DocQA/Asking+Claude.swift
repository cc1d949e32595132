import Accounting
import Answering
import Claude
import DocumentModel
import JSON
import LanguageModels
import Prompts
import Retrieval

extension Asking {
    /// Plans the request for a Claude model, follows its answer, and has it revised once when that was asked for.
    func claude(_ findings: Findings, _ watch: inout StopWatch) async throws -> FinishedAnswer {
        guard let service else {
            throw DocQAError(
                code: "no_key",
                message:
                    "A Claude model was asked for, and there is no API key: set ANTHROPIC_API_KEY, or leave the model "
                    + "away for an answer out of the documents' own sentences.")
        }
        var findings = findings
        let whole = findings.earlier?.prompt
        // A model that searches by itself gets nothing beforehand; a conversation without tools cannot get them later.
        let isDeep = request.isDeep && whole.map { !$0.tools.isEmpty } ?? true
        let notes = findings.notes
        var documents = isDeep ? [] : try await documents(&findings, after: whole?.documents ?? [])
        let choice = choice(service, documents, findings, whole)
        var settings = PlannerSettings(
            model: choice.model, catalogue: service.catalogue, effort: request.effort.map(Effort.init(rawValue:)),
            maxTokens: request.maxTokens, prompts: service.prompts, templates: [service.note(.answering)])
        settings.expectsMore = whole != nil
        settings.tools = whole?.tools ?? (isDeep ? Asking.toolDefinitions : [])
        settings.searches = isDeep
        if isDeep { settings.templates.append(service.note(.deep)) }
        let key = try await evidenceKey(findings, documents, settings, service)
        if let reused = try await reused(key, findings) {
            watch.planned()
            watch.textCame()
            return reused
        }

        let conversation = await capped(&findings, service)
        if !isDeep, conversation?.documents != whole?.documents {
            findings.notes = notes
            documents = try await self.documents(&findings, after: conversation?.documents ?? [])
        }
        var prompt = PromptPlanner.plan(
            request.question, documents: documents, conversation: conversation, settings)
        let dearest = prompt.call.flatMap { worstCost(of: $0, choice, service.catalogue) }
        prompt.call?.worstCost = dearest
        watch.planned()
        tell(.planned(planned(prompt, choice)))

        let first =
            if isDeep {
                try await follow(
                    SearchingModel(
                        service.client, options: options(choice), tools: searchTools(),
                        payer: payer(for: prompt, choice)),
                    prompt, &watch, isHeldBack: request.isStrict)
            } else {
                try await follow(
                    ClaudeModel(service.client, options: options(choice), payer: payer(for: prompt, choice)), prompt,
                    &watch,
                    isHeldBack: request.isStrict)
            }
        var making = AnswerMaking(asking: self, findings: findings)
        making.prompt = prompt
        var exchanges = Exchange.list(.answer, prompt, first)
        let answer: Answer
        if request.isStrict {
            let again = try await revision(of: first, prompt, service, choice, &watch)
            if let again {
                exchanges += Exchange.list(.revision, again.prompt, again.assembly)
                making.prompt?.call?.templates.append(service.note(.revision))
            }
            answer = try await making.settled(again?.assembly ?? first, wasRevised: again != nil)
        } else {
            answer = try await making.answer(first)
        }
        var finished = FinishedAnswer(
            answer, to: request, documents: first.documents.map(\.identity),
            exchanges: findings.helpers.map(\.exchange) + exchanges, conversation: findings.earlier?.id)
        finished.evidenceKey = key
        return finished
    }

    /// What is sent of what was found: passages, short documents whole, pages as they look.
    private func documents(
        _ findings: inout Findings, after earlier: [PromptDocument]
    ) async throws -> [PromptDocument] {
        var evidence = Evidence.unsent(findings.evidence, after: earlier)
        let known = Set(earlier.map(\.identity.id))
        // What a conversation has of a document is not sent again in another form.
        if known.isEmpty { evidence = try await library.wholeWhereShort(evidence, findings.retrieval, request) }
        let pages = try await pages(of: evidence)
        let pictures = try await pictures(of: findings.evidence, after: earlier)
        findings.notes += pages.notes + pictures.notes
        let texts = EvidenceLayout.documents(
            Evidence.unsent(evidence, after: pages.documents), cut: BlockCutting.ranges)
        return EvidenceLayout.inOrder(texts + pages.documents + pictures.documents)
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

    private func options(_ choice: ModelRouting.Choice) -> CallOptions {
        CallOptions(
            deadline: request.timeout, priority: .interactive, fallbacks: choice.fallbacks.map { Fallback($0) })
    }

    private func planned(_ prompt: PlannedPrompt, _ choice: ModelRouting.Choice) -> PlannedQuestion {
        PlannedQuestion(
            model: choice.model.id, reasons: choice.reasons, promptTokens: prompt.call?.promptTokens ?? 0,
            worstNanoDollars: prompt.call?.worstCost?.nanoDollars,
            marks: prompt.call?.marks.map { mark in
                "After about \(mark.tokens) tokens, for \(mark.lifetime == .oneHour ? "an hour" : "five minutes"): "
                    + mark.reason + "."
            } ?? [])
    }

    /// The answer once more, when it claims things without support; nil when it does not, or when it did not come to its end.
    private func revision(
        of first: AnswerAssembly, _ prompt: PlannedPrompt, _ service: AnsweringService, _ choice: ModelRouting.Choice,
        _ watch: inout StopWatch
    ) async throws -> (prompt: PlannedPrompt, assembly: AnswerAssembly)? {
        let claims = first.segments.filter { $0.support == .unsupported }.map(\.text)
        guard !claims.isEmpty, first.stopReason == StopReason.endTurn.rawValue, let reply = first.replies.last,
            var call = prompt.call
        else { return nil }
        if let request = reply.request, let sent = (try? JSONValue(parsing: request, keepingLayout: true))?.object {
            call.request = MessageRequest(object: sent)
            call.request.toolChoice = ToolChoice.none
        }
        var prompt = prompt
        prompt.documents = first.documents
        let list = claims.map { "- " + $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        let again = PromptPlanner.revision(
            of: prompt, call, reply: reply.message,
            text: service.prompts.revision(claims: list.joined(separator: "\n")),
            catalogue: service.catalogue)
        tell(.step("\(claims.count) claims lack a source: the answer is revised."))
        tell(.planned(planned(again, choice)))
        let assembly = try await follow(
            ClaudeModel(service.client, options: options(choice), payer: payer(for: again, choice, as: .revision)),
            again, &watch, isHeldBack: true)
        return (again, assembly)
    }
}

extension Exchange {
    /// The call behind an answer, with both its ends.
    static func list(_ purpose: Purpose, _ prompt: PlannedPrompt, _ assembly: AnswerAssembly) -> [Exchange] {
        guard let call = prompt.call else { return [] }
        return assembly.replies.map { reply in
            Exchange(
                purpose, assembly.interruption == nil ? .complete : .cut, request: reply.request ?? call.bytes,
                response: reply.message.json.bytes(), sources: SourceMap.bytes(assembly.documents))
        }
    }
}

import Accounting
import Answering
import Claude
import DocumentModel
import JSON
import LanguageModels
import Storage

/// Makes the answer to a question of a batch, proved like any other.
struct BatchAnswer {
    let library: Library
    let service: AnsweringService
    let item: BatchItemRecord
    let content: BatchItemContent

    /// Of what the service said. Nil when what was kept of the request cannot be read.
    func made(of message: Message) async throws -> FinishedAnswer? {
        guard let object = (try? JSONValue(parsing: content.request, keepingLayout: true))?.object else { return nil }
        let request = MessageRequest(object: object)
        guard let documents = SourceMap.documents(content.sources, of: request.messages) else { return nil }
        let findings = BatchFindings(content.findings)
        let prompt = PlannedPrompt(
            question: item.question, documents: documents,
            call: PlannedCall(
                request: request, marks: [], promptTokens: findings.planned?.promptTokens ?? 0, worstCost: nil,
                templates: findings.templates))
        var assembly = AnswerAssembly(prompt)
        for event in StreamTranslation.events(
            of: ModelReply(message, requestID: nil, requestedModel: request.model), CitationTable(documents))
        {
            _ = assembly.receive(event)
        }
        var answer = try await making(findings, documents, prompt).answer(assembly)
        answer.prompt.prefixHash = findings.prefixHash
        let usage = message.usage
        answer.usage = Answer.TokenUsage()
        answer.usage.input = usage.inputTokens
        answer.usage.cacheWrite5m = usage.fiveMinuteWriteTokens
        answer.usage.cacheWrite1h = usage.oneHourWriteTokens
        answer.usage.cacheRead = usage.cacheReadTokens
        answer.usage.output = usage.outputTokens
        answer.cost = cost(message)
        var finished = FinishedAnswer(
            answer, to: wish, documents: documents.map(\.identity),
            exchanges: [
                Exchange(
                    .batch, .complete, request: content.request, response: message.json.bytes(),
                    sources: content.sources)
            ])
        finished.evidenceKey = findings.evidenceKey
        return finished
    }

    /// Of nothing: the documents say nothing of it.
    func silent() async throws -> FinishedAnswer {
        var assembly = AnswerAssembly(PlannedPrompt(question: item.question, documents: []))
        _ = assembly.receive(.finished(stopReason: ExtractiveModel.declined))
        let answer = try await making(BatchFindings(content.findings), [], nil).answer(assembly)
        return FinishedAnswer(answer, to: wish, documents: [])
    }

    private var wish: AskRequest { BatchWish.request(item.question, item.wish) }

    private func making(
        _ findings: BatchFindings, _ documents: [PromptDocument], _ prompt: PlannedPrompt?
    ) -> AnswerMaking {
        var making = AnswerMaking(
            asking: Asking(library: library, request: wish, service: service) { _ in },
            findings: findings.findings(documents))
        making.prompt = prompt
        making.planned = findings.planned
        return making
    }

    private func cost(_ message: Message) -> Answer.Cost? {
        let usage = message.usage.ofBatch
        guard let cost = service.catalogue.cost(of: usage, model: message.model),
            let uncached = service.catalogue.uncachedCost(of: usage, model: message.model)
        else { return nil }
        var sum = Answer.Cost()
        sum.nanoDollars = cost.nanoDollars
        sum.uncachedNanoDollars = uncached.nanoDollars
        return sum
    }
}

extension Usage {
    /// As a batch is charged, also when the service does not say so.
    var ofBatch: Usage {
        var usage = self
        if usage.serviceTier == nil { usage["service_tier"] = ServiceTier.batch }
        return usage
    }
}

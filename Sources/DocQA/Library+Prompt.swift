import Answering
public import Claude
import DocumentModel
import JSON
import LanguageModels
import Storage

extension Library {
    /// The prompt that a question would be asked with now. Nothing is sent, and no helper call is made.
    public func prompt(
        for request: AskRequest, with service: AnsweringService
    ) async throws(DocQAError) -> PromptOutline {
        var request = request
        request.allowsHelperCalls = false
        if request.model == .extractive { request.model = .auto }
        let planned: PlannedAsking
        do {
            planned = try await Asking(library: self, request: request, service: service) { _ in }
                .plannedOnly(service)
        } catch {
            throw DocQAError(error, stopped: "The planning was cancelled.")
        }
        guard let call = planned.prompt.call else {
            throw DocQAError(code: "internal", message: "Something went wrong that should not.")
        }
        var outline = PromptOutline(call.request, question: request.question, catalogue: service.catalogue)
        outline.plan = planned.plan
        outline.inputNanoDollars = planned.plan?.nanoDollars ?? outline.uncachedNanoDollars
        outline.worstNanoDollars = call.worstCost?.nanoDollars
        return outline
    }

    /// The prompt with which a kept answer was asked.
    ///
    /// - Parameter id: nil: the last one.
    public func prompt(
        ofAnswer id: Int?, access: Set<String>? = nil, collections: [String] = [],
        catalogue: ModelCatalogue = .builtIn
    ) async throws(DocQAError) -> PromptOutline {
        let reader = AnswerReader(access: access, collections: collections)
        let found = try await reading { connection throws(StorageError) -> (Answer, KeptExchange)? in
            guard let kept = try connection.keptAnswers(for: reader, id: id, limit: 1).first else { return nil }
            let calls = try connection.exchanges(ofAnswer: kept.id)
            guard let asked = calls.first(where: { ["answer", "batch"].contains($0.purpose) }) else { return nil }
            return (try connection.answer(of: kept), asked)
        }
        guard let (answer, asked) = found,
            let object = (try? JSONValue(parsing: asked.requestBytes, keepingLayout: true))?.object
        else {
            throw DocQAError(
                code: StorageError.Code.noAnswer.rawValue,
                message: "There is no \(id.map { "answer \($0)" } ?? "kept answer") that a model was asked for: "
                    + "`docqa history` shows all.")
        }
        var outline = PromptOutline(
            MessageRequest(object: object), question: answer.question, catalogue: catalogue)
        outline.answer = answer.id
        outline.plan = answer.prompt.plan
        let used = answer.usage
        let input = Usage(
            inputTokens: used.input, outputTokens: 0, cacheReadTokens: used.cacheRead,
            fiveMinuteWriteTokens: used.cacheWrite5m, oneHourWriteTokens: used.cacheWrite1h)
        outline.inputNanoDollars =
            catalogue.cost(of: asked.purpose == "batch" ? input.ofBatch : input, model: answer.model.name)?.nanoDollars
        return outline
    }
}

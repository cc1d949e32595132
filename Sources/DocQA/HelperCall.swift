import Answering
import Claude
import JSON
import LanguageModels

/// A small call that helps with a question and is not its answer. When it fails, the question goes on without it.
struct HelperCall: Sendable {
    let service: AnsweringService

    struct Result: Sendable {
        var reply: ModelReply
        var exchange: Exchange
    }

    func request(_ text: String) -> MessageRequest {
        let model = service.helperModel
        var request = MessageRequest(model: model.id, maxTokens: 400, messages: [.user(text)])
        if model.thinkingTypes?.contains("disabled") == true { request.thinking = .disabled }
        if model.efforts?.contains(.low) == true { request.outputConfig = OutputConfig(effort: .low) }
        return request
    }

    func send(_ request: MessageRequest, as purpose: Exchange.Purpose) async throws -> Result {
        let options = CallOptions(deadline: .seconds(20), priority: .interactive, maxRetries: 1)
        let response = try await service.client.create(request, options: options)
        return Result(
            reply: ModelReply(response),
            exchange: Exchange(
                purpose, .complete, request: request.encoded(), response: response.message.json.bytes()))
    }
}

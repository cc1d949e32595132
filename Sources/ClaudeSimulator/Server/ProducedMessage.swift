import Claude
import JSON

/// A message that is ready to be sent, and what has to be booked when it is.
struct ProducedMessage: Sendable {
    var message: JSONObject
    let isStreamed: Bool
    let plan: PromptCache.Plan
    let model: String
    let pool: String
    let estimate: TokenEstimate
    /// A refusal before any output is free, except in some categories.
    let isFree: Bool

    var usage: JSONObject { message["usage"]?.object ?? [:] }
    var outputTokens: Int { usage["output_tokens"]?.int ?? 0 }
}

extension PromptCache.Plan {
    /// Usage as the API reports it.
    func usage(outputTokens: Int, thinkingTokens: Int, call: MessageCall, isBatch: Bool) -> JSONObject {
        [
            "input_tokens": JSONValue(fresh), "cache_creation_input_tokens": JSONValue(fiveMinuteWrite + oneHourWrite),
            "cache_read_input_tokens": JSONValue(read),
            "cache_creation": [
                "ephemeral_5m_input_tokens": JSONValue(fiveMinuteWrite),
                "ephemeral_1h_input_tokens": JSONValue(oneHourWrite),
            ],
            "output_tokens": JSONValue(outputTokens),
            "output_tokens_details": ["thinking_tokens": JSONValue(thinkingTokens)], "server_tool_use": .null,
            "service_tier": isBatch ? "batch" : "standard", "inference_geo": JSONValue(call.geography),
            "speed": call.isFast ? "fast" : "standard",
        ]
    }
}

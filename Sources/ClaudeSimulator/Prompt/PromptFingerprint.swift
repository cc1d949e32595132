import JSON

/// What of a prompt is kept to say later why the cache missed.
struct PromptFingerprint: Sendable {
    var model = ""
    var isFast = false
    var tools = Digest()
    var system = Digest()
    var settings = ""
    var messages: [Digest] = []
    /// The tokens of the prompt up to the end of each message block.
    var messageTokens: [Int] = []

    /// The reason for which this prompt could not reuse an earlier one, or nil when nothing diverged.
    func divergence(from earlier: PromptFingerprint, totalTokens: Int) -> JSONObject? {
        func reason(_ type: String, kept: Int = 0) -> JSONObject {
            ["type": JSONValue(type), "cache_missed_input_tokens": JSONValue(totalTokens - kept)]
        }
        if model != earlier.model || isFast != earlier.isFast { return reason("model_changed") }
        if tools != earlier.tools { return reason("tools_changed") }
        if system != earlier.system { return reason("system_changed") }
        let same = zip(messages, earlier.messages).prefix { $0 == $1 }.count
        if same < earlier.messages.count {
            return reason("messages_changed", kept: same == 0 ? 0 : messageTokens[same - 1])
        }
        return settings == earlier.settings ? nil : ["type": "unavailable"]
    }
}

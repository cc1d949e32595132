public import JSON

/// A response of the model.
public struct Message: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = [
        "id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "stop_details", "container",
        "diagnostics",
        "usage",
    ]

    /// The id that the API gave it.
    public var id: String { self["id"] ?? "" }
    /// The model that answered, which is the one that is billed.
    public var model: String { self["model"] ?? "" }
    /// Always the assistant.
    public var role: Role { self["role"] ?? .assistant }

    /// What the model gave, block by block; thinking may come first.
    public var content: [ContentBlock] {
        get { self["content"] ?? [] }
        set { self["content"] = newValue }
    }

    /// Why the model stopped; nil while it writes.
    public var stopReason: StopReason? { self["stop_reason"] }
    /// The stop sequence that ended it, if one did.
    public var stopSequence: String? { self["stop_sequence"] }
    /// Why the model declined, if it did.
    public var stopDetails: StopDetails? { self["stop_details"] }
    /// The container in which code ran.
    public var container: Container? { self["container"] }
    /// Why the cache missed, if that was asked.
    public var diagnostics: Diagnostics? { self["diagnostics"] }
    /// What it used.
    public var usage: Usage { self["usage"] ?? Usage(object: JSONObject()) }

    /// The prose: the text of all text blocks, joined with nothing between them.
    public var text: String {
        content.reduce(into: "") { text, block in
            if case .text(let block) = block { text += block.text }
        }
    }

    /// The calls that the client has to answer.
    public var toolUses: [ToolUseBlock] {
        content.compactMap { block in
            if case .toolUse(let use) = block { use } else { nil }
        }
    }

    /// What is missing for this to be a message, or nil when nothing is.
    var missingField: String? {
        if object["content"]?.array == nil { return "content" }
        if object["usage"]?.object == nil { return "usage" }
        return nil
    }
}

/// Why the model declined.
public struct StopDetails: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// `refusal`.
    public var type: String { self["type"] ?? "" }
    /// The rule that the request fell under; an open list.
    public var category: String? { self["category"] }
    /// The same in words.
    public var explanation: String? { self["explanation"] }
}

/// A container in which code ran.
public struct Container: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// The id that the API gave it.
    public var id: String { self["id"] ?? "" }
    /// RFC 3339.
    public var expiresAt: String? { self["expires_at"] }
}

/// Why the cache missed.
public struct Diagnostics: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// `model_changed`, `system_changed`, `tools_changed`, `messages_changed`, `previous_message_not_found` or `unavailable`; nil
    /// while the API is still comparing.
    public var cacheMissReason: String? { object["cache_miss_reason"]?["type"]?.string }
    /// How many tokens had to be read anew because of it.
    public var cacheMissedInputTokens: Int? { object["cache_miss_reason"]?["cache_missed_input_tokens"]?.int }
}

/// What a request used, and will be billed for.
public struct Usage: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = [
        "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation", "output_tokens",
        "output_tokens_details", "server_tool_use", "service_tier", "inference_geo", "speed",
    ]

    /// A record out of its counts.
    public init(
        inputTokens: Int, outputTokens: Int, cacheReadTokens: Int? = nil, fiveMinuteWriteTokens: Int? = nil,
        oneHourWriteTokens: Int? = nil
    ) {
        object = JSONObject()
        self["input_tokens"] = inputTokens
        self["output_tokens"] = outputTokens
        self["cache_read_input_tokens"] = cacheReadTokens
        guard fiveMinuteWriteTokens != nil || oneHourWriteTokens != nil else { return }
        let writes = (fiveMinuteWriteTokens ?? 0, oneHourWriteTokens ?? 0)
        self["cache_creation_input_tokens"] = writes.0 + writes.1
        self["cache_creation"] =
            ["ephemeral_5m_input_tokens": writes.0.json, "ephemeral_1h_input_tokens": writes.1.json] as JSONValue
    }

    /// Input after the last cache mark: fresh, at the full price.
    public var inputTokens: Int { self["input_tokens"] ?? 0 }
    /// Output, thinking included.
    public var outputTokens: Int { self["output_tokens"] ?? 0 }
    /// Input read from the cache.
    public var cacheReadTokens: Int { self["cache_read_input_tokens"] ?? 0 }
    /// Input written to the cache.
    public var cacheWriteTokens: Int {
        self["cache_creation_input_tokens"] ?? Self.sum(splitWrites.0, splitWrites.1)
    }
    /// Of the written tokens those that live for an hour.
    public var oneHourWriteTokens: Int { splitWrites.1 }
    /// The other written tokens: without a breakdown all of them.
    public var fiveMinuteWriteTokens: Int { max(0, cacheWriteTokens - oneHourWriteTokens) }

    /// Whether the counts can be true: no request holds a hundred million tokens, or fewer than none.
    public var hasCredibleCounts: Bool {
        let (fiveMinutes, oneHour) = splitWrites
        return [
            inputTokens, outputTokens, cacheReadTokens, self["cache_creation_input_tokens"] ?? 0, fiveMinutes, oneHour,
        ].allSatisfy { (0...100_000_000).contains($0) }
    }

    /// Whether the service told what it charges for, and it can be true.
    package var isCredible: Bool {
        object["input_tokens"]?.int != nil && object["output_tokens"]?.int != nil && hasCredibleCounts
    }

    /// The whole prompt: fresh, written and read.
    public var promptTokens: Int { Self.sum(inputTokens, cacheWriteTokens, cacheReadTokens) }

    /// Counts come from outside: a sum that has no number is the largest there is.
    private static func sum(_ counts: Int...) -> Int {
        counts.reduce(0) { sum, count in
            let (next, overflows) = sum.addingReportingOverflow(count)
            return overflows ? (count < 0 ? .min : .max) : next
        }
    }

    /// Of the output, what the model thought.
    public var thinkingTokens: Int? { object["output_tokens_details"]?["thinking_tokens"]?.int }
    /// Searches that the server made; each is billed.
    public var webSearchRequests: Int { object["server_tool_use"]?["web_search_requests"]?.int ?? 0 }
    /// Pages that the server fetched.
    public var webFetchRequests: Int { object["server_tool_use"]?["web_fetch_requests"]?.int ?? 0 }
    /// The capacity that served it, which decides the price.
    public var serviceTier: ServiceTier? { self["service_tier"] }
    /// Where it was served, which decides the price.
    public var inferenceGeography: String? { self["inference_geo"] }
    /// How fast it was served, which decides the price.
    public var speed: Speed? { self["speed"] }

    private var splitWrites: (Int, Int) {
        let writes = object["cache_creation"]
        return (writes?["ephemeral_5m_input_tokens"]?.int ?? 0, writes?["ephemeral_1h_input_tokens"]?.int ?? 0)
    }
}

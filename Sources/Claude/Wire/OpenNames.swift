public import JSON

/// One name out of a list that the API may extend: a name that is not known here is kept as it is.
public protocol OpenName: WireValue, RawRepresentable, ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
    init(rawValue: String)
}

extension OpenName {
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    public var description: String { rawValue }

    public init?(json: JSONValue) {
        guard let name = json.string else { return nil }
        self.init(rawValue: name)
    }

    public var json: JSONValue { JSONValue(rawValue) }
}

/// Who speaks in a turn.
public struct Role: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let user: Role = "user"
    public static let assistant: Role = "assistant"
    /// An instruction in the middle of a conversation that leaves the cached prefix as it is.
    public static let system: Role = "system"
}

/// Why the model stopped.
public struct StopReason: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let endTurn: StopReason = "end_turn"
    public static let maxTokens: StopReason = "max_tokens"
    public static let stopSequence: StopReason = "stop_sequence"
    public static let toolUse: StopReason = "tool_use"
    public static let pauseTurn: StopReason = "pause_turn"
    public static let refusal: StopReason = "refusal"
    public static let contextWindowExceeded: StopReason = "model_context_window_exceeded"

    /// Whether the answer was cut off rather than finished.
    public var isTruncation: Bool { self == .maxTokens || self == .contextWindowExceeded }
}

/// How much work the model puts into a response.
public struct Effort: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let low: Effort = "low"
    public static let medium: Effort = "medium"
    public static let high: Effort = "high"
    public static let extraHigh: Effort = "xhigh"
    public static let max: Effort = "max"
}

/// How long a cache entry lives after its last use.
public struct CacheLifetime: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let fiveMinutes: CacheLifetime = "5m"
    public static let oneHour: CacheLifetime = "1h"
}

/// Whether thinking comes back as a summary or not at all.
public struct ThinkingDisplay: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let summarized: ThinkingDisplay = "summarized"
    public static let omitted: ThinkingDisplay = "omitted"
}

/// The capacity that a request asks for, or that a response was served with.
public struct ServiceTier: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let auto: ServiceTier = "auto"
    public static let standardOnly: ServiceTier = "standard_only"
    public static let standard: ServiceTier = "standard"
    public static let priority: ServiceTier = "priority"
    public static let batch: ServiceTier = "batch"
}

public struct Speed: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let standard: Speed = "standard"
    public static let fast: Speed = "fast"
}

/// Where a model stands between its launch and its end.
public struct Lifecycle: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let active: Lifecycle = "active"
    public static let deprecated: Lifecycle = "deprecated"
    public static let retired: Lifecycle = "retired"
}

/// The media type of an image.
public struct ImageType: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let jpeg: ImageType = "image/jpeg"
    public static let png: ImageType = "image/png"
    public static let gif: ImageType = "image/gif"
    public static let webp: ImageType = "image/webp"
}

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

    /// The one who asks.
    public static let user: Role = "user"
    /// The model.
    public static let assistant: Role = "assistant"
    /// An instruction in the middle of a conversation that leaves the cached prefix as it is.
    public static let system: Role = "system"
}

/// Why the model stopped.
public struct StopReason: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It was done.
    public static let endTurn: StopReason = "end_turn"
    /// `max_tokens` was reached.
    public static let maxTokens: StopReason = "max_tokens"
    /// One of the request's stop sequences came up.
    public static let stopSequence: StopReason = "stop_sequence"
    /// It waits for the results of tools.
    public static let toolUse: StopReason = "tool_use"
    /// The server's own tools need another request to go on; send the turn back as it is.
    public static let pauseTurn: StopReason = "pause_turn"
    /// It declined; see `stopDetails`.
    public static let refusal: StopReason = "refusal"
    /// The context window is full.
    public static let contextWindowExceeded: StopReason = "model_context_window_exceeded"

    /// Whether the answer was cut off rather than finished.
    public var isTruncation: Bool { self == .maxTokens || self == .contextWindowExceeded }
}

/// How much work the model puts into a response.
public struct Effort: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The least work.
    public static let low: Effort = "low"
    /// Less than usual on most models.
    public static let medium: Effort = "medium"
    /// The default of most models.
    public static let high: Effort = "high"
    /// More than usual.
    public static let extraHigh: Effort = "xhigh"
    /// All that it can.
    public static let max: Effort = "max"
}

/// How long a cache entry lives after its last use.
public struct CacheLifetime: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The default.
    public static let fiveMinutes: CacheLifetime = "5m"
    /// Dearer to write, and longer there.
    public static let oneHour: CacheLifetime = "1h"
}

/// Whether thinking comes back as a summary or not at all.
public struct ThinkingDisplay: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A summary comes back.
    public static let summarized: ThinkingDisplay = "summarized"
    /// Only the signature comes back.
    public static let omitted: ThinkingDisplay = "omitted"
}

/// The capacity that a request asks for, or that a response was served with.
public struct ServiceTier: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Priority capacity if the account has some, else standard.
    public static let auto: ServiceTier = "auto"
    /// Standard capacity.
    public static let standardOnly: ServiceTier = "standard_only"
    /// The usual.
    public static let standard: ServiceTier = "standard"
    /// Priority capacity.
    public static let priority: ServiceTier = "priority"
    /// A batch, at half the price.
    public static let batch: ServiceTier = "batch"
}

/// How fast tokens come.
public struct Speed: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The usual.
    public static let standard: Speed = "standard"
    /// More tokens a second at a higher price.
    public static let fast: Speed = "fast"
}

/// Where a model stands between its launch and its end.
public struct Lifecycle: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// In service.
    public static let active: Lifecycle = "active"
    /// In service, with an end in sight.
    public static let deprecated: Lifecycle = "deprecated"
    /// Gone.
    public static let retired: Lifecycle = "retired"
}

/// The media type of an image.
public struct ImageType: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// JPEG.
    public static let jpeg: ImageType = "image/jpeg"
    /// PNG.
    public static let png: ImageType = "image/png"
    /// GIF, of which only the first picture counts.
    public static let gif: ImageType = "image/gif"
    /// WebP.
    public static let webp: ImageType = "image/webp"
}

public import JSON

/// Text, with the citations that support it when it comes from the model.
public struct TextBlock: MarkableBlock {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = ["type", "text", "citations", "cache_control"]

    /// A block out of its parts.
    public init(_ text: String, citations: [Citation]? = nil, cacheControl: CacheControl? = nil) {
        object = ["type": "text", "text": text.json]
        self.citations = citations
        self.cacheControl = cacheControl
    }

    /// The text.
    public var text: String {
        get { self["text"] ?? "" }
        set { self["text"] = newValue }
    }

    /// What the text rests on; nil or empty when it rests on nothing.
    public var citations: [Citation]? {
        get { self["citations"] }
        set { self["citations"] = newValue }
    }
}

/// What the model thought: a summary, or nothing but its signature. It goes back exactly as it came.
public struct ThinkingBlock: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// A block out of its parts.
    public init(thinking: String, signature: String) {
        object = ["type": "thinking", "thinking": thinking.json, "signature": signature.json]
    }

    /// The summary; empty when it was left out.
    public var thinking: String { self["thinking"] ?? "" }
    /// The API's own proof of the thought.
    public var signature: String { self["signature"] ?? "" }
}

/// Thinking that only the API can read.
public struct RedactedThinkingBlock: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// A block out of its parts.
    public init(data: String) { object = ["type": "redacted_thinking", "data": data.json] }

    /// What only the API can read.
    public var data: String { self["data"] ?? "" }
}

/// A file put into the container that runs code.
public struct ContainerUploadBlock: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// A block out of its parts.
    public init(fileID: String) { object = ["type": "container_upload", "file_id": fileID.json] }

    /// The uploaded file.
    public var fileID: String { self["file_id"] ?? "" }
}

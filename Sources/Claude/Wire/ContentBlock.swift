public import JSON

/// One piece of a message's content.
///
/// Blocks of a type that is not known here, and known blocks without their required fields, are kept as they are in `other`
/// and go back unchanged.
public enum ContentBlock: WireValue {
    case text(TextBlock)
    case image(ImageBlock)
    case document(DocumentBlock)
    case searchResult(SearchResultBlock)
    /// A call of a tool that the client runs.
    case toolUse(ToolUseBlock)
    /// A call of a tool that the server runs itself.
    case serverToolUse(ToolUseBlock)
    case toolResult(ToolResultBlock)
    case thinking(ThinkingBlock)
    case redactedThinking(RedactedThinkingBlock)
    case containerUpload(ContainerUploadBlock)
    case other(JSONObject)

    public init?(json: JSONValue) {
        guard let object = json.object else { return nil }
        self = ContentBlock(object: object)
    }

    public init(object: JSONObject) {
        func has(_ fields: String...) -> Bool { fields.allSatisfy { object[$0]?.string != nil } }
        switch object["type"]?.string {
        case "text" where has("text"): self = .text(TextBlock(object: object))
        case "image": self = .image(ImageBlock(object: object))
        case "document": self = .document(DocumentBlock(object: object))
        case "search_result": self = .searchResult(SearchResultBlock(object: object))
        case "tool_use" where has("id", "name"): self = .toolUse(ToolUseBlock(object: object))
        case "server_tool_use" where has("id", "name"): self = .serverToolUse(ToolUseBlock(object: object))
        case "tool_result" where has("tool_use_id"): self = .toolResult(ToolResultBlock(object: object))
        case "thinking" where has("thinking"): self = .thinking(ThinkingBlock(object: object))
        case "redacted_thinking" where has("data"): self = .redactedThinking(RedactedThinkingBlock(object: object))
        case "container_upload" where has("file_id"): self = .containerUpload(ContainerUploadBlock(object: object))
        default: self = .other(object)
        }
    }

    /// A block of plain text.
    public static func text(_ text: String, cacheControl: CacheControl? = nil) -> ContentBlock {
        .text(TextBlock(text, cacheControl: cacheControl))
    }

    public var object: JSONObject {
        get {
            switch self {
            case .text(let block): block.object
            case .image(let block): block.object
            case .document(let block): block.object
            case .searchResult(let block): block.object
            case .toolUse(let block), .serverToolUse(let block): block.object
            case .toolResult(let block): block.object
            case .thinking(let block): block.object
            case .redactedThinking(let block): block.object
            case .containerUpload(let block): block.object
            case .other(let object): object
            }
        }
        set { self = ContentBlock(object: newValue) }
    }

    public var json: JSONValue { .object(object) }

    /// The `type` on the wire.
    public var type: String { object["type"]?.string ?? "" }

    /// The cache mark, which every block but thinking can carry.
    public var cacheControl: CacheControl? {
        get { object["cache_control"].flatMap(CacheControl.init(json:)) }
        set { object["cache_control"] = newValue?.json }
    }
}

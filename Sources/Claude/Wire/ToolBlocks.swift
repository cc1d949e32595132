public import JSON

/// A call of a tool, with the input that the model wrote.
public struct ToolUseBlock: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = ["type", "id", "name", "input", "caller", "toolset_name", "cache_control"]

    /// A block out of its parts.
    public init(id: String, name: String, input: JSONValue) {
        object = ["type": "tool_use", "id": id.json, "name": name.json, "input": input]
    }

    /// The id to which the result refers.
    public var id: String { self["id"] ?? "" }
    /// The tool's name.
    public var name: String { self["name"] ?? "" }
    /// The input with its digits and the order of its keys as the model wrote them.
    public var input: JSONValue { object["input"] ?? [:] }
}

/// What came of a tool call.
public struct ToolResultBlock: MarkableBlock {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = ["type", "tool_use_id", "is_error", "toolset_name", "content", "cache_control"]

    /// A block out of its parts.
    public init(
        toolUseID: String, _ content: InputMessage.Content?, isError: Bool? = nil, cacheControl: CacheControl? = nil
    ) {
        object = ["type": "tool_result", "tool_use_id": toolUseID.json]
        self["is_error"] = isError
        self["content"] = content
        self.cacheControl = cacheControl
    }

    /// The call that it answers.
    public var toolUseID: String { self["tool_use_id"] ?? "" }
    /// Whether the tool failed.
    public var isError: Bool { self["is_error"] ?? false }
    /// What the tool gave; nil for nothing.
    public var content: InputMessage.Content? { self["content"] }
}

/// A tool that the model may call: one that the client runs, or one of the server's own.
public struct Tool: MarkableBlock {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = [
        "type", "name", "description", "input_schema", "strict", "input_examples", "defer_loading", "allowed_callers",
        "eager_input_streaming", "cache_control",
    ]

    /// A tool that the client runs. The keys of the schema keep the order in which they are written.
    public init(
        name: String, description: String? = nil, inputSchema: JSONValue, strict: Bool? = nil,
        cacheControl: CacheControl? = nil
    ) {
        object = JSONObject()
        self["name"] = name
        self["description"] = description
        self["input_schema"] = inputSchema
        self["strict"] = strict
        self.cacheControl = cacheControl
    }

    /// A tool of the server, or one whose interface the API defines.
    public init(type: String, name: String, options: JSONObject = JSONObject(), cacheControl: CacheControl? = nil) {
        object = ["type": type.json, "name": name.json]
        for member in options.members { object.append(member.key.value, member.value) }
        self.cacheControl = cacheControl
    }

    /// The server's web search.
    public static func webSearch(_ options: JSONObject = JSONObject()) -> Tool {
        Tool(type: "web_search_20260318", name: "web_search", options: options)
    }

    /// The server's fetching of pages.
    public static func webFetch(_ options: JSONObject = JSONObject()) -> Tool {
        Tool(type: "web_fetch_20260318", name: "web_fetch", options: options)
    }

    /// The server's container for code.
    public static func codeExecution(_ options: JSONObject = JSONObject()) -> Tool {
        Tool(type: "code_execution_20260521", name: "code_execution", options: options)
    }

    /// The server's search among tools whose loading is deferred.
    public static let toolSearch = Tool(type: "tool_search_tool_bm25_20251119", name: "tool_search_tool_bm25")

    /// The type of a tool that the API defines; nil for the client's own.
    public var type: String? { self["type"] }
    /// The tool's name.
    public var name: String { self["name"] ?? "" }
    /// What the model is told of it.
    public var description: String? { self["description"] }
    /// The JSON schema of the input.
    public var inputSchema: JSONValue? { object["input_schema"] }

    /// Whether the API guarantees that the input follows the schema.
    public var strict: Bool? {
        get { self["strict"] }
        set { self["strict"] = newValue }
    }

    /// Inputs that show the model how.
    public var inputExamples: [JSONObject]? {
        get { self["input_examples"] }
        set { self["input_examples"] = newValue }
    }

    /// Whether the model sees the tool only when it has searched for it.
    public var defersLoading: Bool? {
        get { self["defer_loading"] }
        set { self["defer_loading"] = newValue }
    }

    /// Who may call it: `direct`, or code in a container.
    public var allowedCallers: [String]? {
        get { self["allowed_callers"] }
        set { self["allowed_callers"] = newValue }
    }

    /// Whether the input is streamed as it is written, at the risk that it breaks off.
    public var streamsInputEagerly: Bool? {
        get { self["eager_input_streaming"] }
        set { self["eager_input_streaming"] = newValue }
    }

    /// Whether the client runs it: it has a schema of its own, or an interface that the API only describes.
    public var isRunByClient: Bool {
        guard let type, type != "custom" else { return true }
        return ["memory_", "bash_", "text_editor_", "computer_", "browser_"].contains { type.hasPrefix($0) }
    }
}

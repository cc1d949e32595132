public import JSON

/// A cache mark: everything up to and including the block that carries it can be read from the cache next time.
public struct CacheControl: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// - Parameter lifetime: nil leaves the API's default, five minutes.
    public init(_ lifetime: CacheLifetime? = nil) {
        object = ["type": "ephemeral"]
        self["ttl"] = lifetime
    }

    /// A mark that lives for five minutes after its last use.
    public static let fiveMinutes = CacheControl(.fiveMinutes)
    /// A mark that lives for an hour after its last use.
    public static let oneHour = CacheControl(.oneHour)

    /// How long the entry lives after its last use.
    public var lifetime: CacheLifetime {
        get { self["ttl"] ?? .fiveMinutes }
        set { self["ttl"] = newValue }
    }
}

/// Whether and how the model thinks before it answers.
public enum Thinking: WireValue {
    /// The model decides when and how much.
    case adaptive(display: ThinkingDisplay? = nil)
    /// Only short notes between tool calls.
    case betweenTools
    case disabled
    /// A fixed budget; models up to 4.6.
    case enabled(budgetTokens: Int, display: ThinkingDisplay? = nil)
    case other(JSONObject)

    /// The model decides, with its own default of what is shown.
    public static let adaptive = Thinking.adaptive()

    public init?(json: JSONValue) {
        guard let object = json.object else { return nil }
        let display = object["display"].flatMap(ThinkingDisplay.init(json:))
        let known: Thinking =
            switch object["type"]?.string {
            case "adaptive": .adaptive(display: display)
            case "between_tools": .betweenTools
            case "disabled": .disabled
            case "enabled": .enabled(budgetTokens: object["budget_tokens"]?.int ?? 0, display: display)
            default: .other(object)
            }
        // What the known cases cannot say (a new field, a null) stays raw.
        self = known.json == json ? known : .other(object)
    }

    public var json: JSONValue {
        var object: JSONObject
        switch self {
        case .adaptive(let display):
            object = ["type": "adaptive"]
            object.append("display", ifPresent: display?.json)
        case .betweenTools: object = ["type": "between_tools"]
        case .disabled: object = ["type": "disabled"]
        case .enabled(let budget, let display):
            object = ["type": "enabled", "budget_tokens": budget.json]
            object.append("display", ifPresent: display?.json)
        case .other(let raw): object = raw
        }
        return .object(object)
    }

    /// The `type` on the wire.
    public var type: String { json["type"]?.string ?? "" }
}

/// How the model may use the tools.
public enum ToolChoice: WireValue {
    case auto(disablesParallelUse: Bool? = nil)
    case any(disablesParallelUse: Bool? = nil)
    case tool(String, disablesParallelUse: Bool? = nil)
    case none
    case other(JSONObject)

    /// The model decides, and may call several tools at once.
    public static let auto = ToolChoice.auto()
    /// Some tool has to be called.
    public static let any = ToolChoice.any()

    public init?(json: JSONValue) {
        guard let object = json.object else { return nil }
        let disables = object["disable_parallel_tool_use"]?.bool
        let known: ToolChoice =
            switch object["type"]?.string {
            case "auto": .auto(disablesParallelUse: disables)
            case "any": .any(disablesParallelUse: disables)
            case "tool": .tool(object["name"]?.string ?? "", disablesParallelUse: disables)
            case "none": .none
            default: .other(object)
            }
        self = known.json == json ? known : .other(object)
    }

    public var json: JSONValue {
        var object: JSONObject
        var disables: Bool?
        switch self {
        case .auto(let value): (object, disables) = (["type": "auto"], value)
        case .any(let value): (object, disables) = (["type": "any"], value)
        case .tool(let name, let value): (object, disables) = (["type": "tool", "name": name.json], value)
        case .none: object = ["type": "none"]
        case .other(let raw): object = raw
        }
        object.append("disable_parallel_tool_use", ifPresent: disables?.json)
        return .object(object)
    }

    /// The `type` on the wire.
    public var type: String { json["type"]?.string ?? "" }
}

/// Effort, and the form of the output.
public struct OutputConfig: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = ["effort", "format"]

    /// Settings out of their parts; nil leaves one out.
    public init(effort: Effort? = nil, schema: JSONValue? = nil) {
        object = JSONObject()
        self.effort = effort
        self.schema = schema
    }

    /// How much work the model puts into the answer; nil leaves its default.
    public var effort: Effort? {
        get { self["effort"] }
        set { self["effort"] = newValue }
    }

    /// The JSON schema that the text of the response follows. Its keys keep their order, which is the order of the output.
    public var schema: JSONValue? {
        get { object["format"]?["schema"] }
        set { self["format"] = newValue.map { ["type": "json_schema", "schema": $0] as JSONValue } }
    }
}

/// Who is asking.
public struct Metadata: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// - Parameter userID: an opaque id; no name, no address.
    public init(userID: String?) { object = ["user_id": userID?.json ?? .null] }

    /// An opaque id; no name, no address.
    public var userID: String? { self["user_id"] }
}

/// Asks why the cache missed, compared with an earlier response.
public struct DiagnosticsRequest: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// - Parameter previousMessageID: nil on the first turn.
    public init(previousMessageID: String?) { object = ["previous_message_id": previousMessageID?.json ?? .null] }

    /// The response to compare with; nil on the first turn.
    public var previousMessageID: String? { self["previous_message_id"] }
}

/// A container to run code in, with skills.
public struct ContainerRequest: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = ["id", "skills"]

    /// Settings out of their parts; nil leaves one out.
    public init(id: String? = nil, skills: [JSONObject]? = nil) {
        object = JSONObject()
        self["id"] = id
        self["skills"] = skills
    }

    /// The container to use again.
    public var id: String? { self["id"] }
    /// What is loaded into the container.
    public var skills: [JSONObject]? { self["skills"] }
}

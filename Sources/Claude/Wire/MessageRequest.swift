public import JSON

/// What is sent to `POST /v1/messages`.
///
///     var request = MessageRequest(model: "claude-sonnet-5-5", maxTokens: 4096, messages: [.user("Why is the sky blue?")])
///     request.system = .text("Answer in one sentence.")
///     request.thinking = .betweenTools
///
/// The same request encodes to the same bytes in every process and every run, whatever the order in which its fields were set.
public struct MessageRequest: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    public static let fields = [
        "model", "max_tokens", "stream", "thinking", "output_config", "service_tier", "speed", "inference_geo",
        "container",
        "cache_control", "stop_sequences", "tool_choice", "metadata", "tools", "system", "messages", "diagnostics",
    ]

    /// A request, or a turn, with what it cannot do without.
    public init(model: String, maxTokens: Int, messages: [InputMessage], system: TextContent? = nil) {
        object = JSONObject()
        self.model = model
        self.maxTokens = maxTokens
        self.system = system
        self.messages = messages
    }

    /// The model that is to answer.
    public var model: String {
        get { self["model"] ?? "" }
        set { self["model"] = newValue }
    }

    /// The ceiling on output, thinking included. 0 writes the cache and returns nothing.
    public var maxTokens: Int {
        get { self["max_tokens"] ?? 0 }
        set { self["max_tokens"] = newValue }
    }

    /// The turns of the conversation, oldest first.
    public var messages: [InputMessage] {
        get { self["messages"] ?? [] }
        set { self["messages"] = newValue }
    }

    /// Instructions, before the conversation or in the middle of it.
    public var system: TextContent? {
        get { self["system"] }
        set { self["system"] = newValue }
    }

    /// A mark that the API puts on the last block that can be cached, and moves along with each turn.
    public var cacheControl: CacheControl? {
        get { self["cache_control"] }
        set { self["cache_control"] = newValue }
    }

    /// What the model may call.
    public var tools: [Tool]? {
        get { self["tools"] }
        set { self["tools"] = newValue }
    }

    /// Whether it may, must or must not call.
    public var toolChoice: ToolChoice? {
        get { self["tool_choice"] }
        set { self["tool_choice"] = newValue }
    }

    /// Whether and how the model thinks; nil leaves the model's default.
    public var thinking: Thinking? {
        get { self["thinking"] }
        set { self["thinking"] = newValue }
    }

    /// Effort, and the form of the output.
    public var outputConfig: OutputConfig? {
        get { self["output_config"] }
        set { self["output_config"] = newValue }
    }

    /// Texts at which the model stops; they are not part of the answer.
    public var stopSequences: [String]? {
        get { self["stop_sequences"] }
        set { self["stop_sequences"] = newValue }
    }

    /// Whether the response comes as a stream of events. The client sets it for the call that is made.
    public var stream: Bool? {
        get { self["stream"] }
        set { self["stream"] = newValue }
    }

    /// Who is asking, as an opaque id.
    public var metadata: Metadata? {
        get { self["metadata"] }
        set { self["metadata"] = newValue }
    }

    /// The capacity that the request may use.
    public var serviceTier: ServiceTier? {
        get { self["service_tier"] }
        set { self["service_tier"] = newValue }
    }

    /// Whether the answer is wanted faster, at a higher price.
    public var speed: Speed? {
        get { self["speed"] }
        set { self["speed"] = newValue }
    }

    /// Where the request is served: `global` or `us`.
    public var inferenceGeography: String? {
        get { self["inference_geo"] }
        set { self["inference_geo"] = newValue }
    }

    /// Asks why the cache missed.
    public var diagnostics: DiagnosticsRequest? {
        get { self["diagnostics"] }
        set { self["diagnostics"] = newValue }
    }

    /// The container of an earlier response by its id.
    public var containerID: String? {
        get { self["container"] ?? container?.id }
        set { self["container"] = newValue }
    }

    /// The container with its skills.
    public var container: ContainerRequest? {
        get { self["container"] }
        set { self["container"] = newValue }
    }

    /// The body of the request. Half surrogate pairs, which the API refuses, become U+FFFD.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(replacesLoneSurrogates: true)
        writer.write(.object(object.ordered(by: Self.fields)))
        return writer.bytes
    }
}

extension JSONObject {
    /// The same members, those that are listed first and in that order.
    func ordered(by fields: [String]) -> JSONObject {
        let ranks = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($0.element, $0.offset) })
        let sorted = members.enumerated().sorted { a, b in
            let left = ranks[a.element.key.value] ?? fields.count
            let right = ranks[b.element.key.value] ?? fields.count
            return left != right ? left < right : a.offset < b.offset
        }
        return JSONObject(sorted.map(\.element))
    }
}

/// One turn of a conversation.
public struct InputMessage: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = ["role", "content"]

    /// A request, or a turn, with what it cannot do without.
    public init(_ role: Role, _ content: Content) {
        object = ["role": role.json, "content": content.json]
    }

    /// A turn of the user.
    public static func user(_ text: String) -> InputMessage { InputMessage(.user, .text(text)) }
    /// A turn of the user.
    public static func user(_ blocks: [ContentBlock]) -> InputMessage { InputMessage(.user, .blocks(blocks)) }
    /// A turn of the model.
    public static func assistant(_ text: String) -> InputMessage { InputMessage(.assistant, .text(text)) }
    /// A turn of the model.
    public static func assistant(_ blocks: [ContentBlock]) -> InputMessage { InputMessage(.assistant, .blocks(blocks)) }
    /// Instructions, before the conversation or in the middle of it.
    public static func system(_ text: String) -> InputMessage { InputMessage(.system, .text(text)) }

    /// A response as the turn that it was, unchanged.
    public init(replaying message: Message) {
        object = ["role": Role.assistant.json, "content": message.object["content"] ?? []]
    }

    /// Who speaks.
    public var role: Role {
        get { self["role"] ?? "" }
        set { self["role"] = newValue }
    }

    /// What is said.
    public var content: Content {
        get { self["content"] ?? .blocks([]) }
        set { self["content"] = newValue }
    }

    /// The content as blocks; a string counts as one block of text.
    public var blocks: [ContentBlock] { content.blocks }

    /// A string, or blocks of any kind.
    public typealias Content = TextOrBlocks<ContentBlock>
}

/// A string, or blocks of text that can carry cache marks.
public typealias TextContent = TextOrBlocks<TextBlock>

public import JSON

/// One event of a streamed response, decoded.
public enum StreamEvent: Hashable, Sendable {
    case messageStart(Message)
    case blockStart(index: Int, JSONObject)
    case blockDelta(index: Int, BlockDelta)
    case blockStop(index: Int)
    /// The end of the content: what changes in the message, and the totals of usage.
    case messageDelta(JSONObject)
    case messageStop
    case ping
    /// Something went wrong after the response had begun.
    case error(APIErrorBody)
    /// An event that is not known here.
    case other(JSONObject)

    static let deltaName = "content_block_delta"

    /// Decodes an event. Nil for one that means nothing: without a name, without data, or the `[DONE]` of other APIs.
    public init?(_ event: ServerSentEvent) throws(ClaudeError) {
        guard let name = event.name, !event.data.isEmpty else { return nil }
        if name == Self.deltaName, let quick = TextDeltaScanner.scan(event.data) {
            self = quick
            return
        }
        if name == "ping" {
            self = .ping
            return
        }
        if event.data.elementsEqual("[DONE]".utf8) { return nil }
        let parsed: JSONValue
        do throws(JSONError) {
            parsed = try JSONValue(parsing: event.data, keepingLayout: true)
        } catch {
            // An error event may hold plain text; it is an error all the same.
            guard name == "error" else {
                throw ClaudeError(.malformedResponse, detail: "an event of the stream is not JSON", cause: error)
            }
            let text = String(decoding: event.data.prefix(500), as: UTF8.self)
            self = .error(APIErrorBody(type: "api_error", message: text))
            return
        }
        guard let object = parsed.object else {
            throw ClaudeError(.malformedResponse, detail: "an event of the stream is not an object")
        }
        self = try name == "error" ? .error(APIErrorBody(object: object)) : Self.decode(object)
    }

    /// Decodes the object of an event by its `type`.
    public static func decode(_ object: JSONObject) throws(ClaudeError) -> StreamEvent {
        switch object["type"]?.string {
        case "message_start":
            guard let message = object["message"].flatMap(Message.init(json:)), message.missingField == nil else {
                throw malformed("message_start", "message")
            }
            return .messageStart(message)
        case "content_block_start":
            guard let block = object["content_block"]?.object else {
                throw malformed("content_block_start", "content_block")
            }
            return .blockStart(index: try index(object), block)
        case "content_block_delta":
            guard let delta = object["delta"]?.object else { throw malformed("content_block_delta", "delta") }
            return .blockDelta(index: try index(object), BlockDelta(delta))
        case "content_block_stop": return .blockStop(index: try index(object))
        case "message_delta": return .messageDelta(object)
        case "message_stop": return .messageStop
        case "ping": return .ping
        case "error": return .error(APIErrorBody(object: object))
        default: return .other(object)
        }
    }

    private static func index(_ object: JSONObject) throws(ClaudeError) -> Int {
        guard let index = object["index"]?.int, index >= 0 else {
            throw malformed(object["type"]?.string ?? "", "index")
        }
        return index
    }

    private static func malformed(_ event: String, _ field: String) -> ClaudeError {
        ClaudeError(.malformedResponse, field: field, detail: "the event \(event) lacks it or has it in another form")
    }
}

/// A change of one block.
public enum BlockDelta: Hashable, Sendable {
    case text(String)
    /// A piece of the JSON text of a tool's input.
    case inputJSON(String)
    case citation(JSONValue)
    case thinking(String)
    case signature(String)
    case other(JSONObject)

    init(_ object: JSONObject) {
        let known: BlockDelta? =
            switch object["type"]?.string {
            case "text_delta": object["text"]?.string.map(BlockDelta.text)
            case "input_json_delta": object["partial_json"]?.string.map(BlockDelta.inputJSON)
            case "citations_delta": object["citation"].map(BlockDelta.citation)
            case "thinking_delta": object["thinking"]?.string.map(BlockDelta.thinking)
            case "signature_delta": object["signature"]?.string.map(BlockDelta.signature)
            default: nil
            }
        self = known ?? .other(object)
    }
}

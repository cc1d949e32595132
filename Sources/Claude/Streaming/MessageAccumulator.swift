public import JSON

/// Builds a message out of the events of a stream: events in, what happened and a snapshot out. Pure: no time, no I/O.
///
///     var accumulator = MessageAccumulator()
///     for event in events {
///         if case .text(let piece, _) = try accumulator.received(event) { print(piece, terminator: "") }
///     }
///     let message = accumulator.message      // equal to the response without streaming
public struct MessageAccumulator: Sendable {
    /// What an event changed.
    public enum Action: Hashable, Sendable {
        case messageStart
        case blockStart(index: Int, ContentBlock)
        case text(String, index: Int)
        case citation(Citation, index: Int)
        case thinking(String, index: Int)
        case signature(String, index: Int)
        case inputJSON(String, index: Int)
        /// A block is complete; a tool's input has been parsed.
        case blockStop(index: Int, ContentBlock)
        /// The reason to stop and the final usage are known.
        case messageDelta(stopReason: StopReason?, Usage)
        case messageStop
        case ping
        /// An event or a change that is not known here.
        case other(JSONObject)
    }

    private var start: JSONObject?
    private var blocks: [BlockBuilder] = []
    /// Whether `message_stop` has come.
    public private(set) var isComplete = false

    /// An accumulator that has seen nothing.
    public init() {}

    /// Whether any content has come: from here on a second attempt would repeat what was shown already.
    public var hasContent: Bool { !blocks.isEmpty }

    /// The message as far as it has come; nil before its start.
    public var message: Message? {
        guard var object = start else { return nil }
        object["content"] = .array(JSONArray(blocks.map { .object($0.object) }))
        return Message(object: object)
    }

    /// What a tool's input looks like so far, for showing progress only.
    public func partialInput(at index: Int) -> JSONValue? {
        blocks.indices.contains(index) ? blocks[index].partialInput : nil
    }

    /// Takes one event. Nil when it changes nothing.
    public mutating func received(_ event: StreamEvent) throws(ClaudeError) -> Action? {
        if case .error(let body) = event { throw ClaudeError(inStream: body, partial: message) }
        if isComplete { return nil }
        guard start != nil else { return try begin(event) }
        switch event {
        case .messageStart: return nil
        case .blockStart(let index, let object):
            guard index == blocks.count else {
                throw failure("block \(index) began when block \(blocks.count) was next")
            }
            blocks.append(BlockBuilder(object))
            return .blockStart(index: index, ContentBlock(object: object))
        case .blockDelta(let index, let delta):
            guard blocks.indices.contains(index) else { throw failure("block \(index) changed before it began") }
            return blocks[index].received(delta, index: index)
        case .blockStop(let index):
            guard blocks.indices.contains(index) else { throw failure("block \(index) ended before it began") }
            do throws(JSONError) {
                return .blockStop(index: index, try blocks[index].close())
            } catch {
                let name = blocks[index].toolName
                throw ClaudeError(
                    .malformedToolInput, field: name, detail: "the model wrote an input that is not JSON",
                    partial: message,
                    cause: error)
            }
        case .messageDelta(let object): return merge(object)
        case .messageStop:
            isComplete = true
            return .messageStop
        case .ping: return .ping
        case .other(let object): return .other(object)
        case .error: return nil
        }
    }

    private mutating func begin(_ event: StreamEvent) throws(ClaudeError) -> Action? {
        switch event {
        case .messageStart(let message):
            start = message.object
            blocks = message.content.map { BlockBuilder($0.object) }
            return .messageStart
        case .ping: return .ping
        case .other(let object): return .other(object)
        default: throw failure("content came before the start of the message")
        }
    }

    private func failure(_ detail: String) -> ClaudeError {
        ClaudeError(.malformedResponse, detail: detail, partial: message)
    }

    /// Sets what the event brings. Usage is a running total: it overwrites and is never added; absent and null mean unchanged.
    private mutating func merge(_ event: JSONObject) -> Action {
        for member in event.members where !["type", "delta", "usage"].contains(member.key.value) {
            start?.set(member.key.value, member.value, order: Message.fields)
        }
        for member in event["delta"]?.object?.members ?? [] {
            if member.key.value == "container", member.value.isNull { continue }
            start?.set(member.key.value, member.value, order: Message.fields)
        }
        var usage = start?["usage"]?.object ?? JSONObject()
        for member in event["usage"]?.object?.members ?? [] where !member.value.isNull {
            usage.set(member.key.value, member.value, order: Usage.fields)
        }
        start?["usage"] = .object(usage)
        return .messageDelta(
            stopReason: start?["stop_reason"].flatMap(StopReason.init(json:)), Usage(object: usage))
    }
}

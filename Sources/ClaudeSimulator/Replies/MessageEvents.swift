import JSON

/// One event of a stream.
struct MessageEvent: Sendable {
    var name: String
    var data: JSONValue
    /// The output tokens that are billed once this was sent.
    var tokens = 0

    var bytes: [UInt8] {
        var bytes = Array("event: \(name)\ndata: ".utf8)
        bytes += data.bytes()
        bytes += [0x0A, 0x0A]
        return bytes
    }
}

/// Takes a finished message apart into the events that stream it.
enum MessageEvents {
    /// Events whose accumulation is the message.
    static func events(of message: JSONObject, generator: inout SeededGenerator, estimate: TokenEstimate)
        -> [MessageEvent]
    {
        var events = [start(of: message)]
        for (index, value) in (message["content"]?.array?.elements ?? []).enumerated() {
            guard let block = value.object else { continue }
            events.append(
                event("content_block_start", ["index": JSONValue(index), "content_block": .object(empty(block))]))
            if index == 0 { events.append(event("ping", [:])) }
            for delta in deltas(of: block, &generator) {
                var event = event("content_block_delta", ["index": JSONValue(index), "delta": delta])
                event.tokens = estimate.tokens((delta["text"] ?? delta["partial_json"])?.string ?? "")
                events.append(event)
            }
            events.append(event("content_block_stop", ["index": JSONValue(index)]))
        }
        events += ending(of: message)
        return events
    }

    private static func event(_ name: String, _ fields: JSONObject) -> MessageEvent {
        var data: JSONObject = ["type": JSONValue(name)]
        for member in fields.members { data.append(member.key.value, member.value) }
        return MessageEvent(name: name, data: .object(data))
    }

    private static func start(of message: JSONObject) -> MessageEvent {
        var opening = message
        opening["content"] = []
        opening["stop_reason"] = .null
        opening["stop_sequence"] = .null
        opening["stop_details"] = .null
        if var usage = opening["usage"]?.object {
            usage["output_tokens"] = usage["output_tokens"]?.int == 0 ? 0 : 1
            usage["output_tokens_details"] = nil
            opening["usage"] = .object(usage)
        }
        return event("message_start", ["message": .object(opening)])
    }

    private static func ending(of message: JSONObject) -> [MessageEvent] {
        var delta = JSONObject()
        for field in ["stop_reason", "stop_sequence", "stop_details"] { delta.append(field, message[field] ?? .null) }
        if let container = message["container"], !container.isNull { delta.append("container", container) }
        var usage: JSONObject = ["output_tokens": message["usage"]?["output_tokens"] ?? 0]
        usage.append("output_tokens_details", ifPresent: message["usage"]?["output_tokens_details"])
        return [
            event("message_delta", ["delta": .object(delta), "usage": .object(usage)]), event("message_stop", [:]),
        ]
    }

    /// The form in which a block starts. What arrives whole, such as results of the server's tools, starts as it is.
    private static func empty(_ block: JSONObject) -> JSONObject {
        switch block["type"]?.string {
        case "text":
            var start: JSONObject = ["type": "text", "text": ""]
            if block["citations"]?.array != nil { start.append("citations", []) }
            return start
        case "thinking": return ["type": "thinking", "thinking": "", "signature": ""]
        case "tool_use", "server_tool_use":
            var start = block
            start["input"] = [:]
            return start
        default: return block
        }
    }

    private static func deltas(of block: JSONObject, _ generator: inout SeededGenerator) -> [JSONValue] {
        switch block["type"]?.string {
        case "text":
            let citations = (block["citations"]?.array?.elements ?? []).map { citation -> JSONValue in
                ["type": "citations_delta", "citation": citation]
            }
            let text = pieces(of: block["text"]?.string ?? "", &generator).map { piece -> JSONValue in
                ["type": "text_delta", "text": JSONValue(piece)]
            }
            return citations + text
        case "thinking":
            let text = pieces(of: block["thinking"]?.string ?? "", &generator).map { piece -> JSONValue in
                ["type": "thinking_delta", "thinking": JSONValue(piece)]
            }
            return text + [["type": "signature_delta", "signature": block["signature"] ?? ""]]
        case "tool_use", "server_tool_use":
            let input = block["input"]?.text(.canonical) ?? "{}"
            let parts = [""] + (input == "{}" ? [] : pieces(of: input, &generator))
            return parts.map { ["type": "input_json_delta", "partial_json": JSONValue($0)] }
        default: return []
        }
    }

    /// The text in pieces of 4 to 24 code points.
    static func pieces(of text: String, _ generator: inout SeededGenerator) -> [String] {
        var pieces: [String] = []
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 4...24, using: &generator))
            pieces.append(String(Substring(piece)))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}

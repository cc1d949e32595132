package import JSON

/// A response that a test has written down in advance.
///
///     {"content": [{"type": "text", "text": "Six months."}], "stop_reason": "end_turn"}
///     {"text": "Six months.", "usage": {"output_tokens": 7}}
///     {"status": 529, "body": {"type": "error", …}, "headers": {"retry-after": "3"}}
///     {"events": ["event: message_start\ndata: …\n\n", …]}
package struct ScriptedReply: Sendable {
    enum Kind: Sendable {
        /// Becomes a message, by all the rules that hold for others: tokens are counted, the cache works, it can be streamed.
        case message(JSONObject)
        /// Sent as it is.
        case response(status: Int, headers: [(name: String, value: String)], body: [UInt8])
        /// Sent as a stream, one piece after the other.
        case stream([String])
    }

    let kind: Kind
    /// Only for requests whose body holds this text.
    let contains: String?

    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    package init(_ json: JSONValue) throws(Unusable) {
        contains = json["contains"]?.string
        if let events = json["events"]?.array {
            kind = .stream(events.map { $0.string ?? "data: \($0.text())\n\n" })
        } else if let status = json["status"]?.int {
            let body = json["body"].map { $0.string.map { Array($0.utf8) } ?? $0.bytes() } ?? []
            let headers = (json["headers"]?.object?.members ?? []).map {
                ($0.key.value, $0.value.string ?? $0.value.text())
            }
            guard (200...599).contains(status) else {
                throw Unusable(description: "The status \(status) does not exist.")
            }
            kind = .response(status: status, headers: headers, body: body)
        } else if json["content"]?.array != nil || json["text"]?.string != nil {
            kind = .message(json.object!)
        } else {
            throw Unusable(description: "A scripted reply has \"text\", \"content\", \"events\" or \"status\".")
        }
    }

    /// The reply that a message script stands for.
    static func reply(_ script: JSONObject) -> Reply {
        var reply = Reply()
        if let text = script["text"]?.string {
            reply.blocks = [Reply.text(text)]
        } else {
            reply.blocks = (script["content"]?.array?.elements ?? []).compactMap(\.object)
        }
        let callsTool = reply.blocks.contains { $0["type"]?.string == "tool_use" }
        reply.stopReason = script["stop_reason"]?.string ?? (callsTool ? "tool_use" : "end_turn")
        reply.stopSequence = script["stop_sequence"]?.string
        reply.stopDetails = script["stop_details"] ?? .null
        reply.outputTokens = script["usage"]?["output_tokens"]?.int
        reply.thinkingTokens = script["usage"]?["output_tokens_details"]?["thinking_tokens"]?.int ?? 0
        return reply
    }
}

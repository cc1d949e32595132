import JSON

/// One block while it grows. Text is appended to a plain string, and put into the block when somebody looks.
struct BlockBuilder: Sendable {
    private enum Kind {
        case text
        case thinking
        /// Whatever has an input: the client's tools, the server's, and those yet to come.
        case tool
        case other
    }

    private let kind: Kind
    private var base: JSONObject
    private var text = ""
    private var input: [UInt8] = []
    private var hasInput = false

    init(_ object: JSONObject) {
        base = object
        switch object["type"]?.string {
        case "text": kind = .text
        case "thinking": kind = .thinking
        case _ where object["input"] != nil: kind = .tool
        default: kind = .other
        }
        if kind == .text { text = object["text"]?.string ?? "" }
        if kind == .thinking { text = object["thinking"]?.string ?? "" }
    }

    /// The block as far as it has come.
    var object: JSONObject {
        var object = base
        switch kind {
        case .text: update(&object, "text")
        case .thinking: update(&object, "thinking")
        case .tool: if hasInput { object["input"] = partialInput ?? [:] }
        case .other: break
        }
        return object
    }

    /// Leaves the string as it was written where nothing was appended to it.
    private func update(_ object: inout JSONObject, _ field: String) {
        if object[field]?.string != text { object[field] = JSONValue(text) }
    }

    var toolName: String? { base["name"]?.string }
    var partialInput: JSONValue? { hasInput ? JSONValue(partial: input) : base["input"] }

    /// Takes a change. One that does not fit the block is passed on but changes nothing.
    mutating func received(_ delta: BlockDelta, index: Int) -> MessageAccumulator.Action? {
        switch (delta, kind) {
        case (.text(let piece), .text):
            text += piece
            return .text(piece, index: index)
        case (.thinking(let piece), .thinking):
            text += piece
            return .thinking(piece, index: index)
        case (.signature(let signature), .thinking):
            base["signature"] = JSONValue(signature)
            return .signature(signature, index: index)
        case (.citation(let citation), .text):
            guard let known = Citation(json: citation) else { return nil }
            var citations = base["citations"]?.array ?? []
            citations.elements.append(citation)
            base.set("citations", .array(citations), order: TextBlock.fields)
            return .citation(known, index: index)
        case (.inputJSON(let piece), .tool):
            hasInput = true
            input.append(contentsOf: piece.utf8)
            return .inputJSON(piece, index: index)
        case (.other(let object), .other):
            // A compaction comes whole in one change.
            if object["type"]?.string == "compaction_delta" {
                for member in object.members where member.key.value != "type" { base[member.key.value] = member.value }
            }
            return .other(object)
        case (.other(let object), _): return .other(object)
        default: return nil
        }
    }

    /// Ends the block: a tool's input, nothing but a piece of text so far, becomes a value.
    mutating func close() throws(JSONError) -> ContentBlock {
        if hasInput {
            let isEmpty = input.allSatisfy { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
            base["input"] = isEmpty ? [:] : try JSONValue(parsing: input, keepingLayout: true)
            hasInput = false
            input = []
        }
        return ContentBlock(object: object)
    }
}

import JSON

/// What the model says, whole: the blocks as they stand in a finished message.
struct Reply: Sendable {
    var blocks: [JSONObject] = []
    var stopReason = "end_turn"
    var stopSequence: String?
    /// Non-null for refusals only.
    var stopDetails = JSONValue.null
    var thinkingTokens = 0
    /// What the output costs, when that is not what its length says.
    var outputTokens: Int?

    static func text(_ text: String) -> JSONObject { ["type": "text", "text": JSONValue(text)] }

    /// Ends the reply at the first stop sequence, and cuts it to the most tokens that it may have, thinking included.
    mutating func fit(maxTokens: Int, stopSequences: [String], estimate: TokenEstimate) {
        stopAtSequence(stopSequences)
        var left = maxTokens - thinkingTokens
        if left < 0 {
            thinkingTokens = maxTokens
            blocks.removeAll { ($0["type"]?.string ?? "") != "thinking" }
            return cut()
        }
        for number in blocks.indices {
            let size = Self.tokens(blocks[number], estimate)
            if size <= left {
                left -= size
                continue
            }
            if let text = blocks[number]["text"]?.string {
                let bytes = left * 1000 / estimate.perThousandBytes
                blocks[number]["text"] = JSONValue(Self.prefix(of: text, bytes: bytes))
                blocks.removeSubrange((number + 1)...)
                if bytes == 0 { blocks.removeSubrange(number...) }
            } else {
                blocks.removeSubrange(number...)
            }
            return cut()
        }
    }

    private mutating func cut() {
        stopReason = "max_tokens"
        stopSequence = nil
    }

    /// Whole code points, at most so many bytes.
    private static func prefix(of text: String, bytes: Int) -> String {
        var size = 0
        let scalars = text.unicodeScalars.prefix { scalar in
            size += UTF8.width(scalar)
            return size <= bytes
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private mutating func stopAtSequence(_ sequences: [String]) {
        guard !sequences.isEmpty else { return }
        for number in blocks.indices {
            guard let text = blocks[number]["text"]?.string else { continue }
            let hits = sequences.compactMap { sequence in text.firstRange(of: sequence).map { (range: $0, sequence) } }
            guard let first = hits.min(by: { $0.range.lowerBound < $1.range.lowerBound }) else { continue }
            blocks[number]["text"] = JSONValue(String(text[..<first.range.lowerBound]))
            blocks.removeSubrange((number + 1)...)
            if first.range.lowerBound == text.startIndex { blocks.removeSubrange(number...) }
            stopReason = "stop_sequence"
            stopSequence = first.1
            return
        }
    }

    func totalOutputTokens(_ estimate: TokenEstimate) -> Int {
        outputTokens ?? blocks.reduce(thinkingTokens) { $0 + Self.tokens($1, estimate) } + (blocks.isEmpty ? 0 : 2)
    }

    /// Quoted text costs nothing, and thinking is counted apart.
    static func tokens(_ block: JSONObject, _ estimate: TokenEstimate) -> Int {
        switch block["type"]?.string {
        case "text": estimate.tokens(block["text"]?.string ?? "")
        case "thinking", "redacted_thinking": 0
        default: estimate.tokens(JSONValue.object(block).text(.canonical))
        }
    }
}

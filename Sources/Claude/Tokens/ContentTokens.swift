import JSON

/// What the API charges for of a part of a prompt: the words in it, and not the JSON around them.
extension TokenEstimator {
    /// The tokens of titles, texts, calls of tools and their results in a part of a prompt, uncorrected: closer to what is
    /// reported than `estimate`, which stays on the side on which no budget is overspent.
    package static func estimateContent(_ part: some WireValue, tokenizer: String? = nil) -> Int {
        Int((contentWeight(of: part.json) * scale(tokenizer)).rounded(.up))
    }

    /// Members that no model reads: what a citation quotes is not charged for when an answer is sent back.
    private static let silent: Set<String> = [
        "type", "role", "media_type", "citations", "cache_control", "signature", "encrypted_content", "id",
        "tool_use_id", "is_error",
    ]

    private static func contentWeight(of value: JSONValue) -> Double {
        switch value {
        case .array(let array): return array.reduce(0) { $0 + contentWeight(of: $1) }
        case .object(let object):
            if let media = mediaWeight(of: object) { return media }
            return object.members.reduce(0) { sum, member in
                let name = member.key.value
                // A tool is called by JSON.
                if name == "input" { return sum + weight(of: member.value) }
                return silent.contains(name) ? sum : sum + contentWeight(of: member.value)
            }
        default: return weight(of: value)
        }
    }
}

import JSON

extension ModelCatalogue {
    /// Throws when the request breaks a rule, naming the field.
    public func validate(_ request: MessageRequest) throws(ClaudeError) {
        let violations = violations(in: request)
        guard let first = violations.first else { return }
        let more = violations.count > 1 ? " (and \(violations.count - 1) more)" : ""
        throw ClaudeError(.refusedLocally, field: first.field, detail: first.reason + more)
    }
}

extension MessageRequest {
    /// Takes out what another model is known to refuse, and says what that was.
    mutating func adjust(to facts: ModelFacts?) -> [String] {
        var adjustments: [String] = []
        if let type = thinking?.type, let accepted = facts?.thinkingTypes, !accepted.contains(type) {
            thinking = nil
            adjustments.append("thinking \(type)")
        }
        if let effort = outputConfig?.effort, let accepted = facts?.efforts, !accepted.contains(effort) {
            outputConfig?.effort = nil
            if outputConfig?.object.isEmpty == true { outputConfig = nil }
            adjustments.append("effort \(effort)")
        }
        if let type = toolChoice?.type, ["any", "tool"].contains(type), facts?.allowsForcedToolChoice == false {
            toolChoice = nil
            adjustments.append("tool_choice \(type)")
        }
        if let limit = facts?.maxOutputTokens, maxTokens > limit {
            adjustments.append("max_tokens \(maxTokens)")
            maxTokens = limit
        }
        return adjustments
    }
}

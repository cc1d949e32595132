import Claude
import JSON

extension RequestCheck {
    private static let efforts = ["low", "medium", "high", "xhigh", "max"]

    /// Reads `thinking` and `output_config`, which limit each other.
    func readThinking(_ reader: inout FieldReader, _ call: inout MessageCall) throws(APIFailure) {
        call.effort = call.facts.defaultEffort?.rawValue ?? "high"
        if let config = try reader.object("output_config") { try readOutput(config, &call) }
        call.thinking = call.facts.thinksByDefault == true ? .adaptive : .off
        // From 4.7 on a summary has to be asked for.
        call.showsThinking = call.facts.tokenizer == "2024"
        guard var thinking = try reader.object("thinking") else { return }
        guard let type = try thinking.choice("type", ["adaptive", "between_tools", "disabled", "enabled"]) else {
            throw .invalid("thinking.type", "Field required")
        }
        guard call.facts.thinkingTypes?.contains(type) != false else {
            throw .invalid("thinking.type: '\(type)' is not supported by \(call.facts.id)")
        }
        if let highest = call.facts.maxEffort(withThinking: type)?.rawValue, rank(call.effort) > rank(highest) {
            let reason = "is not supported with effort '\(call.effort)'; the highest is '\(highest)'"
            throw .invalid("thinking.type: '\(type)' \(reason)")
        }
        switch type {
        case "adaptive": call.thinking = .adaptive
        case "between_tools": call.thinking = .betweenTools
        case "disabled": call.thinking = .off
        default: call.thinking = .manual(budget: try readBudget(&thinking, call))
        }
        let hasDisplay = type == "adaptive" || type == "enabled"
        if hasDisplay, let display = try thinking.choice("display", ["summarized", "omitted"]) {
            call.showsThinking = display == "summarized"
        }
        if betas.contains("thinking-binding-controls-2026-08-01") { thinking.ignore("block_binding") }
        try thinking.finish()
    }

    private func readOutput(_ config: FieldReader, _ call: inout MessageCall) throws(APIFailure) {
        var config = config
        if let effort = try config.choice("effort", Self.efforts) {
            guard call.facts.efforts?.contains(Effort(rawValue: effort)) == true else {
                throw .invalid("output_config.effort", "\(call.facts.id) does not support effort '\(effort)'")
            }
            call.effort = effort
        }
        if var format = try config.object("format") {
            guard try format.choice("type", ["json_schema"]) != nil else {
                throw .invalid("output_config.format.type", "Field required")
            }
            let schema = try format.required("schema")
            try format.finish()
            try SchemaCheck.check(schema, at: "output_config.format.schema")
            call.schema = schema
        }
        try config.finish()
    }

    private func readBudget(_ thinking: inout FieldReader, _ call: MessageCall) throws(APIFailure) -> Int {
        let budget = try thinking.int("budget_tokens")
        guard budget >= 1024 else {
            throw .invalid("thinking.enabled.budget_tokens", "Input should be greater than or equal to 1024")
        }
        if purpose != .tokenCount, budget >= call.maxTokens, call.maxTokens > 0 {
            throw .invalid("`max_tokens` must be greater than `thinking.budget_tokens`")
        }
        if call.toolChoice.isForced { throw .invalid("Thinking may not be enabled when tool_choice forces tool use.") }
        return budget
    }

    private func rank(_ effort: String) -> Int { Self.efforts.firstIndex(of: effort) ?? 0 }
}

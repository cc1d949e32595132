import Claude
import JSON

/// Checks a request as the API does, and makes a `MessageCall` of it.
struct RequestCheck {
    enum Purpose: Sendable { case message, batchItem, tokenCount }

    let catalogue: ModelCatalogue
    let version: APIVersion
    let betas: Set<String>
    let purpose: Purpose

    /// Checks everything that the request itself tells; what its files hold is looked at later.
    func check(_ body: JSONValue) throws(APIFailure) -> MessageCall {
        guard let object = body.object else { throw .invalid("The request body has to be a JSON object") }
        var reader = FieldReader(object, at: "")
        var call = MessageCall(facts: try model(&reader), version: version)
        if purpose != .tokenCount { try readSettings(&reader, &call) }
        try readShared(&reader, &call)
        try refuseBetaFields(&reader)
        try reader.finish()
        try checkAcross(&call)
        return call
    }

    private func model(_ reader: inout FieldReader) throws(APIFailure) -> ModelFacts {
        let name = try reader.string("model")
        guard let facts = catalogue[model: name], facts.lifecycle != .retired, facts.maxInputTokens != nil,
            facts.line != "mythos"
        else { throw .notFound("model: \(name)") }
        return facts
    }

    /// What token counting does not take.
    private func readSettings(_ reader: inout FieldReader, _ call: inout MessageCall) throws(APIFailure) {
        call.maxTokens = try reader.int("max_tokens")
        guard call.maxTokens >= 0 else { throw .invalid("max_tokens", "Input should be greater than or equal to 0") }
        if let limit = call.facts.maxOutputTokens, call.maxTokens > limit {
            let reason = "which is the maximum allowed number of output tokens for \(call.facts.id)"
            throw .invalid("max_tokens", "\(call.maxTokens) > \(limit), \(reason)")
        }
        let isStreamed = try reader.bool("stream")
        if purpose == .batchItem, isStreamed != nil { throw .invalid("stream", "Extra inputs are not permitted") }
        call.isStreamed = isStreamed ?? false
        for (number, value) in (try reader.array("stop_sequences") ?? []).enumerated() {
            guard let text = value.string else {
                throw .invalid("stop_sequences.\(number)", "Input should be a valid string")
            }
            guard text.contains(where: { !$0.isWhitespace }) else {
                throw .invalid("stop_sequences", "each stop sequence must contain non-whitespace")
            }
            call.stopSequences.append(text)
        }
        if var metadata = try reader.object("metadata") {
            _ = try metadata.optionalString("user_id")
            try metadata.finish()
        }
        _ = try reader.choice("service_tier", ["auto", "standard_only"])
        if let geography = try reader.choice("inference_geo", ["global", "us"]) {
            guard call.facts.allowsGeography != false else {
                throw .invalid("inference_geo", "\(call.facts.id) does not support the `inference_geo` parameter")
            }
            call.geography = geography
        }
        if var diagnostics = try reader.object("diagnostics") {
            call.diagnostics = try diagnostics.optionalString("previous_message_id").map { .after($0) } ?? .first
            try diagnostics.finish()
        }
        if let container = reader.value("container"), container.string == nil {
            var fields = try FieldReader(container, at: "container")
            _ = try fields.optionalString("id")
            _ = try fields.array("skills")
            try fields.finish()
        }
        try readSampling(&reader, call)
    }

    /// Gone with the current version; the older one takes them for models up to 4.6, and their defaults for all.
    private func readSampling(_ reader: inout FieldReader, _ call: MessageCall) throws(APIFailure) {
        guard version == .older else { return }
        for name in ["temperature", "top_p", "top_k"] {
            guard let value = reader.value(name) else { continue }
            guard let number = value.double else { throw .invalid(name, "Input should be a valid number") }
            if name == "temperature", !(0...1).contains(number) {
                throw .invalid(name, "Input should be less than or equal to 1")
            }
            guard call.facts.tokenizer == "2024" || name == "temperature" && number == 1 else {
                throw .invalid("`\(name)` is not supported by \(call.facts.id)")
            }
        }
    }

    /// What messages and token counting share.
    private func readShared(_ reader: inout FieldReader, _ call: inout MessageCall) throws(APIFailure) {
        call.tools = try readTools(try reader.array("tools") ?? [])
        try readToolChoice(try reader.object("tool_choice"), &call)
        try readSpeed(&reader, &call)
        try readThinking(&reader, &call)
        call.automaticMark = try readMark(&reader)
        call.system = try readSystem(reader.value("system"))
        guard case .array(let messages) = try reader.required("messages") else {
            throw .invalid("messages", "Input should be a valid list")
        }
        call.turns = try readTurns(messages.elements, call.facts)
    }

    private func readSpeed(_ reader: inout FieldReader, _ call: inout MessageCall) throws(APIFailure) {
        guard let speed = try reader.choice("speed", ["standard", "fast"]) else { return }
        if purpose == .batchItem { throw .invalid("speed", "Extra inputs are not permitted") }
        guard speed == "fast" else { return }
        let isOffered = call.facts.object["fast"]?.object != nil
        let isOpen = call.facts.id == "claude-opus-5-5" || betas.contains("fast-mode-2026-02-01")
        guard isOffered, isOpen else { throw .invalid("speed", "\(call.facts.id) does not support `fast`") }
        call.isFast = true
    }

    static let betaFields: [(field: String, beta: String)] = [
        ("context_management", "context-management-2025-06-27"), ("compaction", "compact-2026-09-04"),
        ("mcp_servers", "mcp-client-2025-11-20"), ("fallbacks", "server-side-fallback-2026-07-01"),
        ("fallback_credit_token", "fallback-credit-2026-07-01"), ("thread", "message-threads-2026-08-12"),
    ]

    /// Without their header these fields are unknown; with it they would be understood, but not here.
    private func refuseBetaFields(_ reader: inout FieldReader) throws(APIFailure) {
        for (field, beta) in Self.betaFields where betas.contains(beta) && reader.value(field) != nil {
            throw .invalid(field, "the simulator does not do what \(beta) offers")
        }
    }
}

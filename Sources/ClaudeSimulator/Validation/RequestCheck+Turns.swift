import Claude
import JSON

extension RequestCheck {
    func readSystem(_ value: JSONValue?) throws(APIFailure) -> [JSONObject] {
        switch value {
        case nil: return []
        case .string(let text): return text.value.isEmpty ? [] : [["type": "text", "text": .string(text)]]
        case .array(let array): return try readBlocks(array.elements, at: "system", in: .system)
        default: throw .invalid("system", "Input should be a valid string or a valid list")
        }
    }

    func readTurns(_ values: [JSONValue], _ facts: ModelFacts) throws(APIFailure) -> [MessageCall.Turn] {
        guard !values.isEmpty else { throw .invalid("messages", "at least one message is required") }
        guard values.count <= 100_000 else {
            throw .invalid("messages", "List should have at most 100000 items after validation, not \(values.count)")
        }
        var turns: [MessageCall.Turn] = []
        for (number, value) in values.enumerated() {
            var reader = try FieldReader(value, at: "messages.\(number)")
            guard let role = try reader.choice("role", ["user", "assistant", "system"]) else {
                throw .invalid(reader.path(of: "role"), "Field required")
            }
            let content = try reader.required("content")
            try reader.finish()
            if role == "system" { try checkSystemTurn(number, after: turns.last?.role, facts) }
            turns.append(.init(role: role, blocks: try readContent(content, of: role, at: "messages.\(number)")))
            try checkIsNotEmpty(turns[number], at: number, isLast: number == values.count - 1)
        }
        guard turns[0].role == "user" else {
            throw .invalid("messages", "first message must use the \"user\" role")
        }
        return turns
    }

    private func checkSystemTurn(_ number: Int, after role: String?, _ facts: ModelFacts) throws(APIFailure) {
        guard facts.allowsSystemTurns == true else {
            throw .invalid(
                "messages.\(number).role", "\(facts.id) does not support the role 'system'; use the top-level `system`")
        }
        guard role == "user" else {
            throw .invalid("messages.\(number)", "a message with the role 'system' must follow a user message")
        }
    }

    private func readContent(_ value: JSONValue, of role: String, at path: String) throws(APIFailure) -> [JSONObject] {
        switch value {
        case .string(let text): return text.value.isEmpty ? [] : [["type": "text", "text": .string(text)]]
        case .array(let array):
            let place: BlockPlace = role == "user" ? .user : role == "assistant" ? .assistant : .system
            return try readBlocks(array.elements, at: "\(path).content", in: place)
        default: throw .invalid("\(path).content", "Input should be a valid string or a valid list")
        }
    }

    private func checkIsNotEmpty(_ turn: MessageCall.Turn, at number: Int, isLast: Bool) throws(APIFailure) {
        if turn.blocks.isEmpty, !(isLast && turn.role == "assistant") {
            throw .invalid(
                "messages.\(number)",
                "all messages must have non-empty content except for the optional final assistant message")
        }
        for block in turn.blocks {
            guard block["type"]?.string == "text", let text = block["text"]?.string else { continue }
            if text.isEmpty { throw .invalid("messages", "text content blocks must be non-empty") }
            if text.allSatisfy(\.isWhitespace) {
                throw .invalid("messages", "text content blocks must contain non-whitespace text")
            }
        }
    }

    // MARK: Rules across turns

    func checkTurns(_ call: MessageCall) throws(APIFailure) {
        var open: [String] = []
        for (number, turn) in call.turns.enumerated() where turn.role != "system" {
            let results = turn.blocks.filter { $0["type"]?.string == "tool_result" }.map {
                $0["tool_use_id"]?.string ?? ""
            }
            for id in results where !open.contains(id) {
                throw .invalid(
                    "messages.\(number).content.\(turn.blocks.firstIndex { $0["tool_use_id"]?.string == id } ?? 0)",
                    "unexpected `tool_use_id` found in `tool_result` blocks: \(id). Each `tool_result` block must have a "
                        + "corresponding `tool_use` block in the previous message.")
            }
            guard Set(results).count == results.count else {
                throw .invalid("messages.\(number).content", "each tool_use must have a single result")
            }
            let missing = open.filter { !results.contains($0) }
            guard missing.isEmpty else {
                throw .invalid(
                    "messages.\(number - 1)",
                    "`tool_use` ids were found without `tool_result` blocks immediately after: "
                        + missing.joined(separator: ", ") + ". Each `tool_use` block must have a corresponding "
                        + "`tool_result` block in the next message.")
            }
            let firstOther = turn.blocks.firstIndex { $0["type"]?.string != "tool_result" } ?? turn.blocks.count
            if firstOther < turn.blocks.count,
                turn.blocks[firstOther...].contains(where: { $0["type"]?.string == "tool_result" })
            {
                throw .invalid("messages.\(number).content", "`tool_result` blocks must come first in a message")
            }
            open = turn.role == "assistant" ? try toolUses(turn, number) : []
        }
        if !open.isEmpty {
            throw .invalid(
                "messages.\(call.turns.count - 1)",
                "`tool_use` ids were found without `tool_result` blocks immediately after: "
                    + open.joined(separator: ", ") + ". Each `tool_use` block must have a corresponding "
                    + "`tool_result` block in the next message.")
        }
        try checkPrefill(call)
    }

    private func toolUses(_ turn: MessageCall.Turn, _ number: Int) throws(APIFailure) -> [String] {
        let ids = turn.blocks.filter { $0["type"]?.string == "tool_use" }.map { $0["id"]?.string ?? "" }
        guard Set(ids).count == ids.count else {
            throw .invalid("messages.\(number).content", "`tool_use` ids must be unique")
        }
        return ids
    }

    private func checkPrefill(_ call: MessageCall) throws(APIFailure) {
        guard let last = call.turns.last, last.role == "assistant" else { return }
        // A paused turn is sent back as it is, and the server goes on with it.
        if let type = last.blocks.last?["type"]?.string, type == "server_tool_use" || type.hasSuffix("_tool_result") {
            return
        }
        guard call.facts.allowsPrefill == true else {
            throw .invalid(
                "\(call.facts.id) does not support assistant message prefill. The conversation must end with a user message."
            )
        }
        if call.schema != nil {
            throw .invalid("Assistant message prefill is not supported with `output_config.format`.")
        }
        if last.blocks.last?["text"]?.string?.last?.isWhitespace == true {
            throw .invalid("messages", "final assistant content cannot end with trailing whitespace")
        }
    }
}

import Claude
import JSON

extension RequestCheck {
    /// The server's tools and the client tools that the API describes, with all dates at which they came.
    private static let knownTypes: Set<String> = [
        "web_search_20260318", "web_search_20260209", "web_search_20250305", "web_fetch_20260318", "web_fetch_20260309",
        "web_fetch_20260209", "web_fetch_20250910", "code_execution_20260521", "code_execution_20260120",
        "code_execution_20250825", "code_execution_20250522", "tool_search_tool_bm25_20251119",
        "tool_search_tool_regex_20251119", "tool_search_tool_bm25", "tool_search_tool_regex", "memory_20250818",
        "bash_20250124", "text_editor_20250728", "text_editor_20250429", "text_editor_20250124",
        "computer_toolset_20260801", "browser_toolset_20260801",
    ]

    func readTools(_ values: [JSONValue]) throws(APIFailure) -> [JSONObject] {
        var tools: [JSONObject] = []
        var names: Set<String> = []
        var strict = 0
        for (number, value) in values.enumerated() {
            var reader = try FieldReader(value, at: "tools.\(number)")
            let type = try reader.optionalString("type") ?? "custom"
            if type == "custom" {
                var custom = FieldReader(reader.object, at: "tools.\(number).custom")
                try readCustomTool(&custom, &strict)
            } else if !Self.knownTypes.contains(type) {
                let reason = "Input tag '\(type)' found using 'type' does not match any of the expected tags"
                throw .invalid("tools.\(number)", reason)
            } else {
                _ = try readMark(&reader)
            }
            let name = reader.object["name"]?.string ?? type
            guard names.insert(name).inserted else {
                throw .invalid("tools: Tool names must be unique.", code: "tool_name_conflict")
            }
            tools.append(reader.object)
        }
        if strict > 20 { throw .invalid("tools: at most 20 tools can be `strict`, found \(strict)") }
        return tools
    }

    private func readCustomTool(_ reader: inout FieldReader, _ strict: inout Int) throws(APIFailure) {
        reader.ignore("type")
        let name = try reader.string("name")
        guard name.wholeMatch(of: /[a-zA-Z0-9_-]{1,128}/) != nil else {
            throw .invalid(reader.path(of: "name"), "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'")
        }
        _ = try reader.optionalString("description")
        let schema = try FieldReader(try reader.required("input_schema"), at: reader.path(of: "input_schema"))
        guard let type = schema.object["type"] else { throw .invalid(schema.path(of: "type"), "Field required") }
        guard type.string == "object" else { throw .invalid(schema.path(of: "type"), "Input should be 'object'") }
        if try reader.bool("strict") == true {
            strict += 1
            try SchemaCheck.check(.object(schema.object), at: schema.path)
        }
        _ = try reader.array("input_examples")
        _ = try reader.bool("defer_loading")
        _ = try reader.array("allowed_callers")
        _ = try reader.bool("eager_input_streaming")
        _ = try readMark(&reader)
        try reader.finish()
    }

    func readToolChoice(_ reader: FieldReader?, _ call: inout MessageCall) throws(APIFailure) {
        guard var reader else { return }
        guard let type = try reader.choice("type", ["auto", "any", "tool", "none"]) else {
            throw .invalid("tool_choice.type", "Field required")
        }
        guard !call.tools.isEmpty else {
            throw .invalid("tool_choice", "tool_choice may only be specified while providing tools")
        }
        call.toolChoice.type = type
        if type != "none" {
            call.toolChoice.disablesParallelUse = try reader.bool("disable_parallel_tool_use") ?? false
        }
        if type == "tool" {
            let name = try reader.string("name")
            guard call.tools.contains(where: { $0["name"]?.string == name }) else {
                throw .invalid("Tool '\(name)' not found in provided tools")
            }
            call.toolChoice.name = name
        }
        try reader.finish()
        if call.toolChoice.isForced, call.facts.allowsForcedToolChoice == false {
            throw .invalid("tool_choice.type: '\(type)' is not supported by \(call.facts.id)")
        }
    }

    /// A cache mark, when there is one.
    func readMark(_ reader: inout FieldReader) throws(APIFailure) -> PromptCache.Lifetime? {
        guard var mark = try reader.object("cache_control") else { return nil }
        guard try mark.choice("type", ["ephemeral"]) != nil else {
            throw .invalid(mark.path(of: "type"), "Field required")
        }
        let lifetime = try mark.choice("ttl", PromptCache.Lifetime.allCases.map(\.rawValue))
        try mark.finish()
        return lifetime.flatMap(PromptCache.Lifetime.init(rawValue:)) ?? .fiveMinutes
    }
}

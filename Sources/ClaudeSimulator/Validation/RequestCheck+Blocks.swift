import Claude
import JSON

/// Where a block stands, which decides what it may be.
enum BlockPlace {
    case user, assistant, system, toolResult, documentContent, searchResultContent

    var types: [String] {
        switch self {
        case .user: ["text", "image", "document", "search_result", "tool_result", "container_upload"]
        case .assistant:
            [
                "text", "tool_use", "thinking", "redacted_thinking", "document", "server_tool_use",
                "web_search_tool_result",
                "web_fetch_tool_result", "code_execution_tool_result", "bash_code_execution_tool_result",
                "text_editor_code_execution_tool_result", "tool_search_tool_result",
            ]
        case .system, .searchResultContent: ["text"]
        case .toolResult: ["text", "image", "document", "search_result", "tool_reference"]
        case .documentContent: ["text", "image"]
        }
    }
}

extension RequestCheck {
    func readBlocks(
        _ values: [JSONValue], at path: String, in place: BlockPlace
    ) throws(APIFailure) -> [JSONObject] {
        var blocks: [JSONObject] = []
        for (number, value) in values.enumerated() {
            blocks.append(try readBlock(value, at: "\(path).\(number)", in: place))
        }
        return blocks
    }

    private func readBlock(_ value: JSONValue, at path: String, in place: BlockPlace) throws(APIFailure) -> JSONObject {
        let head = try FieldReader(value, at: path)
        guard let type = head.object["type"]?.string else { throw .invalid(head.path(of: "type"), "Field required") }
        guard place.types.contains(type) else {
            let expected = FieldReader.list(place.types)
            throw .invalid(
                path, "Input tag '\(type)' found using 'type' does not match any of the expected tags: \(expected)")
        }
        var reader = FieldReader(head.object, at: "\(path).\(type)")
        reader.ignore("type")
        switch type {
        case "text": try readText(&reader, in: place)
        case "image": try readImage(&reader)
        case "document":
            if place == .assistant, version == .current {
                throw .invalid(path, "`document` blocks are not permitted in assistant messages")
            }
            try readDocument(&reader)
        case "search_result": try readSearchResult(&reader)
        case "tool_use":
            _ = try reader.string("id")
            _ = try reader.string("name")
            _ = try FieldReader(try reader.required("input"), at: reader.path(of: "input"))
            reader.ignore("caller", "toolset_name")
        case "tool_result": try readToolResult(&reader)
        case "thinking":
            _ = try reader.string("thinking")
            _ = try reader.string("signature")
        case "redacted_thinking": _ = try reader.string("data")
        case "container_upload": _ = try reader.string("file_id")
        // What the server's tools said is replayed as it was received.
        default: return head.object
        }
        if type != "thinking", type != "redacted_thinking", try readMark(&reader) != nil, type == "text",
            reader.object["text"]?.string?.isEmpty == true
        {
            throw .invalid(reader.path, "cache_control cannot be set for empty text blocks")
        }
        try reader.finish()
        return head.object
    }

    private func readText(_ reader: inout FieldReader, in place: BlockPlace) throws(APIFailure) {
        let text = try reader.string("text")
        if place == .searchResultContent || place == .system, text.isEmpty, reader.object["cache_control"] == nil {
            throw .invalid(reader.path, "text content blocks must be non-empty")
        }
        let citations = try reader.array("citations") ?? []
        guard !citations.isEmpty else { return }
        if place != .assistant, version == .current {
            throw .invalid(
                reader.path(of: "citations"), "citations are not permitted on `text` blocks in user messages")
        }
        for (number, citation) in citations.enumerated() {
            let fields = try FieldReader(citation, at: "\(reader.path).citations.\(number)")
            guard let type = fields.object["type"]?.string, type.hasSuffix("_location") else {
                throw .invalid(fields.path(of: "type"), "Field required")
            }
            guard fields.object["cited_text"]?.string != nil else {
                throw .invalid(fields.path(of: "cited_text"), "Field required")
            }
        }
    }

    private func readToolResult(_ reader: inout FieldReader) throws(APIFailure) {
        _ = try reader.string("tool_use_id")
        _ = try reader.bool("is_error")
        reader.ignore("toolset_name")
        guard let content = reader.value("content"), content.string == nil else { return }
        guard let values = try reader.array("content") else { return }
        let path = reader.path(of: "content")
        let blocks = try readBlocks(values, at: path, in: .toolResult)
        let types = Set(blocks.map { $0["type"]?.string ?? "" })
        if types.contains("search_result"), types.count > 1 {
            throw .invalid(path, "a `tool_result` with `search_result` blocks may hold nothing else")
        }
    }

    private func readSearchResult(_ reader: inout FieldReader) throws(APIFailure) {
        _ = try reader.string("source")
        _ = try reader.string("title")
        guard let content = try reader.required("content").array else {
            throw .invalid(reader.path(of: "content"), "Input should be a valid list")
        }
        let blocks = try readBlocks(content.elements, at: reader.path(of: "content"), in: .searchResultContent)
        guard !blocks.isEmpty else {
            throw .invalid(reader.path(of: "content"), "List should have at least 1 item after validation, not 0")
        }
        try readCitationSwitch(&reader)
    }

    func readCitationSwitch(_ reader: inout FieldReader) throws(APIFailure) {
        guard var citations = try reader.object("citations") else { return }
        _ = try citations.bool("enabled")
        try citations.finish()
    }
}

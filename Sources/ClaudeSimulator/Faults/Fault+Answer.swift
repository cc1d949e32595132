import JSON

extension Fault {
    /// Puts the fault into an answer, when it is one of its content.
    func change(_ reply: inout Reply, call: MessageCall) {
        switch name {
        case "refusal":
            let category = self["category"]
            reply.blocks = self["partial"] == "true" ? Array(reply.blocks.prefix(1)) : []
            reply.stopReason = "refusal"
            reply.stopDetails = [
                "type": "refusal", "category": category.map { JSONValue($0) } ?? .null,
                "explanation": JSONValue(self["explanation"] ?? "The request was declined on demand."),
            ]
        case "max-tokens":
            if let text = reply.blocks.last?["text"]?.string, !reply.blocks.isEmpty {
                reply.blocks[reply.blocks.count - 1]["text"] = JSONValue(String(text.prefix(text.count / 2)))
            }
            reply.stopReason = "max_tokens"
        case "context-window": reply.stopReason = "model_context_window_exceeded"
        case "empty":
            reply.blocks = []
            reply.outputTokens = 2
        case "pause-turn":
            reply.blocks = [
                [
                    "type": "server_tool_use", "id": "srvtoolu_01Paused", "name": "web_search",
                    "input": ["query": "a question that takes long"],
                ]
            ]
            reply.stopReason = "pause_turn"
        case "unknown-block":
            reply.blocks.insert(["type": "hologram", "frames": [1, 2.50, "three"]], at: 0)
        case "unknown-field":
            for number in reply.blocks.indices {
                reply.blocks[number].append("field_of_the_future", ["nested": [true]])
            }
        default: CitationFault(name: name)?.change(&reply, call: call)
        }
    }
}

/// A citation that is not what it should be.
struct CitationFault {
    private let name: String

    init?(name: String) {
        guard name.hasPrefix("citation-") else { return nil }
        self.name = name
    }

    func change(_ reply: inout Reply, call: MessageCall) {
        let documents = RequestSources.blocks(of: call).filter { $0["type"]?.string == "document" }
        for number in reply.blocks.indices {
            guard let citations = reply.blocks[number]["citations"]?.array else { continue }
            let changed = citations.map { citation -> JSONValue in
                guard let object = citation.object else { return citation }
                return .object(self.changed(object, documents))
            }
            reply.blocks[number]["citations"] = .array(JSONArray(changed))
        }
    }

    private func changed(_ citation: JSONObject, _ documents: [JSONObject]) -> JSONObject {
        var citation = citation
        let text = citation["cited_text"]?.string ?? ""
        switch name {
        case "citation-utf16":
            let source = citation["document_index"]?.int.flatMap {
                documents.indices.contains($0) ? documents[$0] : nil
            }
            guard let data = source?["source"]?["data"]?.string else { break }
            for field in ["start_char_index", "end_char_index"] {
                guard let offset = citation[field]?.int else { continue }
                let units = data.unicodeScalars.prefix(offset).reduce(0) { $0 + UTF16.width($1) }
                citation[field] = JSONValue(units)
            }
        case "citation-off-by-one":
            let starts = ["start_char_index", "start_page_number", "start_block_index"]
            let ends = ["end_char_index", "end_page_number", "end_block_index"]
            for field in starts + ends {
                if let value = citation[field]?.int { citation[field] = JSONValue(value + 1) }
            }
        case "citation-trimmed": citation["cited_text"] = JSONValue(String(text.dropFirst(2).dropLast(2)))
        case "citation-invented":
            citation["cited_text"] = "This sentence stands in none of the documents, and never did."
        case "citation-wrong-document":
            for field in ["document_index", "search_result_index"] {
                if let value = citation[field]?.int { citation[field] = JSONValue(value + 1) }
            }
        default: break
        }
        return citation
    }
}

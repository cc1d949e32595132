import Claude
import HTTPServer
import JSON

extension SimulatedAPI {
    func models(_ request: ServerRequest, _ path: [Substring]) throws(APIFailure) -> ServerResponse {
        guard request.method == "GET", path.count <= 1 else { throw .notFound("Not found") }
        if let id = path.first {
            guard let facts = configuration.catalogue[model: String(id)], facts.line != nil else {
                throw .notFound("model: \(id)")
            }
            return json(ModelDescription.json(facts))
        }
        let query = request.head.query
        let wanted = query.filter { $0.name.hasPrefix("lifecycle") }.map(\.value)
        let lifecycles = wanted.isEmpty ? ["active", "deprecated"] : wanted
        let all = configuration.catalogue.models.filter { lifecycles.contains($0.lifecycle.rawValue) && $0.line != nil }
        return json(try PageQuery.page(of: all, query, id: { $0.id }, json: ModelDescription.json))
    }
}

/// A model as `GET /v1/models` shows it.
enum ModelDescription {
    static func json(_ facts: ModelFacts) -> JSONValue {
        let isActive = facts.lifecycle == .active
        let retires: JSONValue = facts.retiresAt.map { JSONValue($0 + "T00:00:00Z") } ?? .null
        return [
            "type": "model", "id": JSONValue(facts.id), "display_name": JSONValue(facts.displayName),
            "line": facts.line.map { JSONValue($0) } ?? .null,
            // The day of its release is not known here, which the API says in the same way.
            "created_at": "1970-01-01T00:00:00Z", "lifecycle": JSONValue(facts.lifecycle.rawValue),
            "deprecated_at": isActive ? .null : "1970-01-01T00:00:00Z", "retires_at": isActive ? .null : retires,
            "max_input_tokens": facts.maxInputTokens.map { JSONValue($0) } ?? .null,
            "max_tokens": facts.maxOutputTokens.map { JSONValue($0) } ?? .null, "capabilities": capabilities(facts),
        ]
    }

    private static func supported(_ value: Bool) -> JSONValue { ["supported": JSONValue(value)] }

    private static func capabilities(_ facts: ModelFacts) -> JSONValue {
        var effort: JSONObject = ["supported": JSONValue(!(facts.efforts ?? []).isEmpty)]
        for name in ["low", "medium", "high", "xhigh", "max"] {
            effort.append(name, supported(facts.efforts?.contains(Effort(rawValue: name)) ?? false))
        }
        var types = JSONObject()
        for name in ["adaptive", "between_tools", "disabled", "enabled"] {
            types.append(name, supported(facts.thinkingTypes?.contains(name) ?? false))
        }
        var capabilities = JSONObject()
        for name in ["batch", "citations", "image_input", "pdf_input", "structured_outputs"] {
            capabilities.append(name, supported(true))
        }
        capabilities.append("code_execution", supported(false))
        capabilities.append("effort", .object(effort))
        capabilities.append(
            "thinking", ["supported": JSONValue(!(facts.thinkingTypes ?? []).isEmpty), "types": .object(types)])
        var context: JSONObject = ["supported": false]
        for name in ["clear_tool_uses_20250919", "clear_thinking_20251015", "compact_20260112"] {
            context.append(name, supported(false))
        }
        capabilities.append("context_management", .object(context))
        let serverTools: JSONValue = [
            "supported": false, "web_search": supported(false), "code_execution": supported(false),
        ]
        capabilities.append("server_tools", serverTools)
        return .object(capabilities)
    }
}

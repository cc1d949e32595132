import JSON

/// Makes a value that a JSON schema accepts; free text becomes the words given.
struct SchemaInstance {
    let root: JSONValue
    let words: String

    func value() -> JSONValue { value(of: root, depth: 0) }

    private func value(of schema: JSONValue, depth: Int) -> JSONValue {
        guard depth < 32 else { return .null }
        if let constant = schema["const"] { return constant }
        if let first = schema["enum"]?[0] { return first }
        if let value = schema["default"] { return value }
        if let reference = schema["$ref"]?.string, let target = SchemaCheck.resolve(reference, in: root) {
            return value(of: target, depth: depth + 1)
        }
        if let first = schema["anyOf"]?[0] ?? schema["oneOf"]?[0] { return value(of: first, depth: depth + 1) }
        switch schema["type"]?.string ?? schema["type"]?[0]?.string
            ?? (schema["properties"] == nil ? "string" : "object")
        {
        case "object": return object(of: schema, depth: depth)
        case "array":
            let count = schema["minItems"]?.int ?? 0
            let item = value(of: schema["items"] ?? ["type": "string"], depth: depth + 1)
            return .array(JSONArray(Array(repeating: item, count: count)))
        case "integer", "number": return .number(JSONNumber(schema["minimum"]?.int ?? 1))
        case "boolean": return true
        case "null": return .null
        default: return JSONValue(text(schema["format"]?.string))
        }
    }

    /// Required members first, then the others, each in the order of the schema.
    private func object(of schema: JSONValue, depth: Int) -> JSONValue {
        let required = Set((schema["required"]?.array?.elements ?? []).compactMap(\.string))
        let members = schema["properties"]?.object?.members ?? []
        var object = JSONObject()
        for isRequired in [true, false] {
            for member in members where required.contains(member.key.value) == isRequired {
                // Numbers that need not be said are left to their defaults.
                if !isRequired, member.value["type"]?.string != "string" { continue }
                object.append(member.key.value, value(of: member.value, depth: depth + 1))
            }
        }
        return .object(object)
    }

    private func text(_ format: String?) -> String {
        switch format {
        case "date": "2026-11-20"
        case "date-time": "2026-11-20T12:00:00Z"
        case "time": "12:00:00Z"
        case "duration": "PT1H"
        case "email": "someone@example.com"
        case "hostname": "example.com"
        case "uri": "https://example.com/"
        case "ipv4": "192.0.2.1"
        case "ipv6": "2001:db8::1"
        case "uuid": "00000000-0000-4000-8000-000000000000"
        default: words
        }
    }
}

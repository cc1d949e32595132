import JSON

/// What JSON schemas for structured output and strict tools may say.
enum SchemaCheck {
    private static let allowed: Set<String> = [
        "$schema", "$id", "$ref", "$defs", "definitions", "type", "enum", "const", "anyOf", "allOf", "default",
        "required",
        "properties", "additionalProperties", "items", "minItems", "format", "pattern", "title", "description",
        "examples",
    ]
    private static let formats: Set<String> = [
        "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid",
    ]

    static func check(_ schema: JSONValue, at path: String) throws(APIFailure) {
        try check(schema, at: path, root: schema, references: [])
    }

    private static func check(
        _ schema: JSONValue, at path: String, root: JSONValue, references: [String]
    ) throws(APIFailure) {
        guard let object = schema.object else { throw .invalid(path, "Input should be a valid dictionary") }
        for key in object.keys where !allowed.contains(key) {
            throw .invalid(path, "For '\(object["type"]?.string ?? "object")' type, property '\(key)' is not supported")
        }
        if let reference = object["$ref"]?.string {
            guard reference.hasPrefix("#/") else {
                throw .invalid(path, "External schema references are not supported")
            }
            guard !references.contains(reference) else { throw .invalid(path, "Recursive schemas are not supported") }
            guard let target = resolve(reference, in: root) else {
                throw .invalid(path, "Schema reference '\(reference)' was not found")
            }
            try check(target, at: path, root: root, references: references + [reference])
        }
        try checkLimits(object, at: path)
        for member in object["properties"]?.object?.members ?? [] {
            let place = "\(path).properties.\(member.key.value)"
            try check(member.value, at: place, root: root, references: references)
        }
        if let items = object["items"] { try check(items, at: "\(path).items", root: root, references: references) }
        for key in ["anyOf", "allOf"] {
            for (number, part) in (object[key]?.array?.elements ?? []).enumerated() {
                if key == "allOf", part["$ref"] != nil {
                    throw .invalid(path, "'$ref' inside 'allOf' is not supported")
                }
                try check(part, at: "\(path).\(key).\(number)", root: root, references: references)
            }
        }
    }

    private static func checkLimits(_ object: JSONObject, at path: String) throws(APIFailure) {
        if object["type"]?.string == "object" || object["properties"] != nil {
            guard object["additionalProperties"]?.bool == false else {
                throw .invalid(path, "For 'object' type, 'additionalProperties' must be explicitly set to false")
            }
        }
        if let count = object["minItems"], count.int != 0, count.int != 1 {
            throw .invalid(path, "For 'array' type, 'minItems' values other than 0 or 1 are not supported")
        }
        if let format = object["format"]?.string, !formats.contains(format) {
            throw .invalid(path, "For 'string' type, format '\(format)' is not supported")
        }
        if let pattern = object["pattern"]?.string, pattern.contains("(?") || pattern.contains(/\\[1-9]/) {
            throw .invalid(path, "Look-around and back-references in 'pattern' are not supported")
        }
    }

    /// What a local reference such as `#/$defs/item` names.
    static func resolve(_ reference: String, in root: JSONValue) -> JSONValue? {
        var target: JSONValue? = root
        for name in reference.dropFirst(2).split(separator: "/") { target = target?[String(name)] }
        return target
    }
}

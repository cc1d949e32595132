package import JSON

/// Holds JSON values against JSON Schemas (2020-12), as far as the schemas of this project go.
///
/// A keyword that it does not know is an error and not ignored: a schema must not promise what no test checks.
package struct SchemaValidator {
    private let documents: [String: JSONValue]

    /// The schemas by file name; references go from one to another by that name.
    package init(documents: [String: JSONValue]) {
        self.documents = documents
    }

    /// What is wrong with a value, each with the place where it is; empty when it is valid.
    package func problems(of value: JSONValue, against name: String) -> [String] {
        guard let schema = documents[name] else { return ["there is no schema \(name)"] }
        return check(value, schema, Place(document: name, path: "$"))
    }

    private struct Place {
        var document: String
        var path: String
        func below(_ step: String) -> Place { Place(document: document, path: path + step) }
    }

    private static let annotations: Set<String> = [
        "$schema", "$id", "$defs", "title", "description", "examples", "default",
    ]

    private func check(_ value: JSONValue, _ schema: JSONValue, _ place: Place) -> [String] {
        if let allowed = schema.bool { return allowed ? [] : ["\(place.path) must not be there"] }
        guard let keywords = schema.object else { return ["\(place.document): a schema is an object or a boolean"] }
        return keywords.members.flatMap { member -> [String] in
            check(value, member.key.value, member.value, beside: keywords, place)
        }
    }

    private func check(
        _ value: JSONValue, _ keyword: String, _ expected: JSONValue, beside keywords: JSONObject, _ place: Place
    ) -> [String] {
        switch keyword {
        case _ where Self.annotations.contains(keyword): []
        case "type": checkType(value, expected, place)
        case "const": value == expected ? [] : ["\(place.path) is \(value), not \(expected)"]
        case "enum":
            expected.array?.contains(value) == true ? [] : ["\(place.path) is \(value), none of \(expected)"]
        case "required": checkRequired(value, expected, place)
        case "properties": checkProperties(value, expected, place)
        case "additionalProperties": checkAdditional(value, expected, keywords["properties"]?.object, place)
        case "items": checkItems(value, expected, place)
        case "minItems": (value.array?.count ?? .max) >= (expected.int ?? 0) ? [] : ["\(place.path) has too few items"]
        case "minimum":
            (value.double ?? .infinity) >= (expected.double ?? 0) ? [] : ["\(place.path) is below \(expected)"]
        case "maximum":
            (value.double ?? -.infinity) <= (expected.double ?? 0) ? [] : ["\(place.path) is above \(expected)"]
        case "minLength":
            (value.string?.unicodeScalars.count ?? .max) >= (expected.int ?? 0) ? [] : ["\(place.path) is too short"]
        case "pattern": checkPattern(value, expected, place)
        case "$ref": checkReference(value, expected, place)
        case "oneOf": checkOneOf(value, expected, place, exactlyOne: true)
        case "anyOf": checkOneOf(value, expected, place, exactlyOne: false)
        case "allOf": (expected.array ?? []).flatMap { check(value, $0, place) }
        default: ["\(place.document): the keyword \"\(keyword)\" is not known here"]
        }
    }

    private func checkType(_ value: JSONValue, _ expected: JSONValue, _ place: Place) -> [String] {
        let names = expected.string.map { [$0] } ?? (expected.array ?? []).compactMap(\.string)
        let matches = names.contains { name in
            switch (name, value) {
            case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string), ("array", .array),
                ("object", .object):
                true
            case ("integer", .number(let number)): number.int != nil
            default: false
            }
        }
        return matches ? [] : ["\(place.path) is \(value.kind), not \(names.joined(separator: " or "))"]
    }

    private func checkRequired(_ value: JSONValue, _ expected: JSONValue, _ place: Place) -> [String] {
        guard let object = value.object else { return [] }
        return (expected.array ?? []).compactMap(\.string).filter { object[$0] == nil }.map {
            "\(place.path) lacks \($0)"
        }
    }

    private func checkProperties(_ value: JSONValue, _ expected: JSONValue, _ place: Place) -> [String] {
        guard let object = value.object, let properties = expected.object else { return [] }
        return object.members.flatMap { member -> [String] in
            guard let schema = properties[member.key.value] else { return [] }
            return check(member.value, schema, place.below(".\(member.key.value)"))
        }
    }

    private func checkAdditional(
        _ value: JSONValue, _ expected: JSONValue, _ properties: JSONObject?, _ place: Place
    ) -> [String] {
        guard let object = value.object else { return [] }
        return object.members.filter { properties?[$0.key.value] == nil }.flatMap { member in
            check(member.value, expected, place.below(".\(member.key.value)"))
        }
    }

    private func checkItems(_ value: JSONValue, _ expected: JSONValue, _ place: Place) -> [String] {
        (value.array ?? []).enumerated().flatMap { index, item in check(item, expected, place.below("[\(index)]")) }
    }

    private func checkPattern(_ value: JSONValue, _ expected: JSONValue, _ place: Place) -> [String] {
        guard let text = value.string, let source = expected.string else { return [] }
        guard let pattern = try? Regex(source) else { return ["\(place.document): \(source) is no pattern"] }
        return text.contains(pattern) ? [] : ["\(place.path) does not match \(source)"]
    }

    private func checkReference(_ value: JSONValue, _ expected: JSONValue, _ place: Place) -> [String] {
        let parts = (expected.string ?? "").split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let document = parts.first.map(String.init).flatMap { $0.isEmpty ? nil : $0 } ?? place.document
        guard var schema = documents[document] else { return ["\(place.document): \(expected) leads nowhere"] }
        for step in (parts.count > 1 ? parts[1] : "").split(separator: "/") {
            guard let next = schema[String(step)] else { return ["\(place.document): \(expected) leads nowhere"] }
            schema = next
        }
        return check(value, schema, Place(document: document, path: place.path))
    }

    private func checkOneOf(_ value: JSONValue, _ expected: JSONValue, _ place: Place, exactlyOne: Bool) -> [String] {
        let results = (expected.array ?? []).map { check(value, $0, place) }
        let matching = results.count { $0.isEmpty }
        if matching == 1 || matching > 1 && !exactlyOne { return [] }
        if matching > 1 { return ["\(place.path) matches \(matching) of the alternatives"] }
        return ["\(place.path) matches no alternative"] + (results.min { $0.count < $1.count } ?? []).map { "  \($0)" }
    }
}

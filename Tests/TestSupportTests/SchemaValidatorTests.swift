import JSON
import TestSupport
import Testing

/// The validator is held against what JSON Schema's own test suite says about these keywords.
@Suite struct SchemaValidatorTests {
    static func problems(_ value: JSONValue, _ schema: JSONValue, others: [String: JSONValue] = [:]) -> [String] {
        SchemaValidator(documents: others.merging(["s.json": schema]) { $1 }).problems(of: value, against: "s.json")
    }

    static let accepted: [(JSONValue, JSONValue)] = [
        (1, ["type": "integer"]), (1.0, ["type": "integer"]), (1.5, ["type": "number"]),
        (nil, ["type": ["string", "null"]]),
        ("x", ["enum": ["x", "y"]]), (["a": 1], ["required": ["a"]]), ("not an object", ["required": ["a"]]),
        (["a": 1, "b": 2], ["properties": ["a": ["type": "integer"]]]), ([], ["items": ["type": "string"]]),
        (["a": 1], ["properties": ["a": true], "additionalProperties": false]),
        (["b": 1], ["additionalProperties": ["type": "integer"]]),
        ("abc", ["pattern": "^[a-c]+$"]), (3, ["oneOf": [["type": "string"], ["type": "integer"]]]),
        (5, ["minimum": 5, "maximum": 5]), ([1], ["minItems": 1]), ("ü", ["minLength": 1]), (7, true),
        ("k", ["const": "k"]),
    ]

    static let refused: [(JSONValue, JSONValue)] = [
        (1.5, ["type": "integer"]), ("1", ["type": "integer"]), (nil, ["type": "string"]), (true, ["type": "integer"]),
        ("z", ["enum": ["x", "y"]]), (["b": 1], ["required": ["a"]]),
        (["a": "1"], ["properties": ["a": ["type": "integer"]]]),
        (["a", 1], ["items": ["type": "string"]]),
        (["b": 1], ["properties": ["a": true], "additionalProperties": false]),
        (["b": "1"], ["additionalProperties": ["type": "integer"]]), ("abd", ["pattern": "^[a-c]+$"]),
        (3, ["oneOf": [["type": "number"], ["type": "integer"]]]),
        (true, ["anyOf": [["type": "string"], ["type": "integer"]]]),
        (4, ["minimum": 5]), (6, ["maximum": 5]), ([], ["minItems": 1]), ("", ["minLength": 1]), (7, false),
        (1, ["const": 2]),
        (1, ["multipleOf": 1]), (1, ["$ref": "missing.json"]), (1, ["$ref": "#/$defs/missing"]),
        (1, ["allOf": [["type": "integer"], ["minimum": 2]]]),
    ]

    @Test func acceptsWhatIsValid() {
        for (value, schema) in Self.accepted { #expect(Self.problems(value, schema) == [], "\(value) \(schema)") }
    }

    @Test func refusesWhatIsNot() {
        for (value, schema) in Self.refused { #expect(Self.problems(value, schema) != [], "\(value) \(schema)") }
    }

    @Test func followsReferencesAcrossFilesAndBack() {
        let vocabulary: JSONValue = [
            "$defs": [
                "node": [
                    "type": "object", "properties": ["next": ["$ref": "#/$defs/node"]], "additionalProperties": false,
                ]
            ]
        ]
        let schema: JSONValue = ["$ref": "v.json#/$defs/node"]
        #expect(Self.problems(["next": ["next": [:]]], schema, others: ["v.json": vocabulary]) == [])
        #expect(
            Self.problems(["next": ["nxt": [:]]], schema, others: ["v.json": vocabulary]) == [
                "$.next.nxt must not be there"
            ])
    }
}

/// A JSON value that remembers how it was written: the order of keys, repeated keys, the digits of numbers, the escapes of
/// strings and, when asked for, the white space between them.
///
/// What was parsed with `keepingLayout: true` encodes to the very bytes it came from. What was built in code encodes to the
/// same bytes in every process and every run: compact, keys in the order in which they were written, nothing escaped that
/// need not be.
///
///     let schema: JSONValue = ["type": "object", "required": ["query"]]
///     schema.text()                      // {"type":"object","required":["query"]}
///     schema["required"]?[0]?.string     // "query"
///
/// Two values are equal when they mean the same: layout and the way a string was escaped do not count; the order of keys
/// and the digits of numbers do.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(JSONString)
    case array(JSONArray)
    case object(JSONObject)
}

extension JSONValue {
    /// Whether it is null.
    public var isNull: Bool { self == .null }

    /// The boolean, or nil for a value of another kind.
    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The number as an integer, when it is one that fits.
    public var int: Int? {
        guard case .number(let value) = self else { return nil }
        return value.int
    }

    /// The number, or nil for a value of another kind.
    public var double: Double? {
        guard case .number(let value) = self else { return nil }
        return value.double
    }

    /// The text, or nil for a value of another kind.
    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value.value
    }

    /// The array, or nil for a value of another kind.
    public var array: JSONArray? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    public var object: JSONObject? {
        guard case .object(let value) = self else { return nil }
        return value
    }

    /// The member with this key, or nil when there is none or when this is no object. Of repeated keys the last one counts,
    /// as it does for the Python code that most services run on.
    public subscript(key: String) -> JSONValue? { object?[key] }

    /// The element at this position, or nil when there is none or when this is no array.
    public subscript(position: Int) -> JSONValue? {
        guard case .array(let array) = self, array.indices.contains(position) else { return nil }
        return array[position]
    }

    /// A value of this kind.
    public init(_ value: String) { self = .string(JSONString(value)) }
    /// A value of this kind.
    public init(_ value: Int) { self = .number(JSONNumber(value)) }
    /// A value of this kind.
    public init(_ value: Bool) { self = .bool(value) }

    /// What kind of value this is, in a word for messages.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    public init(stringLiteral value: String) { self = .string(JSONString(value)) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(JSONArray(elements)) }

    /// Members in the order in which they are written.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(JSONObject(members.map { JSONObject.Member($0.0, $0.1) }))
    }
}

extension JSONValue: ExpressibleByFloatLiteral {
    public init(floatLiteral value: Double) {
        guard let number = JSONNumber(value) else { preconditionFailure("JSON has no infinity and no NaN") }
        self = .number(number)
    }
}

extension JSONValue: CustomStringConvertible {
    public var description: String { text() }
}

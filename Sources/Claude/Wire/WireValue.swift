public import JSON

/// A value that travels as JSON.
public protocol WireValue: Hashable, Sendable {
    /// Reads the value, or nil when the JSON is of another kind.
    init?(json: JSONValue)
    var json: JSONValue { get }
}

/// A value that travels as a JSON object, and *is* that object: a typed view over it.
///
/// Nothing that was received gets lost: unknown fields, the order of fields and explicit nulls stay, so what came from the
/// API goes back byte for byte. Fields that have no property yet are reached through `object` or by name:
///
///     request["context_management"] = ["edits": [["type": "clear_tool_uses_20250919"]]] as JSONValue
public protocol WireObject: WireValue, CustomStringConvertible {
    var object: JSONObject { get set }
    /// Takes the object as it is; properties whose field is missing or of another type read as nil or empty.
    init(object: JSONObject)
    /// The order in which fields are written that are set one by one. Fields not listed go to the end.
    static var fields: [String] { get }
}

extension WireObject {
    /// No order: fields stand as they were set.
    public static var fields: [String] { [] }

    public init?(json: JSONValue) {
        guard case .object(let object) = json else { return nil }
        self.init(object: object)
    }

    public var json: JSONValue { .object(object) }
    public var description: String { json.text() }

    /// A field by its name on the wire: nil when it is missing, null or of another type. Setting nil removes it.
    public subscript<Value: WireValue>(field: String) -> Value? {
        get {
            guard let value = object[field], !value.isNull else { return nil }
            return Value(json: value)
        }
        set {
            guard let newValue else { return object[field] = nil }
            object.set(field, newValue.json, order: Self.fields)
        }
    }
}

extension JSONObject {
    /// Sets a member in place, or inserts it where the order of fields wants it.
    mutating func set(_ key: String, _ value: JSONValue, order: [String]) {
        guard self[key] == nil, let rank = order.firstIndex(of: key) else { return self[key] = value }
        let later = order[(rank + 1)...]
        let position = members.firstIndex { later.contains($0.key.value) } ?? members.endIndex
        members.insert(Member(key, value), at: position)
    }
}

extension JSONValue: WireValue {
    public init?(json: JSONValue) { self = json }
    public var json: JSONValue { self }
}

extension JSONObject: WireValue {
    public init?(json: JSONValue) {
        guard let object = json.object else { return nil }
        self = object
    }

    public var json: JSONValue { .object(self) }
}

extension String: WireValue {
    public init?(json: JSONValue) {
        guard let string = json.string else { return nil }
        self = string
    }

    public var json: JSONValue { JSONValue(self) }
}

extension Int: WireValue {
    public init?(json: JSONValue) {
        guard let int = json.int else { return nil }
        self = int
    }

    public var json: JSONValue { JSONValue(self) }
}

extension Bool: WireValue {
    public init?(json: JSONValue) {
        guard let bool = json.bool else { return nil }
        self = bool
    }

    public var json: JSONValue { .bool(self) }
}

extension Array: WireValue where Element: WireValue {
    /// Elements of another kind are left out.
    public init?(json: JSONValue) {
        guard let array = json.array else { return nil }
        self = array.elements.compactMap(Element.init(json:))
    }

    public var json: JSONValue { .array(JSONArray(map(\.json))) }
}

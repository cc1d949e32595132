import JSON

/// Reads the fields of one object of a request and refuses what does not belong there, in the words of the API.
struct FieldReader {
    let object: JSONObject
    let path: String
    private var known: Set<String> = []

    init(_ object: JSONObject, at path: String) {
        self.object = object
        self.path = path
    }

    /// Reads a value that has to be an object.
    init(_ value: JSONValue, at path: String) throws(APIFailure) {
        guard let object = value.object else { throw .invalid(path, "Input should be a valid dictionary") }
        self.init(object, at: path)
    }

    func path(of field: String) -> String { path.isEmpty ? field : "\(path).\(field)" }

    /// The field's value; nil when it is missing or null.
    mutating func value(_ field: String) -> JSONValue? {
        known.insert(field)
        guard let value = object[field], !value.isNull else { return nil }
        return value
    }

    mutating func required(_ field: String) throws(APIFailure) -> JSONValue {
        known.insert(field)
        guard let value = object[field] else { throw .invalid(path(of: field), "Field required") }
        return value
    }

    mutating func string(_ field: String) throws(APIFailure) -> String {
        let value = try required(field)
        guard let text = value.string else { throw .invalid(path(of: field), "Input should be a valid string") }
        return text
    }

    mutating func optionalString(_ field: String) throws(APIFailure) -> String? {
        guard let value = value(field) else { return nil }
        guard let text = value.string else { throw .invalid(path(of: field), "Input should be a valid string") }
        return text
    }

    mutating func bool(_ field: String) throws(APIFailure) -> Bool? {
        guard let value = value(field) else { return nil }
        guard let bool = value.bool else { throw .invalid(path(of: field), "Input should be a valid boolean") }
        return bool
    }

    mutating func int(_ field: String) throws(APIFailure) -> Int {
        guard let int = try required(field).int else {
            throw .invalid(path(of: field), "Input should be a valid integer")
        }
        return int
    }

    mutating func array(_ field: String) throws(APIFailure) -> [JSONValue]? {
        guard let value = value(field) else { return nil }
        guard let array = value.array else { throw .invalid(path(of: field), "Input should be a valid list") }
        return array.elements
    }

    mutating func object(_ field: String) throws(APIFailure) -> FieldReader? {
        guard let value = value(field) else { return nil }
        return try FieldReader(value, at: path(of: field))
    }

    mutating func choice(_ field: String, _ names: [String]) throws(APIFailure) -> String? {
        guard let value = value(field) else { return nil }
        guard let name = value.string, names.contains(name) else {
            throw .invalid(path(of: field), "Input should be \(Self.list(names))")
        }
        return name
    }

    /// Takes fields as they are.
    mutating func ignore(_ fields: String...) { known.formUnion(fields) }

    /// Refuses the fields that nobody asked for.
    func finish() throws(APIFailure) {
        for key in object.keys where !known.contains(key) {
            throw .invalid(path(of: key), "Extra inputs are not permitted")
        }
    }

    /// `'a', 'b' or 'c'`
    static func list(_ names: [String]) -> String {
        let quoted = names.map { "'\($0)'" }
        return quoted.count < 2
            ? quoted.joined() : quoted.dropLast().joined(separator: ", ") + " or " + quoted[quoted.count - 1]
    }
}

/// A JSON object: members in the order in which they were written, repeated keys included.
public struct JSONObject: Sendable {
    /// A key with its value.
    public struct Member: Hashable, Sendable {
        /// The key.
        public let key: JSONString
        /// The value.
        public var value: JSONValue

        /// Members, or one of them, in the order given.
        public init(_ key: String, _ value: JSONValue) {
            self.key = JSONString(key)
            self.value = value
        }

        init(_ key: JSONString, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The members. Assigning them forgets the white space that stood between the old ones.
    public var members: [Member] { didSet { layout = nil } }
    var layout: Layout?

    /// Members, or one of them, in the order given.
    public init(_ members: [Member] = []) { self.members = members }

    init(_ members: [Member], layout: Layout?) {
        self.members = members
        self.layout = layout
    }

    /// The value of the last member with this key. Setting it replaces that member where it stands, or appends one; setting nil
    /// removes every member with the key.
    public subscript(key: String) -> JSONValue? {
        get { members.last { sameBytes($0.key.value, key) }?.value }
        set {
            guard let newValue else { return members.removeAll { sameBytes($0.key.value, key) } }
            if let position = members.lastIndex(where: { sameBytes($0.key.value, key) }) {
                members[position].value = newValue
            } else {
                members.append(Member(key, newValue))
            }
        }
    }

    /// The keys in their order, repeated ones included.
    public var keys: [String] { members.map(\.key.value) }
    /// Whether there is no member.
    public var isEmpty: Bool { members.isEmpty }
    /// How many members there are.
    public var count: Int { members.count }

    /// Appends a member without looking whether the key is there already.
    public mutating func append(_ key: String, _ value: JSONValue) { members.append(Member(key, value)) }

    /// Appends a member when there is a value for it.
    public mutating func append(_ key: String, ifPresent value: JSONValue?) {
        if let value { append(key, value) }
    }
}

extension JSONObject: Hashable, ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral members: (String, JSONValue)...) { self.init(members.map { Member($0.0, $0.1) }) }
    public static func == (a: JSONObject, b: JSONObject) -> Bool { a.members == b.members }
    public func hash(into hasher: inout Hasher) { hasher.combine(members) }
}

/// An array of JSON values.
public struct JSONArray: Sendable {
    /// The elements. Assigning them forgets the white space that stood between the old ones.
    public var elements: [JSONValue] { didSet { layout = nil } }
    var layout: Layout?

    /// An array of these elements.
    public init(_ elements: [JSONValue]) { self.elements = elements }

    init(_ elements: [JSONValue], layout: Layout?) {
        self.elements = elements
        self.layout = layout
    }
}

extension JSONArray: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { elements.count }
    public subscript(position: Int) -> JSONValue { elements[position] }
}

extension JSONArray: Hashable, ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: JSONValue...) { self.init(elements) }
    public static func == (a: JSONArray, b: JSONArray) -> Bool { a.elements == b.elements }
    public func hash(into hasher: inout Hasher) { hasher.combine(elements) }
}

/// The white space inside one array or object: what stands in each gap, from the opening bracket to the closing one.
///
/// An array of n elements has 2n + 1 gaps (one when it is empty), an object 4n + 1.
final class Layout: Sendable {
    let gaps: [String]
    init(_ gaps: [String]) { self.gaps = gaps }
}

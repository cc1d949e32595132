/// A string with the escapes it was written with.
///
/// A lone surrogate (`\ud800` without its other half) has no place in Unicode text: `value` shows U+FFFD for it, and the escape
/// is kept so that it can be written again.
public struct JSONString: Hashable, Sendable {
    /// The text.
    public let value: String
    private let source: Source?

    /// How the string was written, when that is not how we would write it. Rare, hence behind a reference.
    final class Source: Sendable {
        let escaped: String
        let hasLoneSurrogate: Bool

        init(escaped: String, hasLoneSurrogate: Bool) {
            self.escaped = escaped
            self.hasLoneSurrogate = hasLoneSurrogate
        }
    }

    /// A string that is written with the fewest escapes.
    public init(_ value: String) {
        self.value = value
        source = nil
    }

    init(_ value: String, source: Source?) {
        self.value = value
        self.source = source
    }

    /// Whether the source held half of a surrogate pair, which many services refuse.
    public var hasLoneSurrogate: Bool { source?.hasLoneSurrogate ?? false }

    /// The text between the quotation marks as it was written, or nil when that is the way we write it ourselves.
    var escaped: String? { source?.escaped }

    /// Strings are equal when their code points are: `==` of `String` would also call `é` and `e` plus an accent the same.
    public static func == (a: JSONString, b: JSONString) -> Bool { sameBytes(a.value, b.value) }

    public func hash(into hasher: inout Hasher) {
        var value = value
        value.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension JSONString: ExpressibleByStringLiteral, CustomStringConvertible {
    public init(stringLiteral value: String) { self.init(value) }
    public var description: String { value }
}

/// Whether two strings have the same UTF-8 bytes.
func sameBytes(_ a: String, _ b: String) -> Bool {
    let left = a.utf8
    let right = b.utf8
    guard left.count == right.count else { return false }
    let quick = left.withContiguousStorageIfAvailable { left in
        right.withContiguousStorageIfAvailable { right in left.elementsEqual(right) }
    }
    return (quick ?? nil) ?? left.elementsEqual(right)
}

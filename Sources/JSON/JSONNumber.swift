/// A number with the digits it was written with: `1`, `1.0` and `1e0` stay apart, and no digit is lost.
public struct JSONNumber: Hashable, Sendable {
    /// The digits, in JSON's grammar.
    public let text: String

    /// The number in its shortest digits.
    public init(_ value: Int) { text = String(value) }

    /// The shortest digits that give this double back, or nil for infinities and NaN, which JSON cannot say.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = value.description
    }

    init(verified text: String) { self.text = text }

    /// The number as an integer: nil when it has a fraction or does not fit.
    public var int: Int? {
        if let exact = Int(text) { return exact }
        return double.flatMap { Int(exactly: $0) }
    }

    /// The nearest double, or nil when it is too large for one.
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}

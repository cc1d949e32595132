/// A half-open range of UTF-8 byte offsets into one document's stored text: the only coordinate that is ever stored.
///
/// Code points, lines, columns, pages and boxes are derived from it at the edge.
public struct TextSpan: Hashable, Sendable {
    /// The offset of the first byte.
    public let start: Int
    /// The offset after the last byte.
    public let end: Int

    public init(_ start: Int, _ end: Int) {
        precondition(0 <= start && start <= end, "a span starts at or after 0 and ends at or after its start")
        self.start = start
        self.end = end
    }

    public init(_ range: Range<Int>) {
        self.init(range.lowerBound, range.upperBound)
    }

    /// The number of UTF-8 bytes.
    public var byteCount: Int { end - start }
    public var isEmpty: Bool { start == end }
    public var range: Range<Int> { start..<end }

    public func contains(_ other: TextSpan) -> Bool { start <= other.start && other.end <= end }
    public func contains(_ offset: Int) -> Bool { start <= offset && offset < end }
    public func overlaps(_ other: TextSpan) -> Bool { start < other.end && other.start < end }

    /// The part that both spans cover, or nil when they share no byte.
    public func intersection(_ other: TextSpan) -> TextSpan? {
        overlaps(other) ? TextSpan(Swift.max(start, other.start), Swift.min(end, other.end)) : nil
    }

    /// The smallest span that covers both.
    public func union(_ other: TextSpan) -> TextSpan {
        TextSpan(Swift.min(start, other.start), Swift.max(end, other.end))
    }

    public func shifted(by offset: Int) -> TextSpan { TextSpan(start + offset, end + offset) }
}

extension TextSpan: Comparable {
    /// Reading order: by start, the shorter first.
    public static func < (a: TextSpan, b: TextSpan) -> Bool {
        a.start != b.start ? a.start < b.start : a.end < b.end
    }
}

extension TextSpan: CustomStringConvertible {
    public var description: String { "\(start)..<\(end)" }
}

internal import Glibc

/// One line of a text, by offsets.
struct TextLine {
    /// The first byte of the line.
    var start: Int
    /// The first byte that is not white space; equals `contentEnd` on a blank line.
    var content: Int
    /// After the last byte that is not white space.
    var contentEnd: Int
    /// After the last byte before the line end.
    var end: Int
    /// After the line end.
    var next: Int

    var isBlank: Bool { content == contentEnd }
}

/// Walks over the lines of a text; line ends are LF, CRLF and lone CR.
struct LineScanner {
    let text: UnsafeBufferPointer<UInt8>
    var position = 0
    private let hasLoneCR: Bool

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        hasLoneCR = containsLoneCR(text)
    }

    mutating func next() -> TextLine? {
        guard position < text.count else { return nil }
        let start = position
        let base = text.baseAddress!
        var end = text.count
        if let found = memchr(base + start, 10, text.count - start) {
            end = base.distance(to: found.assumingMemoryBound(to: UInt8.self))
        }
        var next = min(end + 1, text.count)
        if hasLoneCR, let found = memchr(base + start, 13, end - start) {
            let cr = base.distance(to: found.assumingMemoryBound(to: UInt8.self))
            if cr + 1 < end || end == text.count {
                end = cr
                next = cr + 1
            }
        }
        if end > start, next > end, end < text.count, base[end] == 10, base[end - 1] == 13 { end -= 1 }
        position = next
        var content = start
        while content < end, isWhiteSpace(base[content]) { content += 1 }
        var contentEnd = end
        while contentEnd > content, isWhiteSpace(base[contentEnd - 1]) { contentEnd -= 1 }
        return TextLine(start: start, content: content, contentEnd: contentEnd, end: end, next: next)
    }
}

/// Space, tab, line ends, vertical tab, form feed and the zero byte.
@inline(__always) func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte <= 0x20 && (byte == 0x20 || (byte >= 9 && byte <= 13) || byte == 0)
}

private func containsLoneCR(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = text.baseAddress else { return false }
    var position = 0
    while position < text.count, let found = memchr(base + position, 13, text.count - position) {
        let cr = base.distance(to: found.assumingMemoryBound(to: UInt8.self))
        if cr + 1 == text.count || base[cr + 1] != 10 { return true }
        position = cr + 2
    }
    return false
}

/// Where text can be cut without cutting a word; in scripts without spaces, without cutting a character.
package enum WordBoundaries {
    /// Whether a cut at `offset` leaves every word whole. Identifiers are words: `max_tokens`, `v2.3.1`, `O'Brien`.
    package static func isBoundary(_ offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let p = text.baseAddress, offset > 0, offset < text.count else { return true }
        guard p[offset] & 0xC0 != 0x80 || !isInsideScalar(offset, p, text.count) else { return false }
        let before = neighbour(before: offset, p)
        let after = Neighbour(p, offset, text.count)
        switch (before.cls, after.cls) {
        case (.separator, .separator), (.separator, .mark), (.separator, .ignorable), (.ignorable, .separator):
            return Graphemes.isBoundary(offset, in: text)
        case (.separator, _), (_, .separator): return true
        case (.gram, _), (_, .gram), (.mark, .letter):
            // A mark before a letter may end a character of a script without spaces, or stand inside a word.
            if before.cls == .mark && after.cls == .letter { return false }
            return Graphemes.isBoundary(offset, in: text)
        case (.mark, .mark), (.mark, .ignorable): return false
        case (let a, let b) where isJoint(a) && isJoint(b): return true
        case (let a, _) where isJoint(a):
            let start = before.start
            return start == 0 || !isWord(neighbour(before: start, p).cls)
        case (_, let b) where isJoint(b):
            let next = offset + after.length
            return next >= text.count || !isWord(Neighbour(p, next, text.count).cls)
        default: return false
        }
    }

    /// The last offset in `range` where a cut leaves every word whole, the end included, the start not: after white
    /// space if there is any in the range, else at any such place.
    package static func lastBoundary(in range: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Int? {
        var fallback: Int?
        if range.upperBound >= text.count { return text.count > range.lowerBound ? text.count : nil }
        var i = range.upperBound
        while i > range.lowerBound {
            if isSpace(text[i - 1]) && !isSpace(text[i]) { return i }
            if fallback == nil && isBoundary(i, in: text) {
                fallback = i
                // Scripts without spaces may have none for a long time: any character is as good as the next.
                if text[i - 1] >= 0x80 { return i }
            }
            i -= 1
        }
        return fallback
    }

    // MARK: - Characters around an offset

    private struct Neighbour {
        var cls: CharacterClass
        var start: Int
        var length: Int

        init(_ p: UnsafePointer<UInt8>, _ i: Int, _ n: Int) {
            let decoded = decodeScalar(p, i, n)
            cls = decoded.isValid ? CharacterClasses.classify(decoded.value) : .separator
            start = i
            length = decoded.length
        }
    }

    private static func neighbour(before offset: Int, _ p: UnsafePointer<UInt8>) -> Neighbour {
        var start = offset - 1
        while start > 0 && offset - start < 4 && p[start] & 0xC0 == 0x80 { start -= 1 }
        let found = Neighbour(p, start, offset)
        return found.start + found.length == offset ? found : Neighbour(p, offset - 1, offset)
    }

    private static func isInsideScalar(_ offset: Int, _ p: UnsafePointer<UInt8>, _ n: Int) -> Bool {
        var start = offset - 1
        while start > 0 && offset - start < 4 && p[start] & 0xC0 == 0x80 { start -= 1 }
        return start + decodeScalar(p, start, n).length > offset
    }

    private static func isWord(_ cls: CharacterClass) -> Bool { cls == .letter || cls == .digit || cls == .mark }

    private static func isJoint(_ cls: CharacterClass) -> Bool {
        cls == .apostrophe || cls == .hyphen || cls == .joiner
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
}

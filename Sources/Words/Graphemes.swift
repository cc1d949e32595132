internal import CUTF8Proc

/// Where user-perceived characters begin (extended grapheme clusters of UAX #29), as byte offsets.
package enum Graphemes {
    /// How far back a safe place to start is looked for; a longer cluster (there is no real one) is cut.
    private static let reach = 256

    /// Whether a cluster ends at `offset`: text may be cut there.
    package static func isBoundary(_ offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        boundary(atOrBefore: offset, in: text) == offset
    }

    /// The last offset up to `offset` where a cluster begins or the text ends.
    package static func boundary(atOrBefore offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        guard let p = text.baseAddress, offset > 0 else { return 0 }
        if offset >= text.count { return text.count }
        // Between two ASCII characters only CR LF holds together.
        if p[offset] < 0x80 && p[offset - 1] < 0x80 {
            return p[offset] == 0x0A && p[offset - 1] == 0x0D ? offset - 1 : offset
        }
        var i = scalarStart(max(0, offset - reach), p, text.count)
        var start = offset - 1
        while start > i && p[start] >= 0x80 { start -= 1 }
        i = max(i, start)
        var last = i
        var state: Int32 = 0
        var previous = decodeScalar(p, i, text.count)
        i += previous.length
        while i <= offset && i < text.count {
            let next = decodeScalar(p, i, text.count)
            if isBreak(previous, next, &state) { last = i }
            previous = next
            i += next.length
        }
        return last
    }

    /// The first offset from `offset` on where a cluster begins or the text ends.
    package static func boundary(atOrAfter offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        guard offset > 0 else { return 0 }
        var i = offset
        while i < text.count && !isBoundary(i, in: text) && i - offset < reach { i += 1 }
        return min(i, text.count)
    }

    private static func isBreak(_ a: DecodedScalar, _ b: DecodedScalar, _ state: inout Int32) -> Bool {
        guard a.isValid && b.isValid else {
            state = 0
            return true
        }
        return utf8proc_grapheme_break_stateful(Int32(bitPattern: a.value), Int32(bitPattern: b.value), &state)
    }

    /// The first offset from `offset` on that is not inside a scalar.
    static func scalarStart(_ offset: Int, _ p: UnsafePointer<UInt8>, _ n: Int) -> Int {
        var i = offset
        while i < n && i < offset + 4 && p[i] & 0xC0 == 0x80 { i += 1 }
        return i
    }
}

/// Finds where decoded text stands in the source: equal bytes make runs, character references and skipped tags gaps.
enum HTMLAlignment {
    /// Calls the body with each piece of the decoded text in order, and its offset in the source where it stands there.
    static func walk(
        _ source: UnsafeBufferPointer<UInt8>, _ decoded: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>, Int?) -> Void
    ) {
        var s = 0
        var d = 0
        while d < decoded.count {
            let (runSource, runDecoded) = (s, d)
            while s < source.count, d < decoded.count, source[s] == decoded[d] {
                if source[s] == UInt8(ascii: "&"), isAmpersand(source, s) { break }
                s += 1
                d += 1
            }
            if d > runDecoded { body(slice(decoded, runDecoded, d), runSource) }
            guard d < decoded.count else { return }
            guard s < source.count else {
                body(slice(decoded, d, decoded.count), nil)
                return
            }
            if source[s] == 13 {
                // A line end is one character.
                s += 1
                if s < source.count, source[s] == 10 { continue }
                body(slice(decoded, d, d + 1), nil)
                d += 1
            } else if source[s] == UInt8(ascii: "&") {
                let length = scalarLength(decoded, d)
                body(slice(decoded, d, d + length), nil)
                d += length
                s = referenceEnd(source, s, next: d < decoded.count ? decoded[d] : nil)
            } else if source[s] == UInt8(ascii: "<"), let end = tagEnd(source, s) {
                s = end
            } else {
                // Something the parser did that is not known here: without a place.
                body(slice(decoded, d, decoded.count), nil)
                return
            }
        }
    }

    private static func slice(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[start..<min(end, bytes.count)])
    }

    private static func isAmpersand(_ source: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        let rest = source[at...].prefix(7)
        return ["&amp", "&AMP", "&#38", "&#x26", "&#X26"].contains { rest.starts(with: $0.utf8) }
    }

    private static func scalarLength(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        let lead = bytes[at]
        let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        return min(length, bytes.count - at)
    }

    /// The end of a character reference; without a semicolon it ends where the decoded text goes on.
    private static func referenceEnd(_ source: UnsafeBufferPointer<UInt8>, _ at: Int, next: UInt8?) -> Int {
        var end = at + 1
        while end < source.count, end - at < 40, isLetter(source[end]) || isDigit(source[end]) || source[end] == 0x23 {
            end += 1
        }
        if end < source.count, source[end] == UInt8(ascii: ";") { return end + 1 }
        if let next, isLetter(next) || isDigit(next) {
            for early in (at + 3)..<max(at + 3, end) where source[early] == next { return early }
        }
        return end
    }

    private static func tagEnd(_ source: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
        if source[at...].starts(with: "<!--".utf8) {
            var end = at + 4
            while end + 2 < source.count {
                if source[end] == UInt8(ascii: "-"), source[end + 1] == UInt8(ascii: "-"),
                    source[end + 2] == UInt8(ascii: ">")
                {
                    return end + 3
                }
                end += 1
            }
            return nil
        }
        return source[at...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 }
    }
}

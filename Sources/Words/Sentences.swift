/// Where the sentences of a text stand.
///
/// One pass over the bytes, in time linear in them whatever they hold. Sentences come without the white space around
/// them, in order, and everything that is not white space belongs to one.
package enum Sentences {
    /// The sentences of a text as byte ranges.
    package static func ranges(in text: UnsafeBufferPointer<UInt8>, language: Language? = nil) -> [Range<Int>] {
        var found: [Range<Int>] = []
        forEach(in: text, language: language) {
            found.append($0)
            return true
        }
        return found
    }

    /// Hands over one sentence after the other until `body` returns false, so that a long text need not be read to its
    /// end.
    package static func forEach(
        in text: UnsafeBufferPointer<UInt8>, language: Language? = nil, _ body: (Range<Int>) -> Bool
    ) {
        guard let p = text.baseAddress else { return }
        var scanner = SentenceScanner(p, text.count, language)
        while let sentence = scanner.next() {
            guard body(sentence) else { return }
        }
    }
}

/// Reads one sentence after the other.
struct SentenceScanner {
    let p: UnsafePointer<UInt8>
    let n: Int
    /// Ordinals are written with a period in this text ("am 3. Oktober").
    let hasPeriodOrdinals: Bool
    private var i = 0
    private var lines: LineLengths

    init(_ p: UnsafePointer<UInt8>, _ n: Int, _ language: Language?) {
        self.p = p
        self.n = n
        switch language {
        case .german, .danish, .norwegian, .finnish, .czech, .slovak, .hungarian, .polish, .turkish, .serbian, .basque:
            hasPeriodOrdinals = true
        default: hasPeriodOrdinals = false
        }
        lines = LineLengths(p, n)
    }

    mutating func next() -> Range<Int>? {
        i = skipSpace(i)
        guard i < n else { return nil }
        let start = i
        while i < n {
            let byte = p[i]
            if byte >= 0x80 {
                let decoded = decodeScalar(p, i, n)
                i += decoded.length
                if let end = endAfter(decoded.value, at: i - decoded.length, start) { return start..<end }
                continue
            }
            switch byte {
            case 0x2E, 0x21, 0x3F:
                i += 1
                if let end = endAfter(UInt32(byte), at: i - 1, start) { return start..<end }
            case 0x0A, 0x0D, 0x0C:
                if let end = endAtLineBreak(i) { return start..<end }
                i += 1
            case 0x20:
                if isThaiSpace(i, start) { return start..<i }
                i += 1
            default: i += 1
            }
        }
        return start..<trimmed(n, start)
    }

    // MARK: - Full stops

    /// Where the sentence ends that has this character at `at`, or nil when it goes on. Sets `i` behind what was read.
    private mutating func endAfter(_ scalar: UInt32, at: Int, _ start: Int) -> Int? {
        var stop = SentenceStop(scalar)
        guard stop != .none else { return nil }
        var end = i
        var isQuestion = stop == .strong
        // Further stops, closing quotes and brackets, reference marks like [12].
        while end < n {
            let next = decodeScalar(p, end, n)
            let following = SentenceStop(next.value)
            if following != .none {
                isQuestion = isQuestion || following == .strong
                if following == .eastAsian { stop = .eastAsian }
            } else if !isClosing(next.value) || (stop == .eastAsian && next.value == 0x201C) {
                guard let after = referenceEnd(end) else { break }
                end = after
                continue
            }
            end += next.length
        }
        if stop == .eastAsian {
            i = end
            return end
        }
        // What was looked at here cannot end a sentence later: nothing is read twice.
        i = end
        guard end >= n || isSpace(end) else { return nil }
        let next = skipSpace(end)
        if next >= n || startsParagraph(end) { return end }
        let opening = skipOpening(next)
        let letter = opening < n ? decodeScalar(p, opening, n).value : 0x41
        if LetterCase(letter) == .lower { return nil }
        if isQuestion || end - at > 2 { return end }
        return SentencePeriod(p, n, at: at, start: start, next: opening, hasPeriodOrdinals).ends ? end : nil
    }

    /// `[12]`, `[a]` after a full stop belong to the sentence before.
    private func referenceEnd(_ start: Int) -> Int? {
        guard p[start] == 0x5B else { return nil }
        var i = start + 1
        while i < n && i - start < 5 && asciiKind(p[i]) != .other { i += 1 }
        return i < n && i > start + 1 && p[i] == 0x5D ? i + 1 : nil
    }

    // MARK: - Lines

    /// Where the sentence ends when the line break at `at` ends it: before an empty line, a list item, a page, or where
    /// the next line's first word would still have fitted, so that nobody wrapped the line.
    private mutating func endAtLineBreak(_ at: Int) -> Int? {
        if startsParagraph(at) { return trimmed(at, 0) }
        let next = skipSpace(at)
        guard next < n else { return nil }
        if startsListItem(next) { return trimmed(at, 0) }
        let opening = skipOpening(next)
        let letter = opening < n ? decodeScalar(p, opening, n).value : 0x41
        guard LetterCase(letter) != .lower else { return nil }
        return lines.wasBroken(at: at, next: next) ? trimmed(at, 0) : nil
    }

    /// An empty line, a page break or a paragraph separator in the white space from `at` on.
    private func startsParagraph(_ at: Int) -> Bool {
        var i = at
        var breaks = 0
        while i < n {
            switch p[i] {
            case 0x0A: breaks += 1
            case 0x0D: if i + 1 >= n || p[i + 1] != 0x0A { breaks += 1 }
            case 0x0C: return true
            case 0x20, 0x09, 0x0B: break
            case 0xE2: return i + 2 < n && p[i + 1] == 0x80 && p[i + 2] == 0xA9
            default: return false
            }
            if breaks > 1 { return true }
            i += 1
        }
        return false
    }

    private func startsListItem(_ at: Int) -> Bool {
        let first = decodeScalar(p, at, n)
        var i = at + first.length
        switch first.value {
        case 0x2D, 0x2A, 0x2B, 0x2013, 0x2022, 0x2023, 0x2043, 0x25AA, 0x25CF, 0x25E6: break
        case 0x30...0x39:
            while i < n && i - at < 3 && asciiKind(p[i]) == .digit { i += 1 }
            guard i < n, p[i] == 0x2E || p[i] == 0x29 else { return false }
            i += 1
        default: return false
        }
        return i < n && isSpace(i)
    }

    // MARK: - Thai and its like

    /// A space between two letters of a script without word spaces, in a sentence that is long enough to be one.
    private func isThaiSpace(_ at: Int, _ start: Int) -> Bool {
        guard at - start >= 60, at >= 3, at + 1 < n, p[at - 1] >= 0x80 else { return false }
        let next = skipSpace(at)
        guard next < n, p[next] >= 0x80, isSouthEastAsian(decodeScalar(p, next, n).value) else { return false }
        return isSouthEastAsian(decodeScalar(p, at - 3, n).value)
    }

    // MARK: - White space

    private func isSpace(_ at: Int) -> Bool {
        p[at] == 0x20 || (p[at] >= 0x09 && p[at] <= 0x0D) || spaceLength(at) > 1
    }

    /// How many bytes of white space stand at `at`: one for ASCII, two or three for the others, or none.
    private func spaceLength(_ at: Int) -> Int {
        let byte = p[at]
        if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) { return 1 }
        guard byte >= 0xC2 && byte <= 0xE3 else { return 0 }
        let decoded = decodeScalar(p, at, n)
        switch decoded.value {
        case 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: return decoded.length
        default: return 0
        }
    }

    private func skipSpace(_ start: Int) -> Int {
        var i = start
        while i < n {
            let length = spaceLength(i)
            if length == 0 { break }
            i += length
        }
        return i
    }

    private func skipOpening(_ start: Int) -> Int {
        var i = start
        while i < n {
            let decoded = decodeScalar(p, i, n)
            switch decoded.value {
            case 0x22, 0x27, 0x28, 0x5B, 0x7B, 0xAB, 0xBF, 0xA1, 0x2018, 0x201A, 0x201C, 0x201E, 0x2039:
                i += decoded.length
            default: return i
            }
        }
        return i
    }

    private func isClosing(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0xBB, 0x2019, 0x201D, 0x201C, 0x203A, 0x300D, 0x300F, 0x3009, 0x300B, 0x3011,
            0x3015, 0x3017, 0xFF09, 0xFF3D, 0xFF5D, 0xFF63:
            true
        default: false
        }
    }

    /// `end` without the white space before it.
    private func trimmed(_ end: Int, _ start: Int) -> Int {
        var end = end
        while end > start {
            var at = end - 1
            while at > start && end - at < 3 && p[at] & 0xC0 == 0x80 { at -= 1 }
            guard spaceLength(at) == end - at else { return end }
            end = at
        }
        return end
    }
}

/// How strongly a character ends a sentence.
enum SentenceStop {
    case none, period, strong, eastAsian

    @inline(__always)
    init(_ scalar: UInt32) {
        switch scalar {
        case 0x2E, 0x2026, 0x6D4, 0x589, 0x1362: self = .period
        case 0x21, 0x3F, 0x61F, 0x203C, 0x2047, 0x2048, 0x2049, 0x964, 0x965, 0x17D4, 0x17D5, 0x104B, 0x1367, 0x37E:
            self = .strong
        case 0x3002, 0xFF01, 0xFF1F, 0xFF61, 0xFF0E: self = .eastAsian
        default: self = .none
        }
    }
}

/// The case of a letter, as far as it says whether a sentence begins.
enum LetterCase {
    case lower, upper, none

    init(_ scalar: UInt32) {
        switch scalar {
        case 0x61...0x7A, 0xDF...0xF6, 0xF8...0xFF, 0x3AC...0x3CE, 0x430...0x45F, 0x561...0x587: self = .lower
        case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x386...0x3AB, 0x400...0x42F, 0x531...0x556: self = .upper
        case 0x100...0x17F: self = scalar & 1 == 1 ? .lower : .upper
        default: self = .none
        }
    }
}

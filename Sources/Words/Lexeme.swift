/// Room for one word at a time, or everything that hangs together like one: `well-known`, `max_tokens`, `v2.3.1`, `O'Brien`, `1,234.56`.
final class Lexeme {
    enum Kind: UInt8 { case letters, digits, mixed }

    /// What stands between a part and the next.
    enum Joint: UInt8 {
        case end, digitSwitch, caseSwitch, hyphen, lineEndHyphen, softLineEnd, underscore, period, apostrophe, comma
        case colon, slash, other
    }

    struct Part {
        var start: Int
        var end: Int
        var kind: Kind
        var isASCII: Bool
        var joint: Joint = .end
        var count: Int { end - start }
    }

    /// More parts than this are not one thing; the rest is read as the next lexeme.
    static let maxParts = 24

    private(set) var parts: [Part] = []
    private(set) var end = 0

    init() { parts.reserveCapacity(Lexeme.maxParts + 1) }

    /// Reads the lexeme that starts at `start`, where a letter or digit stands.
    func read(_ p: UnsafePointer<UInt8>, _ start: Int, _ n: Int, _ classes: CharacterClasses) {
        parts.removeAll(keepingCapacity: true)
        var i = start
        while true {
            var part = readPart(p, i, n, classes)
            let next = joint(p, &part, n, classes)
            if parts.count == Lexeme.maxParts - 1 { part.joint = .end }
            parts.append(part)
            end = part.end
            if part.joint == .end { break }
            i = next
        }
    }

    /// Letters with their marks, or digits; ends where the case or the kind changes.
    private func readPart(_ p: UnsafePointer<UInt8>, _ start: Int, _ n: Int, _ classes: CharacterClasses) -> Part {
        var part = Part(start: start, end: start, kind: .letters, isASCII: true)
        var i = start
        var lastLower = false
        var uppers = 0
        var lastUpperStart = start
        while i < n {
            let decoded = decodeScalar(p, i, n)
            let cls = classes[decoded.value]
            if i == start { part.kind = cls == .digit ? .digits : .letters }
            if cls == .letter || cls == .digit {
                guard (cls == .digit) == (part.kind == .digits) else { break }
                let upper = decoded.value &- 0x41 < 26
                let lower = decoded.value &- 0x61 < 26
                if upper && lastLower { break }
                // In `HTTPServer` the last capital belongs to the next word; in `PDFs` the s does not.
                if lower && uppers > 1 && !isPluralEnd(p, i, n, classes) {
                    part.end = lastUpperStart
                    return part
                }
                uppers = upper ? uppers + 1 : 0
                if upper { lastUpperStart = i }
                lastLower = lower
            } else if cls != .mark && cls != .ignorable {
                break
            }
            i += decoded.length
            if decoded.value >= 0x80 { part.isASCII = false }
            if cls != .ignorable { part.end = i }
        }
        return part
    }

    private func isPluralEnd(_ p: UnsafePointer<UInt8>, _ i: Int, _ n: Int, _ classes: CharacterClasses) -> Bool {
        guard p[i] == 0x73 else { return false }
        guard i + 1 < n else { return true }
        let after = classes[decodeScalar(p, i + 1, n).value]
        return after != .letter && after != .mark
    }

    /// Sets what follows the part and returns where the next part starts.
    private func joint(
        _ p: UnsafePointer<UInt8>, _ part: inout Part, _ n: Int, _ classes: CharacterClasses
    ) -> Int {
        var i = part.end
        var softHyphen = false
        while i < n {
            let decoded = decodeScalar(p, i, n)
            guard classes[decoded.value] == .ignorable else { break }
            softHyphen = decoded.value == 0xAD
            i += decoded.length
        }
        guard i < n else { return i }
        if softHyphen, let next = afterLineEnd(p, i, n, classes) {
            part.joint = .softLineEnd
            return next
        }
        let decoded = decodeScalar(p, i, n)
        let cls = classes[decoded.value]
        if cls == .letter || cls == .digit {
            part.joint = (cls == .digit) == (part.kind == .digits) ? .caseSwitch : .digitSwitch
            return i
        }
        let after = i + decoded.length
        let next = after < n ? classes[decodeScalar(p, after, n).value] : .separator
        let digitsAround = part.kind == .digits && next == .digit
        switch decoded.value {
        case 0x5F:
            var end = after
            while end < n && p[end] == 0x5F { end += 1 }
            guard end < n, startsPart(classes[decodeScalar(p, end, n).value]) else { return i }
            part.joint = .underscore
            return end
        case 0x2C: if digitsAround { part.joint = .comma }
        case 0x3A: if digitsAround { part.joint = .colon }
        case 0x2F: if digitsAround { part.joint = .slash }
        case 0x2E: if startsPart(next) { part.joint = .period }
        case 0x40, 0x26: if startsPart(next) { part.joint = .other }
        default:
            if cls == .apostrophe && part.kind == .letters && next == .letter { part.joint = .apostrophe }
            if cls == .joiner && startsPart(next) { part.joint = .other }
            guard cls == .hyphen else { break }
            if startsPart(next) { part.joint = .hyphen }
            if part.kind == .letters, let end = afterLineEnd(p, after, n, classes) {
                part.joint = .lineEndHyphen
                return end
            }
        }
        return after
    }

    private func startsPart(_ cls: CharacterClass) -> Bool { cls == .letter || cls == .digit }

    /// Where a word goes on after a line end: one line break with blanks around it, perhaps a page break, then a
    /// lower-case letter (a capital after the hyphen is a name that has one).
    private func afterLineEnd(
        _ p: UnsafePointer<UInt8>, _ start: Int, _ n: Int, _ classes: CharacterClasses
    ) -> Int? {
        var i = start
        var breaks = 0
        while i < n && i - start < 64 {
            switch p[i] {
            case 0x0A: breaks += 1
            case 0x0C: breaks = max(breaks, 1)
            case 0x0D: if i + 1 >= n || p[i + 1] != 0x0A { breaks += 1 }
            case 0x20, 0x09: break
            default:
                guard breaks == 1 else { return nil }
                let decoded = decodeScalar(p, i, n)
                let isUpper = decoded.value &- 0x41 < 26
                return classes[decoded.value] == .letter && !isUpper ? i : nil
            }
            i += 1
        }
        return nil
    }

    // MARK: - Parts that are one word after all

    /// Makes one part of letters and digits that mean nothing apart: `H2O`, `Q3`, `2nd`, `a3f9c2`; `FY2023` and `10km`
    /// stay apart.
    func joinShortMixtures(_ p: UnsafePointer<UInt8>) {
        var i = 0
        while i < parts.count {
            var last = i
            while parts[last].joint == .digitSwitch { last += 1 }
            if last > i && isOneWord(p, i, last) {
                parts[i].isASCII = (i...last).allSatisfy { parts[$0].isASCII }
                parts[i].end = parts[last].end
                parts[i].kind = .mixed
                parts[i].joint = parts[last].joint
                parts.removeSubrange(i + 1...last)
                i += 1
            } else {
                i = last + 1
            }
        }
    }

    private func isOneWord(_ p: UnsafePointer<UInt8>, _ first: Int, _ last: Int) -> Bool {
        // `v2.3.1`: the digits belong to what follows.
        if parts[last].kind == .digits && parts[last].joint == .period { return false }
        if last - first > 1 { return true }
        let a = parts[first]
        let b = parts[last]
        if a.kind == .letters { return a.count < 3 && b.count < 3 }
        return b.count < 2 || isOrdinalSuffix(p, b)
    }

    private func isOrdinalSuffix(_ p: UnsafePointer<UInt8>, _ part: Part) -> Bool {
        guard part.count == 2 else { return false }
        switch (p[part.start] | 0x20, p[part.start + 1] | 0x20) {
        case (0x73, 0x74), (0x6E, 0x64), (0x72, 0x64), (0x74, 0x68): return true
        default: return false
        }
    }

    /// Takes off or joins what an apostrophe hangs on: `John's` is `John`, `don't` one word, `Ankara'nın` is `Ankara`;
    /// `l'homme` and `O'Brien` stay two.
    func resolveApostrophes(_ p: UnsafePointer<UInt8>, _ language: Language?) {
        var i = 0
        while i + 1 < parts.count {
            guard parts[i].joint == .apostrophe else {
                i += 1
                continue
            }
            let suffix = parts[i + 1]
            let first = p[suffix.start] | 0x20
            let second = suffix.count == 2 ? p[suffix.start + 1] | 0x20 : 0
            let falls: Bool
            switch (suffix.count, first, second) {
            case (1, 0x73, _): falls = true
            case (1, 0x6D, _), (1, 0x64, _), (2, 0x6C, 0x6C), (2, 0x72, 0x65), (2, 0x76, 0x65):
                falls = language == nil || language == .english || language?.script != .latin
            default: falls = language == .turkish
            }
            if falls {
                parts[i].joint = suffix.joint
                parts.remove(at: i + 1)
            } else if suffix.count == 1 && first == 0x74 && p[parts[i].end - 1] | 0x20 == 0x6E {
                parts[i].end = suffix.end
                parts[i].isASCII = false
                parts[i].joint = suffix.joint
                parts.remove(at: i + 1)
            } else {
                i += 1
            }
        }
    }
}

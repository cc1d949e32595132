/// A pattern for one path component: `*`, `?`, `[a-z]`, `[!a]`, `[[:alpha:]]` and `\` before a character that is meant
/// literally. It matches bytes, in time proportional to pattern times text at worst.
struct Glob: Hashable, Sendable {
    private enum Shape: Hashable, Sendable {
        case literal([UInt8])
        /// `*` and a literal behind it.
        case suffix([UInt8])
        case general([Token])
    }

    private enum Token: Hashable, Sendable {
        case byte(UInt8)
        case anyByte
        case anyBytes
        case set(ByteSet)
    }

    private let shape: Shape

    /// Nil when a bracket is not closed: such a pattern matches nothing.
    init?(_ pattern: ArraySlice<UInt8>) {
        var tokens: [Token] = []
        var rest = pattern
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"): tokens.append(.byte(rest.popFirst() ?? byte))
            case UInt8(ascii: "?"): tokens.append(.anyByte)
            case UInt8(ascii: "*"): if tokens.last != .anyBytes { tokens.append(.anyBytes) }
            case UInt8(ascii: "["):
                guard let set = ByteSet(parsing: &rest) else { return nil }
                tokens.append(.set(set))
            default: tokens.append(.byte(byte))
            }
        }
        if let bytes = Self.bytes(tokens) {
            shape = .literal(bytes)
        } else if tokens.first == .anyBytes, let bytes = Self.bytes(tokens.dropFirst()) {
            shape = .suffix(bytes)
        } else {
            shape = .general(tokens)
        }
    }

    private static func bytes(_ tokens: some Collection<Token>) -> [UInt8]? {
        var bytes: [UInt8] = []
        for token in tokens {
            guard case .byte(let byte) = token else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    func matches(_ text: ArraySlice<UInt8>) -> Bool {
        switch shape {
        case .literal(let bytes): text.elementsEqual(bytes)
        case .suffix(let bytes): text.count >= bytes.count && text.suffix(bytes.count).elementsEqual(bytes)
        case .general(let tokens): Self.matches(tokens, text)
        }
    }

    // Only the last star is ever retried: an earlier one taking more could not help the later ones.
    private static func matches(_ tokens: [Token], _ text: ArraySlice<UInt8>) -> Bool {
        var token = 0
        var at = text.startIndex
        var star: (token: Int, at: Int)?
        while at < text.endIndex {
            if token < tokens.count {
                if tokens[token] == .anyBytes {
                    star = (token, at)
                    token += 1
                    continue
                }
                if Self.matches(tokens[token], text[at]) {
                    token += 1
                    at += 1
                    continue
                }
            }
            guard let last = star else { return false }
            star = (last.token, last.at + 1)
            token = last.token + 1
            at = last.at + 1
        }
        return tokens[token...].allSatisfy { $0 == .anyBytes }
    }

    private static func matches(_ token: Token, _ byte: UInt8) -> Bool {
        switch token {
        case .byte(let expected): byte == expected
        case .set(let set): set.contains(byte)
        case .anyByte, .anyBytes: true
        }
    }
}

/// The bytes a bracket expression stands for.
struct ByteSet: Hashable, Sendable {
    private var ranges: [ClosedRange<UInt8>] = []
    private var isNegated = false

    /// Reads up to and with the closing bracket; the opening one is already gone.
    init?(parsing rest: inout ArraySlice<UInt8>) {
        if let first = rest.first, first == UInt8(ascii: "!") || first == UInt8(ascii: "^") {
            isNegated = true
            rest.removeFirst()
        }
        var isFirst = true
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "]"), !isFirst { return }
            isFirst = false
            if byte == UInt8(ascii: "["), rest.first == UInt8(ascii: ":") {
                guard parseClass(&rest) else { return nil }
                continue
            }
            let low = byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte
            if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end != UInt8(ascii: "]") {
                rest.removeFirst(2)
                let high = end == UInt8(ascii: "\\") ? rest.popFirst() ?? end : end
                if low <= high { ranges.append(low...high) }
            } else {
                ranges.append(low...low)
            }
        }
        return nil
    }

    func contains(_ byte: UInt8) -> Bool {
        ranges.contains { $0.contains(byte) } != isNegated
    }

    private mutating func parseClass(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let end = rest.dropFirst().firstIndex(of: UInt8(ascii: ":")), end + 1 < rest.endIndex,
            rest[end + 1] == UInt8(ascii: "]"),
            let ranges = Self.classes[String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)]
        else { return false }
        self.ranges += ranges
        rest = rest[(end + 2)...]
        return true
    }

    private static let classes: [String: [ClosedRange<UInt8>]] = [
        "alnum": [48...57, 65...90, 97...122], "alpha": [65...90, 97...122], "blank": [9...9, 32...32],
        "cntrl": [0...31, 127...127], "digit": [48...57], "graph": [33...126], "lower": [97...122],
        "print": [32...126], "punct": [33...47, 58...64, 91...96, 123...126], "space": [9...13, 32...32],
        "upper": [65...90], "xdigit": [48...57, 65...70, 97...102],
    ]
}

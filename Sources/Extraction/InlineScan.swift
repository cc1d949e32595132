internal import DocumentModel

/// One pass over the text of a block of Markdown: collects its marks and reports links, comments and tags.
struct InlineScan {
    enum Event {
        /// The text of a link; without a target the label in `reference` names it.
        case link(TextSpan, target: String?)
        case comment(TextSpan)
        case tag(TextSpan)
    }

    private struct Bracket {
        var at: Int
        var isImage: Bool
    }

    static let special: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for byte in "\\`*_~[]!<|".utf8 { table[Int(byte)] = true }
        return table
    }()

    var marks: MarkSet
    private(set) var reference: TextSpan?
    private let text: UnsafeBufferPointer<UInt8>
    private let end: Int
    private let start: Int
    private let isTable: Bool
    private let prefixes: [TextSpan]
    private var nextPrefix = 0
    private var at: Int
    private var brackets: [Bracket] = []
    /// Where a run of `*`, `_` or `~` is open, by character.
    private var openers: [UInt8: (at: Int, length: Int)] = [:]
    private var unclosedTicks: Set<Int> = []
    private var hasNoMoreTags = false
    private var hasNoMoreComments = false

    init(_ text: UnsafeBufferPointer<UInt8>, _ span: TextSpan, prefixes: [TextSpan], isTable: Bool) {
        self.text = text
        self.start = span.start
        self.at = span.start
        self.end = span.end
        self.prefixes = prefixes.sorted()
        self.isTable = isTable
        marks = MarkSet(prefixes)
    }

    mutating func next() -> Event? {
        while at < end {
            if !Self.special[Int(text[at])] {
                at += 1
                continue
            }
            while nextPrefix < prefixes.count, prefixes[nextPrefix].end <= at { nextPrefix += 1 }
            if nextPrefix < prefixes.count, prefixes[nextPrefix].contains(at) {
                at = prefixes[nextPrefix].end
                continue
            }
            if let event = readSpecial() { return event }
        }
        return nil
    }

    private mutating func readSpecial() -> Event? {
        let byte = text[at]
        switch byte {
        case UInt8(ascii: "\\"):
            if at + 1 < end, isPunctuation(text[at + 1]) { marks.add(at, at + 1) }
            at += 2
        case UInt8(ascii: "`"): readCode()
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"): readEmphasis(byte)
        case UInt8(ascii: "!"):
            if at + 1 < end, text[at + 1] == UInt8(ascii: "[") {
                brackets.append(Bracket(at: at, isImage: true))
                at += 1
            }
            at += 1
        case UInt8(ascii: "["):
            brackets.append(Bracket(at: at, isImage: false))
            at += 1
        case UInt8(ascii: "]"): return closeBracket()
        case UInt8(ascii: "|"):
            if isTable { marks.add(at, at + 1) }
            at += 1
        default: return readAngle()
        }
        return nil
    }

    private mutating func readCode() {
        var length = 1
        while at + length < end, text[at + length] == UInt8(ascii: "`") { length += 1 }
        let open = at
        at += length
        guard !unclosedTicks.contains(length) else { return }
        var scan = at
        while scan < end {
            guard text[scan] == UInt8(ascii: "`") else {
                scan += 1
                continue
            }
            var run = 1
            while scan + run < end, text[scan + run] == UInt8(ascii: "`") { run += 1 }
            if run == length {
                marks.add(open, open + length)
                marks.add(scan, scan + run)
                at = scan + run
                return
            }
            scan += run
        }
        unclosedTicks.insert(length)
    }

    private mutating func readEmphasis(_ byte: UInt8) {
        let run = at
        while at < end, text[at] == byte { at += 1 }
        let before = run > start ? text[run - 1] : 0x20
        let after = at < end ? text[at] : 0x20
        let canOpen = !isWhiteSpace(after)
        let canClose = !isWhiteSpace(before)
        // Inside a word an underscore is part of it.
        if byte == UInt8(ascii: "_"), isWordByte(before), isWordByte(after) { return }
        if byte == UInt8(ascii: "~"), at - run > 2 { return }
        if canClose, let opener = openers[byte], !(byte == UInt8(ascii: "_") && isWordByte(after)) {
            let length = min(opener.length, at - run)
            marks.add(opener.at + opener.length - length, opener.at + opener.length)
            marks.add(run, run + length)
            let left = opener.length - length
            openers[byte] = left > 0 ? (opener.at, left) : nil
            if at - run > length, canOpen { openers[byte] = (run + length, at - run - length) }
        } else if canOpen, !(byte == UInt8(ascii: "_") && isWordByte(before)) {
            openers[byte] = (run, at - run)
        }
    }

    private mutating func closeBracket() -> Event? {
        let close = at
        at += 1
        guard let open = brackets.popLast() else { return nil }
        let label = TextSpan(open.at + (open.isImage ? 2 : 1), close)
        if at < end, text[at] == UInt8(ascii: "("), let (target, after) = destination(at + 1) {
            markLink(open.at, label, after)
            return open.isImage ? nil : .link(label, target: target)
        }
        if at < end, text[at] == UInt8(ascii: "[") {
            var scan = at + 1
            while scan < end, scan - at < 1_000, text[scan] != UInt8(ascii: "]"), text[scan] != UInt8(ascii: "[") {
                scan += 1
            }
            if scan < end, text[scan] == UInt8(ascii: "]") {
                reference = scan > at + 1 ? TextSpan(at + 1, scan) : label
                markLink(open.at, label, scan + 1)
                return open.isImage ? nil : .link(label, target: nil)
            }
        }
        if !label.isEmpty, text[label.start] == UInt8(ascii: "^"), label.byteCount < 100 {
            // A footnote's mark.
            marks.add(open.at, close + 1)
        }
        return nil
    }

    private mutating func markLink(_ open: Int, _ label: TextSpan, _ after: Int) {
        marks.add(open, label.start)
        marks.add(label.end, after)
        at = after
    }

    /// Target and end of `target "title")`.
    private func destination(_ from: Int) -> (target: String, after: Int)? {
        var scan = MarkdownCursor.trimmedStart(text, from, end)
        let targetStart = scan
        var target: TextSpan
        if scan < end, text[scan] == UInt8(ascii: "<") {
            scan += 1
            while scan < end, text[scan] != UInt8(ascii: ">"), text[scan] != UInt8(ascii: "<"), text[scan] != 10 {
                scan += 1
            }
            guard scan < end, text[scan] == UInt8(ascii: ">") else { return nil }
            target = TextSpan(targetStart + 1, scan)
            scan += 1
        } else {
            var depth = 0
            loop: while scan < end, !isWhiteSpace(text[scan]) {
                switch text[scan] {
                case UInt8(ascii: "("):
                    depth += 1
                    if depth > 32 { return nil }
                case UInt8(ascii: ")"):
                    if depth == 0 { break loop }
                    depth -= 1
                case UInt8(ascii: "\\"): scan += 1
                default: break
                }
                scan += 1
            }
            guard scan <= end else { return nil }
            target = TextSpan(targetStart, scan)
        }
        scan = MarkdownCursor.trimmedStart(text, scan, end)
        if scan < end, let close = Self.titleEnds[text[scan]] {
            let limit = min(end, scan + 2_000)
            scan += 1
            while scan < limit, text[scan] != close { scan += 1 }
            scan = MarkdownCursor.trimmedStart(text, min(scan + 1, end), end)
        }
        guard scan < end, text[scan] == UInt8(ascii: ")") else { return nil }
        return (String(decoding: text[target.range], as: UTF8.self), scan + 1)
    }

    private static let titleEnds: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"),
        UInt8(ascii: "("): UInt8(ascii: ")"),
    ]

    private mutating func readAngle() -> Event? {
        let open = at
        at += 1
        if text[open..<end].starts(with: "<!--".utf8) {
            guard !hasNoMoreComments else { return nil }
            var scan = open + 4
            while scan + 2 < end {
                if text[scan] == UInt8(ascii: "-"), text[scan + 1] == UInt8(ascii: "-"),
                    text[scan + 2] == UInt8(ascii: ">")
                {
                    at = scan + 3
                    return .comment(TextSpan(open, at))
                }
                scan += 1
            }
            hasNoMoreComments = true
            return nil
        }
        if let after = autolinkEnd(open) {
            let target = TextSpan(open + 1, after - 1)
            marks.add(open, open + 1)
            marks.add(after - 1, after)
            at = after
            return .link(target, target: String(decoding: text[target.range], as: UTF8.self))
        }
        guard !hasNoMoreTags else { return nil }
        guard let after = MarkdownInlines.tagEnd(text, open, end) else {
            hasNoMoreTags = !text[open..<end].contains(UInt8(ascii: ">"))
            return nil
        }
        marks.add(open, after)
        at = after
        return .tag(TextSpan(open, after))
    }

    /// The end of `<scheme:address>`.
    private func autolinkEnd(_ open: Int) -> Int? {
        var scan = open + 1
        let limit = min(end, open + 2_000)
        while scan < limit, scan - open < 33, isLetter(text[scan]) || isDigit(text[scan]) { scan += 1 }
        guard scan < limit, scan > open + 2, text[scan] == UInt8(ascii: ":") else { return nil }
        while scan < limit, text[scan] > 0x20, text[scan] != UInt8(ascii: "<") {
            if text[scan] == UInt8(ascii: ">") { return scan + 1 }
            scan += 1
        }
        return nil
    }

    private func isPunctuation(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !isLetter(byte) && !isDigit(byte)
    }
}

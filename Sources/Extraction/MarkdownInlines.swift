internal import DocumentModel
internal import Glibc

/// What inside a block of Markdown is markup, hidden or a link.
///
/// Linear: what has no end is remembered, so that it is searched for once.
struct MarkdownInlines {
    /// A block as a reader sees it: its visible pieces with their markup, and what is hidden between them.
    struct Pieces {
        var visible: [(span: TextSpan, markup: [TextSpan])] = []
        var hidden: [HiddenText] = []
    }

    private struct PendingLink {
        var span: TextSpan
        var label: String
    }

    private struct HiddenElement {
        var name: String
        var depth: Int
        var reason: HiddenText.Reason
    }

    let text: UnsafeBufferPointer<UInt8>
    private var links: [Link] = []
    private var pending: [PendingLink] = []
    private var definitions: [String: String] = [:]
    private var missing: Set<String> = []
    private var hiding: HiddenElement?

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// Whether an element that hides its content is open.
    var isHiding: Bool { hiding != nil }

    mutating func resolvedLinks() -> [Link] {
        for link in pending {
            if let target = definitions[link.label] { links.append(Link(link.span, target: target)) }
        }
        return links.sorted { $0.span < $1.span }
    }

    // MARK: Places

    /// The offset behind the next occurrence of some bytes, ASCII letters in either case.
    mutating func find(_ needle: String, from start: Int) -> Int? {
        guard !missing.contains(needle), let base = text.baseAddress else { return nil }
        let needle = Array(needle.utf8)
        var at = start
        while at + needle.count <= text.count,
            let hit = memchr(base + at, Int32(needle[0]), text.count - at - needle.count + 1)
        {
            at = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(hit))
            let isHere = needle.indices.allSatisfy { index in
                let byte = text[at + index]
                return byte == needle[index] || (isLetter(byte) && byte | 0x20 == needle[index])
            }
            if isHere { return at + needle.count }
            at += 1
        }
        missing.insert(String(decoding: needle, as: UTF8.self))
        return nil
    }

    func lineEnd(from start: Int) -> Int {
        guard let base = text.baseAddress, start < text.count, let hit = memchr(base + start, 10, text.count - start)
        else { return text.count }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(hit)) + 1
    }

    // MARK: Definitions

    /// Reads `[label]: target "title"`; the offset behind it. Of a footnote's definition only `[^label]:` is consumed.
    mutating func definition(at start: Int, _ end: Int) -> Int? {
        guard text[start] == UInt8(ascii: "["), let close = closingBracket(start, min(end, start + 1_000)),
            close + 1 < end,
            text[close + 1] == UInt8(ascii: ":"), close > start + 1
        else { return nil }
        var at = close + 2
        if text[start + 1] == UInt8(ascii: "^") { return at }
        while at < end, isWhiteSpace(text[at]) { at += 1 }
        let targetStart = at
        while at < end, !isWhiteSpace(text[at]) { at += 1 }
        guard at > targetStart else { return nil }
        let titleStart = MarkdownCursor.trimmedStart(text, at, end)
        if titleStart < end, ![UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "(")].contains(text[titleStart]) {
            return nil
        }
        let label = Self.label(text[(start + 1)..<close])
        if definitions[label] == nil { definitions[label] = target(targetStart, at) }
        return end
    }

    private func closingBracket(_ start: Int, _ end: Int) -> Int? {
        var at = start + 1
        while at < end {
            if text[at] == UInt8(ascii: "\\") {
                at += 1
            } else if text[at] == UInt8(ascii: "[") {
                return nil
            } else if text[at] == UInt8(ascii: "]") {
                return at
            }
            at += 1
        }
        return nil
    }

    private static func label(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        String(decoding: bytes, as: UTF8.self).lowercased()
    }

    private func target(_ start: Int, _ end: Int) -> String {
        let isAngled = end - start >= 2 && text[start] == UInt8(ascii: "<") && text[end - 1] == UInt8(ascii: ">")
        return String(decoding: isAngled ? text[(start + 1)..<(end - 1)] : text[start..<end], as: UTF8.self)
    }

    // MARK: Blocks

    /// Code as it stands: only prefixes and fences are markup.
    mutating func readLiteral(_ span: TextSpan, prefixes: [TextSpan]) -> Pieces {
        if let hiding { return Pieces(hidden: [HiddenText(span, hiding.reason)]) }
        var marks = MarkSet(prefixes)
        return pieces(span, &marks, hidden: [])
    }

    mutating func read(_ span: TextSpan, prefixes: [TextSpan], isTable: Bool = false) -> Pieces {
        guard hiding != nil || containsSpecial(span, isTable: isTable) else {
            var marks = MarkSet(prefixes)
            return pieces(span, &marks, hidden: [])
        }
        var scan = InlineScan(text, span, prefixes: prefixes, isTable: isTable)
        var hidden: [HiddenText] = []
        var hiddenStart = hiding == nil ? nil : Optional(span.start)
        while let event = scan.next() {
            switch event {
            case .link(let label, let target):
                if let target {
                    links.append(Link(label, target: target))
                } else if let reference = scan.reference {
                    pending.append(PendingLink(span: label, label: Self.label(text[reference.range])))
                }
            case .comment(let comment):
                if hiding == nil { hidden.append(HiddenText(comment, .comment)) }
            case .tag(let tag):
                track(tag, &hiddenStart, &hidden)
            }
        }
        if let start = hiddenStart, let hiding { hidden.append(HiddenText(TextSpan(start, span.end), hiding.reason)) }
        return pieces(span, &scan.marks, hidden: hidden)
    }

    /// Opens and closes the element that hides its content.
    private mutating func track(_ tag: TextSpan, _ hiddenStart: inout Int?, _ hidden: inout [HiddenText]) {
        let tag = HTMLTag(text, tag)
        if var element = hiding {
            guard tag.name == element.name, !tag.isSelfClosing else { return }
            element.depth += tag.isClosing ? -1 : 1
            hiding = element.depth == 0 ? nil : element
            if element.depth == 0, let start = hiddenStart {
                hidden.append(HiddenText(TextSpan(start, tag.span.start), element.reason))
                hiddenStart = nil
            }
        } else if !tag.isClosing, !tag.isSelfClosing, !HTMLTag.void.contains(tag.name), let reason = tag.hidingReason {
            hiding = HiddenElement(name: tag.name, depth: 1, reason: reason)
            hiddenStart = tag.span.end
        }
    }

    /// Cuts the hidden parts out of a block; what has nothing to see is left out.
    private func pieces(_ span: TextSpan, _ marks: inout MarkSet, hidden: [HiddenText]) -> Pieces {
        var result = Pieces(hidden: hidden)
        var start = span.start
        for part in hidden.map(\.span) + [TextSpan(span.end, span.end)] {
            addVisible(TextSpan(start, max(start, part.start)), &marks, &result)
            start = max(start, part.end)
        }
        return result
    }

    private func addVisible(_ span: TextSpan, _ marks: inout MarkSet, _ result: inout Pieces) {
        let end = MarkdownCursor.trimmedEnd(text, span.start, span.end)
        let start = MarkdownCursor.trimmedStart(text, span.start, end)
        guard start < end else { return }
        let markup = marks.inside(TextSpan(start, end))
        // Something to see: a byte outside all markup that is not white space.
        var at = start
        for mark in markup + [TextSpan(end, end)] {
            while at < mark.start {
                if !isWhiteSpace(text[at]) {
                    result.visible.append((TextSpan(start, end), markup))
                    return
                }
                at += 1
            }
            at = max(at, mark.end)
        }
    }

    /// What a reader sees of a span: without markup, white space collapsed.
    func visibleText(_ span: TextSpan, _ pieces: Pieces) -> String {
        var bytes: [UInt8] = []
        for piece in pieces.visible {
            guard let part = piece.span.intersection(span) else { continue }
            var at = part.start
            for mark in piece.markup + [TextSpan(part.end, max(part.end, piece.span.end))] {
                while at < min(mark.start, part.end) {
                    if !isWhiteSpace(text[at]) {
                        bytes.append(text[at])
                    } else if let last = bytes.last, last != 0x20 {
                        bytes.append(0x20)
                    }
                    at += 1
                }
                at = max(at, mark.end)
            }
        }
        if bytes.last == 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func containsSpecial(_ span: TextSpan, isTable: Bool) -> Bool {
        InlineScan.special.withUnsafeBufferPointer { special in
            for at in span.start..<span.end where special[Int(text[at])] { return true }
            return false
        }
    }

    /// The offset behind a complete tag at `<`, or nil.
    static func tagEnd(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
        var at = start + 1
        if at < end, text[at] == UInt8(ascii: "/") { at += 1 }
        guard at < end, isLetter(text[at]) else { return nil }
        while at < end, isLetter(text[at]) || isDigit(text[at]) || text[at] == UInt8(ascii: "-") { at += 1 }
        guard at < end, isWhiteSpace(text[at]) || text[at] == UInt8(ascii: ">") || text[at] == UInt8(ascii: "/") else {
            return nil
        }
        while at < end {
            switch text[at] {
            case UInt8(ascii: ">"): return at + 1
            case UInt8(ascii: "<"): return nil
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let quote = text[at]
                at += 1
                while at < end, text[at] != quote { at += 1 }
                at += 1
            default: at += 1
            }
        }
        return nil
    }
}

extension MarkdownCursor {
    static func trimmedStart(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var start = start
        while start < end, isWhiteSpace(text[start]) { start += 1 }
        return start
    }
}

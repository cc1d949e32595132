internal import DocumentModel

/// A place in a line of Markdown with its column, and what can be seen from there.
struct MarkdownCursor {
    let text: UnsafeBufferPointer<UInt8>
    private let end: Int
    /// The offset up to which the line is consumed, and its column; tabs reach to multiples of four.
    private var offset: Int
    private var column: Int
    /// The first byte that is not white space, and its column.
    private(set) var first: Int
    private(set) var firstColumn: Int

    init(_ text: UnsafeBufferPointer<UInt8>, _ line: TextLine) {
        self.text = text
        end = line.contentEnd
        offset = line.start
        column = 0
        first = line.start
        firstColumn = 0
        findFirst()
    }

    var isBlank: Bool { first >= end }
    var indent: Int { firstColumn - column }

    private mutating func findFirst() {
        first = offset
        firstColumn = column
        while first < end {
            if text[first] == 0x20 {
                firstColumn += 1
            } else if text[first] == 9 {
                firstColumn += 4 - firstColumn % 4
            } else if !isWhiteSpace(text[first]) {
                break
            }
            first += 1
        }
    }

    mutating func advance(toColumn target: Int) {
        while column < target, offset < first {
            column += text[offset] == 9 ? 4 - column % 4 : 1
            offset += 1
        }
    }

    /// Behind `>` and the space that belongs to it.
    mutating func skipQuoteMarker() {
        offset = first + 1
        column = firstColumn + 1
        if offset < end, text[offset] == 0x20 {
            offset += 1
            column += 1
        } else if offset < end, text[offset] == 9 {
            column += 1
        }
        findFirst()
    }

    /// The bytes that can start anything but a paragraph.
    static let startsBlock: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for byte in "#>-+*_=`~<|:0123456789".utf8 { table[Int(byte)] = true }
        return table
    }()

    // MARK: Lists

    struct ListMarker {
        var contentColumn: Int
        var cursor: MarkdownCursor
    }

    func listMarker(interrupting: Bool) -> ListMarker? {
        var at = first
        let byte = text[at]
        if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "*") {
            at += 1
        } else {
            while at < end, at - first < 9, isDigit(text[at]) { at += 1 }
            guard at > first, at < end, text[at] == UInt8(ascii: ".") || text[at] == UInt8(ascii: ")") else {
                return nil
            }
            if interrupting, !(at == first + 1 && byte == UInt8(ascii: "1")) { return nil }
            at += 1
        }
        guard at >= end || text[at] == 0x20 || text[at] == 9 else { return nil }
        var inside = self
        inside.offset = at
        inside.column = firstColumn + at - first
        let markerEnd = inside.column
        inside.findFirst()
        if inside.isBlank {
            return interrupting ? nil : ListMarker(contentColumn: markerEnd + 1, cursor: inside)
        }
        // More than four spaces behind the marker: the item starts with indented code.
        let contentColumn = inside.indent > 4 ? markerEnd + 1 : inside.firstColumn
        inside.advance(toColumn: contentColumn)
        return ListMarker(contentColumn: contentColumn, cursor: inside)
    }

    // MARK: Headings and breaks

    /// Level and content of `# Title #`; the closing run is its tail.
    func atxHeading(_ line: TextLine) -> (level: Int, content: TextSpan, tail: TextSpan?)? {
        var at = first
        while at < end, text[at] == UInt8(ascii: "#") { at += 1 }
        let level = at - first
        guard level >= 1, level <= 6, at >= end || text[at] == 0x20 || text[at] == 9 else { return nil }
        while at < end, isWhiteSpace(text[at]) { at += 1 }
        var stop = end
        while stop > at, text[stop - 1] == UInt8(ascii: "#") { stop -= 1 }
        if stop > at, !isWhiteSpace(text[stop - 1]) { stop = end }
        stop = Self.trimmedEnd(text, at, stop)
        return (level, TextSpan(at, max(at, stop)), stop < end ? TextSpan(max(at, stop), end) : nil)
    }

    func setextLevel(_ line: TextLine) -> Int? {
        let byte = text[first]
        guard byte == UInt8(ascii: "=") || byte == UInt8(ascii: "-") else { return nil }
        for at in first..<end where text[at] != byte { return nil }
        return byte == UInt8(ascii: "=") ? 1 : 2
    }

    func isThematicBreak(_ line: TextLine) -> Bool {
        let byte = text[first]
        guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_") else { return false }
        var count = 0
        for at in first..<end {
            if text[at] == byte { count += 1 } else if text[at] != 0x20, text[at] != 9 { return false }
        }
        return count >= 3
    }

    // MARK: Code

    func openingFence(_ line: TextLine) -> (marker: UInt8, length: Int)? {
        let byte = text[first]
        guard byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") else { return nil }
        let length = runLength(byte)
        guard length >= 3 else { return nil }
        if byte == UInt8(ascii: "`"), text[(first + length)..<end].contains(byte) { return nil }
        return (byte, length)
    }

    func isFence(closing marker: UInt8, _ length: Int) -> Bool {
        guard !isBlank, indent < 4, text[first] == marker else { return false }
        let run = runLength(marker)
        return run >= length && first + run == end
    }

    private func runLength(_ byte: UInt8) -> Int {
        var at = first
        while at < end, text[at] == byte { at += 1 }
        return at - first
    }

    // MARK: Tables

    /// The number of cells when the line is a table's delimiter row: `| --- | :-: |`.
    func delimiterRowCells(_ line: TextLine) -> Int? {
        var hasPipe = false
        var hasDash = false
        for at in first..<end {
            switch text[at] {
            case UInt8(ascii: "|"): hasPipe = true
            case UInt8(ascii: "-"): hasDash = true
            case UInt8(ascii: ":"), 0x20, 9: break
            default: return nil
            }
        }
        guard hasPipe, hasDash else { return nil }
        return Self.cellCount(text, first, end)
    }

    static func cellCount(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        guard start < end else { return 0 }
        var pipes = 0
        var at = start
        while at < end {
            if text[at] == UInt8(ascii: "\\") { at += 1 } else if text[at] == UInt8(ascii: "|") { pipes += 1 }
            at += 1
        }
        if text[start] == UInt8(ascii: "|") { pipes -= 1 }
        let isClosed = end - start > 1 && text[end - 1] == UInt8(ascii: "|")
        let isEscaped = isClosed && end - start > 2 && text[end - 2] == UInt8(ascii: "\\")
        return isClosed && !isEscaped ? pipes : pipes + 1
    }

    static func trimmedEnd(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start, isWhiteSpace(text[end - 1]) { end -= 1 }
        return end
    }

    // MARK: HTML

    enum HTMLStart {
        /// Tags and text up to a blank line.
        case tags
        case preformatted
        /// Skipped up to these bytes.
        case until(String, isComment: Bool)
    }

    func htmlStart(_ line: TextLine, interrupting: Bool) -> HTMLStart? {
        let rest = text[first..<end]
        if rest.starts(with: "<!--".utf8) { return .until("-->", isComment: true) }
        if rest.starts(with: "<?".utf8) { return .until("?>", isComment: false) }
        if rest.starts(with: "<![CDATA[".utf8) { return .until("]]>", isComment: false) }
        if rest.starts(with: "<!".utf8), rest.count > 2, isLetter(rest[first + 2]) {
            return .until(">", isComment: false)
        }
        let isClosing = rest.count > 1 && rest[first + 1] == UInt8(ascii: "/")
        let nameStart = first + (isClosing ? 2 : 1)
        var nameEnd = nameStart
        while nameEnd < end, nameEnd - nameStart < 12, isLetter(text[nameEnd]) || isDigit(text[nameEnd]) {
            nameEnd += 1
        }
        guard nameEnd > nameStart else { return nil }
        let isNameEnd = nameEnd >= end || [0x20, 9, UInt8(ascii: ">"), UInt8(ascii: "/")].contains(text[nameEnd])
        let name = String(decoding: text[nameStart..<nameEnd].map { $0 | 0x20 }, as: UTF8.self)
        if isNameEnd, !isClosing {
            switch name {
            case "script", "style", "textarea": return .until("</" + name + ">", isComment: false)
            case "pre": return .preformatted
            default: break
            }
        }
        if isNameEnd, Self.blockTags.contains(name) { return .tags }
        guard !interrupting, let tagEnd = MarkdownInlines.tagEnd(text, first, end), tagEnd == end else { return nil }
        return .tags
    }

    /// Whether the line holds the end of a `pre` element.
    var closesPreformatted: Bool {
        var at = first
        while at + 6 <= end {
            if text[at] == UInt8(ascii: "<"), text[at + 1] == UInt8(ascii: "/"),
                text[at + 2] | 0x20 == UInt8(ascii: "p"),
                text[at + 3] | 0x20 == UInt8(ascii: "r"), text[at + 4] | 0x20 == UInt8(ascii: "e"),
                text[at + 5] == UInt8(ascii: ">")
            {
                return true
            }
            at += 1
        }
        return false
    }

    private static let blockTags: Set<String> = [
        "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup",
        "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "frame",
        "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li",
        "link",
        "main", "menu", "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "search", "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "ul",
    ]
}

@inline(__always) func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
@inline(__always) func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
/// Letters, digits and everything above ASCII.
@inline(__always) func isWordByte(_ byte: UInt8) -> Bool { byte >= 0x80 || isLetter(byte) || isDigit(byte) }

internal import DocumentModel

/// The parts that reStructuredText and AsciiDoc share: paragraphs that grow line by line, marks within them, tables.
struct LightMarkup {
    let text: UnsafeBufferPointer<UInt8>
    var structure = StructureBuilder()
    /// The header row, while rows of its table follow.
    var tableHeader: TextSpan?
    private var open: (kind: Block.Kind, span: TextSpan)?

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    var openSpan: TextSpan? { open?.span }
    var openKind: Block.Kind? { open?.kind }

    mutating func start(_ kind: Block.Kind, _ line: TextLine) {
        close()
        open = (kind, TextSpan(line.content, line.contentEnd))
    }

    mutating func extend(_ line: TextLine, kind: Block.Kind = .paragraph) {
        guard let block = open else { return start(kind, line) }
        open = (block.kind, TextSpan(block.span.start, max(block.span.end, line.contentEnd)))
    }

    mutating func close() {
        guard let block = open else { return }
        open = nil
        let markup = block.kind == .code ? [] : marks(block.span)
        structure.addBlock(
            block.kind, block.span, tableHeader: block.kind == .tableRow ? tableHeader : nil, markup: markup)
        if block.kind == .tableRow, tableHeader == nil { tableHeader = block.span }
    }

    /// Forgets the open block: it turned out to be something else.
    mutating func drop() { open = nil }

    mutating func heading(_ span: TextSpan, level: Int) {
        close()
        structure.addHeading(String(decoding: text[span.range], as: UTF8.self), level: level, span, markup: marks(span))
    }

    /// Stars and backticks at the edge of words.
    private func marks(_ span: TextSpan) -> [TextSpan] {
        var marks: [TextSpan] = []
        var at = span.start
        while at < span.end {
            let byte = text[at]
            guard byte == UInt8(ascii: "*") || byte == UInt8(ascii: "`") else {
                at += 1
                continue
            }
            let start = at
            while at < span.end, text[at] == byte { at += 1 }
            let before = start > span.start ? text[start - 1] : 0x20
            let after = at < span.end ? text[at] : 0x20
            let isEdge = isWordByte(before) != isWordByte(after) || byte == UInt8(ascii: "`")
            if isEdge, !(isWhiteSpace(before) && isWhiteSpace(after)) { marks.append(TextSpan(start, at)) }
        }
        return marks
    }

    /// Whether a line starts an item of a list.
    func isListItem(_ line: TextLine, markers: String) -> Bool {
        var at = line.content
        if markers.utf8.contains(text[at]) {
            let marker = text[at]
            while at < line.contentEnd, text[at] == marker { at += 1 }
            return at < line.contentEnd && text[at] == 0x20
        }
        while at < line.contentEnd, at - line.content < 4, isDigit(text[at]) || text[at] == UInt8(ascii: "#") {
            at += 1
        }
        return at > line.content && at + 1 < line.contentEnd && text[at] == UInt8(ascii: ".") && text[at + 1] == 0x20
    }

    /// Whether a line is nothing but one character, at least so many times; that character.
    func rule(_ line: TextLine, atLeast count: Int = 3) -> UInt8? {
        guard line.contentEnd - line.content >= count else { return nil }
        let byte = text[line.content]
        guard byte > 0x20, byte < 0x7F, !isLetter(byte), !isDigit(byte) else { return nil }
        for at in line.content..<line.contentEnd where text[at] != byte { return nil }
        return byte
    }

    func starts(_ line: TextLine, _ prefix: String) -> Bool {
        text[line.content..<line.contentEnd].starts(with: prefix.utf8)
    }

    func string(_ start: Int, _ end: Int) -> String { String(decoding: text[start..<end], as: UTF8.self) }
}

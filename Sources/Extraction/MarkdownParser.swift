internal import DocumentModel

/// The block structure of Markdown, line by line.
///
/// Each line first finds the open quotes and list items that it continues, then what it starts. Its cost is its length
/// plus the number of open containers, which is bounded.
struct MarkdownParser {
    private enum Container {
        case quote
        /// The column where the item's content starts.
        case item(Int)
    }

    private enum LeafKind {
        case paragraph, html
        case fence(marker: UInt8, length: Int)
        case indentedCode, preformatted
    }

    private struct Leaf {
        var kind: LeafKind
        var start: Int
        var end: Int
        /// Where the content of the last line starts.
        var lastLine: Int
        var prefixes: [TextSpan]
        var lineCount = 1
    }

    private static let deepest = 64

    let text: UnsafeBufferPointer<UInt8>
    private var structure = StructureBuilder()
    private var inlines: MarkdownInlines
    private var containers: [Container] = []
    private var leaf: Leaf?
    /// The header row, while rows of its table follow.
    private var table: TextSpan?
    private var lines: LineScanner

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        inlines = MarkdownInlines(text)
        lines = LineScanner(text)
    }

    mutating func parse(from start: Int) {
        lines.position = start
        while let line = lines.next() { read(line) }
        closeLeaf()
    }

    mutating func finish() -> StructureBuilder {
        structure.links = inlines.resolvedLinks()
        return structure
    }

    // MARK: Lines

    private mutating func read(_ line: TextLine) {
        var cursor = MarkdownCursor(text, line)
        let matched = matchContainers(&cursor)
        let isWholeStack = matched == containers.count
        if isWholeStack, leaf != nil, continueLiteral(line, cursor) { return }
        if cursor.isBlank {
            readBlank(matched)
            return
        }
        var kept = matched
        var marker: Int?
        while true {
            let indent = cursor.indent
            let isParagraph = isParagraphOpen && marker == nil
            if indent >= 4 {
                if !isParagraph { startLeaf(.indentedCode, line, cursor, kept, marker); return }
                break
            }
            let first = cursor.first
            let byte = text[first]
            guard MarkdownCursor.startsBlock[Int(byte)] else { break }
            if byte == UInt8(ascii: ">"), containers.count < Self.deepest {
                open(.quote, &kept)
                marker = marker ?? first
                cursor.skipQuoteMarker()
                if cursor.isBlank { return }
                continue
            }
            if startLine(line, cursor, kept, marker, isParagraph: isParagraph, isWholeStack: isWholeStack) { return }
            if let item = cursor.listMarker(interrupting: isParagraph && isWholeStack), containers.count < Self.deepest
            {
                open(.item(item.contentColumn), &kept)
                marker = marker ?? first
                cursor = item.cursor
                if cursor.isBlank { return }
                continue
            }
            break
        }
        addText(line, cursor, kept, marker, isWholeStack: isWholeStack)
    }

    /// Consumes what the line repeats of the open containers; how many it continues.
    private func matchContainers(_ cursor: inout MarkdownCursor) -> Int {
        for (index, container) in containers.enumerated() {
            switch container {
            case .quote:
                guard cursor.indent < 4, !cursor.isBlank, text[cursor.first] == UInt8(ascii: ">") else { return index }
                cursor.skipQuoteMarker()
            case .item(let column):
                if cursor.isBlank { continue }
                guard cursor.firstColumn >= column else { return index }
                cursor.advance(toColumn: column)
            }
        }
        return containers.count
    }

    private var isParagraphOpen: Bool {
        if case .paragraph = leaf?.kind { return true }
        return false
    }

    private mutating func open(_ container: Container, _ kept: inout Int) {
        closeLeaf()
        table = nil
        containers.removeSubrange(kept...)
        containers.append(container)
        kept = containers.count
    }

    private mutating func readBlank(_ matched: Int) {
        table = nil
        if case .indentedCode = leaf?.kind { return }
        closeLeaf()
        if let quote = containers[matched...].firstIndex(where: { if case .quote = $0 { true } else { false } }) {
            containers.removeSubrange(quote...)
        }
    }

    /// Takes the line into a leaf whose lines are not looked at: fenced code, preformatted text, HTML.
    private mutating func continueLiteral(_ line: TextLine, _ cursor: MarkdownCursor) -> Bool {
        switch leaf!.kind {
        case .paragraph: return false
        case .html:
            if cursor.isBlank { return false }
            extendLeaf(line, cursor)
            return true
        case .indentedCode:
            guard !cursor.isBlank else { return true }
            guard cursor.indent >= 4 else { return false }
            extendLeaf(line, cursor)
            return true
        case .preformatted:
            extendLeaf(line, cursor)
            if cursor.closesPreformatted { closeLeaf() }
            return true
        case .fence(let marker, let length):
            if cursor.isFence(closing: marker, length) {
                leaf!.prefixes.append(TextSpan(line.start, line.contentEnd))
                leaf!.end = line.contentEnd
                closeLeaf()
            } else {
                extendLeaf(line, cursor)
            }
            return true
        }
    }

    /// What one line alone shows to be the start of something. True when the line is dealt with.
    private mutating func startLine(
        _ line: TextLine, _ cursor: MarkdownCursor, _ kept: Int, _ marker: Int?, isParagraph: Bool, isWholeStack: Bool
    ) -> Bool {
        let first = cursor.first
        if isParagraph, isWholeStack, let level = cursor.setextLevel(line) {
            closeHeading(level: level, end: line.contentEnd, underline: TextSpan(first, line.contentEnd))
            return true
        }
        if isParagraph, isWholeStack, startTable(line, cursor) { return true }
        if let heading = cursor.atxHeading(line) {
            leave(kept)
            let start = marker ?? first
            let prefixes = [TextSpan(start, heading.content.start)]
            leaf = Leaf(
                kind: .paragraph, start: start, end: heading.content.end, lastLine: first, prefixes: prefixes)
            closeHeading(level: heading.level, end: line.contentEnd, underline: heading.tail)
            return true
        }
        if let fence = cursor.openingFence(line) {
            leave(kept)
            let start = marker ?? first
            leaf = Leaf(
                kind: .fence(marker: fence.marker, length: fence.length), start: start, end: line.contentEnd,
                lastLine: first, prefixes: [TextSpan(start, line.contentEnd)])
            return true
        }
        if cursor.isThematicBreak(line) {
            leave(kept)
            return true
        }
        if text[first] == UInt8(ascii: "<"), let html = cursor.htmlStart(line, interrupting: isParagraph) {
            leave(kept)
            startHTML(html, line, cursor, marker)
            return true
        }
        return false
    }

    private mutating func startHTML(
        _ html: MarkdownCursor.HTMLStart, _ line: TextLine, _ cursor: MarkdownCursor, _ marker: Int?
    ) {
        let first = cursor.first
        switch html {
        case .tags:
            startLeaf(.html, line, cursor, containers.count, marker)
        case .preformatted:
            startLeaf(.preformatted, line, cursor, containers.count, marker)
            if cursor.closesPreformatted { closeLeaf() }
        case .until(let end, let isComment):
            let stop = inlines.find(end, from: first) ?? text.count
            if isComment {
                structure.addHidden(TextSpan(first, stop), .comment)
            }
            lines.position = isComment ? stop : inlines.lineEnd(from: stop)
        }
    }

    private mutating func addText(
        _ line: TextLine, _ cursor: MarkdownCursor, _ kept: Int, _ marker: Int?, isWholeStack: Bool
    ) {
        if marker == nil, isParagraphOpen {
            // Also where containers do not continue: a paragraph's lines may be lazy.
            extendLeaf(line, cursor)
            return
        }
        if let header = table, isWholeStack, marker == nil {
            let span = TextSpan(cursor.first, line.contentEnd)
            emit(.tableRow, span, [], tableHeader: header)
            return
        }
        if marker == nil, let end = inlines.definition(at: cursor.first, line.contentEnd) {
            leave(kept)
            // The definition is markup altogether; a footnote's is followed by its text.
            guard end < line.contentEnd else { return }
            startLeaf(.paragraph, line, cursor, kept, nil)
            leaf!.prefixes.append(TextSpan(cursor.first, end))
            return
        }
        startLeaf(.paragraph, line, cursor, kept, marker)
    }

    // MARK: Leaves

    private mutating func leave(_ kept: Int) {
        closeLeaf()
        table = nil
        containers.removeSubrange(kept...)
    }

    private mutating func startLeaf(
        _ kind: LeafKind, _ line: TextLine, _ cursor: MarkdownCursor, _ kept: Int, _ marker: Int?
    ) {
        leave(kept)
        let prefixes = marker.map { [TextSpan($0, cursor.first)] } ?? []
        leaf = Leaf(
            kind: kind, start: marker ?? cursor.first, end: line.contentEnd, lastLine: cursor.first, prefixes: prefixes)
    }

    private mutating func extendLeaf(_ line: TextLine, _ cursor: MarkdownCursor) {
        if line.content < cursor.first { leaf!.prefixes.append(TextSpan(line.content, cursor.first)) }
        leaf!.end = max(leaf!.end, line.contentEnd)
        leaf!.lastLine = cursor.first
        leaf!.lineCount += 1
    }

    private mutating func closeLeaf() {
        guard let leaf else { return }
        self.leaf = nil
        let span = TextSpan(leaf.start, max(leaf.start, leaf.end))
        switch leaf.kind {
        case .paragraph, .html: emit(proseKind, span, leaf.prefixes)
        case .fence, .indentedCode:
            emitLiteral(span, leaf.prefixes)
        case .preformatted: emit(.code, span, leaf.prefixes)
        }
    }

    private var proseKind: Block.Kind {
        switch containers.last {
        case .quote: .quote
        case .item: .listItem
        case nil: .paragraph
        }
    }

    private mutating func closeHeading(level: Int, end: Int, underline: TextSpan?) {
        guard let leaf else { return }
        self.leaf = nil
        let isQuoted = containers.contains { if case .quote = $0 { true } else { false } }
        let content = TextSpan(leaf.start, leaf.end)
        let span = TextSpan(leaf.start, max(leaf.end, end))
        var prefixes = leaf.prefixes
        if let underline, !underline.isEmpty { prefixes.append(underline) }
        let pieces = inlines.read(span, prefixes: prefixes)
        let title = inlines.visibleText(content, pieces)
        if !isQuoted, !title.isEmpty, !inlines.isHiding { structure.enter(title, level: level, span) }
        add(pieces, isQuoted ? .quote : .heading, tableHeader: nil)
    }

    private mutating func startTable(_ line: TextLine, _ cursor: MarkdownCursor) -> Bool {
        guard let columns = cursor.delimiterRowCells(line), let open = leaf,
            columns == MarkdownCursor.cellCount(text, open.lastLine, open.end)
        else { return false }
        let header = TextSpan(open.lastLine, open.end)
        if open.lineCount > 1 {
            var above = open
            above.end = MarkdownCursor.trimmedEnd(text, open.start, open.lastLine)
            above.prefixes.removeAll { $0.end > above.end }
            leaf = above
            closeLeaf()
            emit(.tableRow, header, [])
        } else {
            leaf = nil
            emit(.tableRow, TextSpan(open.start, open.end), open.prefixes)
        }
        table = header
        return true
    }

    private mutating func emit(
        _ kind: Block.Kind, _ span: TextSpan, _ prefixes: [TextSpan], tableHeader: TextSpan? = nil
    ) {
        add(inlines.read(span, prefixes: prefixes, isTable: kind == .tableRow), kind, tableHeader: tableHeader)
    }

    private mutating func emitLiteral(_ span: TextSpan, _ prefixes: [TextSpan]) {
        add(inlines.readLiteral(span, prefixes: prefixes), .code, tableHeader: nil)
    }

    private mutating func add(_ pieces: MarkdownInlines.Pieces, _ kind: Block.Kind, tableHeader: TextSpan?) {
        for piece in pieces.visible {
            structure.addBlock(kind, piece.span, tableHeader: tableHeader, markup: piece.markup)
        }
        for hidden in pieces.hidden { structure.addHidden(hidden.span, hidden.reason) }
    }
}

package import DocumentModel

/// reStructuredText: headings by their underlines, lists, tables, literal blocks; comments are hidden.
package struct ReStructuredTextExtractor: Extractor {
    package init() {}

    package let claims = [FormatClaim(.restructuredText, extensions: ["rst", "rest"])]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let text = try DecodedText(source, options: options)
        var document = text.document(.restructuredText)
        text.utf8.withUnsafeBufferPointer { bytes in
            var reader = ReStructuredTextReader(bytes)
            reader.read()
            reader.markup.structure.fill(&document)
        }
        document.title = document.headings.first?.title
        return document
    }
}

private struct ReStructuredTextReader {
    private enum Body {
        case none
        /// Indented deeper than the line that announced it: code, a comment, or a directive's content.
        case literal(indent: Int), comment(indent: Int), skipped(indent: Int)
    }

    var markup: LightMarkup
    private let text: UnsafeBufferPointer<UInt8>
    private var body = Body.none
    private var levels: [[UInt8]] = []
    private var hasOverline = false

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        markup = LightMarkup(text)
    }

    mutating func read() {
        var lines = LineScanner(text)
        while let line = lines.next() { read(line) }
        markup.close()
    }

    private mutating func read(_ line: TextLine) {
        if line.isBlank {
            if case .literal = body, markup.openKind == .code { return }
            markup.close()
            markup.tableHeader = nil
            hasOverline = false
            return
        }
        if readBody(line) { return }
        if readRule(line) || readDirective(line) { return }
        if text[line.content] == UInt8(ascii: "|") && markup.tableHeader != nil || markup.starts(line, "| ") {
            markup.start(.tableRow, line)
        } else if markup.isListItem(line, markers: "-*+") {
            markup.start(.listItem, line)
        } else {
            markup.extend(line)
        }
        if text[line.contentEnd - 1] == UInt8(ascii: ":"), line.contentEnd - line.content >= 2,
            text[line.contentEnd - 2] == UInt8(ascii: ":")
        {
            body = .literal(indent: line.content - line.start)
        }
    }

    /// Takes a line that is indented below what announced it.
    private mutating func readBody(_ line: TextLine) -> Bool {
        let indent = line.content - line.start
        switch body {
        case .none: return false
        case .literal(let outer) where indent > outer:
            if markup.openKind == .code { markup.extend(line) } else { markup.start(.code, line) }
            return true
        case .comment(let outer) where indent > outer:
            markup.structure.addHidden(TextSpan(line.content, line.contentEnd), .comment)
            return true
        case .skipped(let outer) where indent > outer && text[line.content] == UInt8(ascii: ":"):
            return true
        default:
            body = .none
            if markup.openKind == .code { markup.close() }
            return false
        }
    }

    /// Underlines and overlines of headings, rules, and the borders of tables.
    private mutating func readRule(_ line: TextLine) -> Bool {
        guard let byte = markup.rule(line, atLeast: 2) else { return isTableBorder(line) }
        if let span = markup.openSpan, markup.openKind == .paragraph, !text[span.range].contains(10),
            line.contentEnd - line.content + 2 >= span.byteCount
        {
            markup.drop()
            let style = hasOverline ? [byte, byte] : [byte]
            if !levels.contains(style) { levels.append(style) }
            markup.heading(span, level: (levels.firstIndex(of: style) ?? 0) + 1)
            hasOverline = false
            return true
        }
        guard line.contentEnd - line.content >= 3 else { return false }
        markup.close()
        hasOverline = true
        return true
    }

    private mutating func isTableBorder(_ line: TextLine) -> Bool {
        for at in line.content..<line.contentEnd where !"+-=| ".utf8.contains(text[at]) { return false }
        guard line.contentEnd - line.content >= 3, "+=".utf8.contains(text[line.content]) else { return false }
        markup.close()
        return true
    }

    /// `.. name:: argument`, comments and targets.
    private mutating func readDirective(_ line: TextLine) -> Bool {
        guard markup.starts(line, "..") else { return false }
        let after = line.content + 2
        guard after == line.contentEnd || text[after] == 0x20 else { return false }
        markup.close()
        let indent = line.content - line.start
        let content = MarkdownCursor.trimmedStart(text, after, line.contentEnd)
        let rest = text[content..<line.contentEnd]
        if rest.starts(with: "_".utf8) || rest.starts(with: "|".utf8) || rest.starts(with: "__".utf8) { return true }
        if rest.starts(with: "[".utf8), let close = rest.firstIndex(of: UInt8(ascii: "]")) {
            // A footnote or citation.
            var note = line
            note.content = MarkdownCursor.trimmedStart(text, close + 1, line.contentEnd)
            if !note.isBlank { markup.start(.paragraph, note) }
            return true
        }
        guard let colons = firstColons(content, line.contentEnd) else {
            if content < line.contentEnd {
                markup.structure.addHidden(TextSpan(content, line.contentEnd), .comment)
            }
            body = .comment(indent: indent)
            return true
        }
        let name = markup.string(content, colons)
        let isCode = ["code", "code-block", "sourcecode", "literalinclude", "math", "parsed-literal"].contains(name)
        body = isCode ? .literal(indent: indent) : .skipped(indent: indent)
        var argument = line
        argument.content = MarkdownCursor.trimmedStart(text, colons + 2, line.contentEnd)
        let hasText = [
            "note", "warning", "tip", "topic", "admonition", "versionadded", "deprecated", "seealso", "caution",
        ]
        if !argument.isBlank, hasText.contains(name) || name == "rubric" { markup.start(.paragraph, argument) }
        return true
    }

    private func firstColons(_ start: Int, _ end: Int) -> Int? {
        var at = start
        while at + 1 < end, !isWhiteSpace(text[at]) {
            if text[at] == UInt8(ascii: ":"), text[at + 1] == UInt8(ascii: ":") { return at }
            at += 1
        }
        return nil
    }
}

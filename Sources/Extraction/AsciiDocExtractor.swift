package import DocumentModel

/// AsciiDoc: headings, lists, tables and delimited blocks; comments are hidden, attribute lines are markup.
package struct AsciiDocExtractor: Extractor {
    package init() {}

    package let claims = [FormatClaim(.asciidoc, extensions: ["adoc", "asciidoc", "asc"])]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let text = try DecodedText(source, options: options)
        var document = text.document(.asciidoc)
        text.utf8.withUnsafeBufferPointer { bytes in
            var reader = AsciiDocReader(bytes)
            reader.read()
            reader.markup.structure.fill(&document)
            document.title = document.headings.first { $0.level == 1 }?.title
            document.author = reader.author
        }
        return document
    }
}

private struct AsciiDocReader {
    private enum Delimited {
        case code(UInt8, Int), comment, table
    }

    var markup: LightMarkup
    private(set) var author: String?
    private let text: UnsafeBufferPointer<UInt8>
    private var inside: Delimited?

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        markup = LightMarkup(text)
    }

    mutating func read() {
        var lines = LineScanner(text)
        while let line = lines.next() {
            if readInside(line) { continue }
            if line.isBlank { markup.close() } else { read(line) }
        }
        markup.close()
    }

    private mutating func readInside(_ line: TextLine) -> Bool {
        switch inside {
        case nil: return false
        case .code(let byte, let length):
            if !line.isBlank, markup.rule(line) == byte, line.contentEnd - line.content == length {
                markup.close()
                inside = nil
            } else if !line.isBlank {
                if markup.openKind == .code { markup.extend(line) } else { markup.start(.code, line) }
            }
        case .comment:
            if !line.isBlank, markup.rule(line, atLeast: 4) == UInt8(ascii: "/") {
                inside = nil
            } else {
                markup.structure.addHidden(TextSpan(line.content, line.contentEnd), .comment)
            }
        case .table:
            if !line.isBlank, markup.starts(line, "|===") {
                markup.close()
                markup.tableHeader = nil
                inside = nil
            } else if !line.isBlank {
                if text[line.content] == UInt8(ascii: "|") {
                    markup.start(.tableRow, line)
                } else {
                    markup.extend(line, kind: .tableRow)
                }
            }
        }
        return true
    }

    private mutating func read(_ line: TextLine) {
        if markup.starts(line, "|===") {
            markup.close()
            markup.tableHeader = nil
            inside = .table
            return
        }
        if let byte = markup.rule(line, atLeast: 4) {
            markup.close()
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "`"), UInt8(ascii: "+"):
                inside = .code(byte, line.contentEnd - line.content)
            case UInt8(ascii: "/"): inside = .comment
            default: break
            }
            return
        }
        if markup.starts(line, "//") {
            markup.close()
            markup.structure.addHidden(TextSpan(line.content, line.contentEnd), .comment)
            return
        }
        if readHeading(line) || readAttribute(line) { return }
        if text[line.content] == UInt8(ascii: "."), line.contentEnd - line.content > 1,
            isWordByte(text[line.content + 1]), markup.openSpan == nil
        {
            markup.start(.caption, line)
            markup.close()
        } else if markup.isListItem(line, markers: "*-.") {
            markup.start(.listItem, line)
        } else if line.content > line.start, markup.openSpan == nil {
            markup.start(.code, line)
        } else {
            markup.extend(line)
        }
    }

    private mutating func readHeading(_ line: TextLine) -> Bool {
        let byte = text[line.content]
        guard byte == UInt8(ascii: "=") || byte == UInt8(ascii: "#"), line.content == line.start else { return false }
        var at = line.content
        while at < line.contentEnd, text[at] == byte { at += 1 }
        guard at - line.content <= 6, at < line.contentEnd, text[at] == 0x20 else { return false }
        let content = MarkdownCursor.trimmedStart(text, at, line.contentEnd)
        markup.heading(TextSpan(content, line.contentEnd), level: at - line.content)
        return true
    }

    /// `:name: value`, `[attributes]`, `include::path[]`.
    private mutating func readAttribute(_ line: TextLine) -> Bool {
        let first = text[line.content]
        let last = text[line.contentEnd - 1]
        if first == UInt8(ascii: ":"),
            let colon = text[(line.content + 1)..<line.contentEnd].firstIndex(of: UInt8(ascii: ":"))
        {
            let name = markup.string(line.content + 1, colon)
            guard !name.isEmpty, !name.contains(" ") else { return false }
            if name == "author" {
                author = markup.string(MarkdownCursor.trimmedStart(text, colon + 1, line.contentEnd), line.contentEnd)
            }
            return true
        }
        guard last == UInt8(ascii: "]") else { return false }
        if first == UInt8(ascii: "["), markup.openSpan == nil { return true }
        return ["include::", "image::", "video::", "toc::"].contains { markup.starts(line, $0) }
    }
}

package import DocumentModel

/// Markdown: the stored text is the file; what a reader does not see of it is markup.
///
/// In the spirit of CommonMark with tables, footnotes and front matter, in one pass over the lines.
package struct MarkdownExtractor: Extractor {
    package init() {}

    package let claims = [
        FormatClaim(
            .markdown, extensions: ["md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"],
            names: ["readme", "changelog"])
    ]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let text = try DecodedText(source, options: options)
        var document = text.document(.markdown)
        text.utf8.withUnsafeBufferPointer { bytes in
            let front = FrontMatter(bytes)
            var parser = MarkdownParser(bytes)
            parser.parse(from: front.end)
            let structure = parser.finish()
            structure.fill(&document)
            document.title = front.values["title"] ?? structure.headings.first { $0.level == 1 }?.title
            document.author = front.values["author"] ?? front.values["authors"]
        }
        return document
    }
}

/// The lines between `---` (YAML) or `+++` (TOML) at the top of a file: metadata, not text.
struct FrontMatter {
    private(set) var end = 0
    /// Simple values by their key, lower case.
    private(set) var values: [String: String] = [:]

    init(_ text: UnsafeBufferPointer<UInt8>) {
        var lines = LineScanner(text)
        guard let first = lines.next() else { return }
        let fence = String(decoding: text[first.start..<first.contentEnd], as: UTF8.self)
        guard fence == "---" || fence == "+++" else { return }
        var values: [String: String] = [:]
        var list: String?
        var count = 0
        while let line = lines.next(), count < 1_000 {
            count += 1
            let content = text[line.content..<line.contentEnd]
            if line.content == line.start, content.elementsEqual(fence.utf8) || content.elementsEqual("...".utf8) {
                self.values = values
                end = line.next
                return
            }
            if let key = list, content.first == UInt8(ascii: "-") {
                let item = Self.unquoted(content.dropFirst())
                values[key] = values[key].map { $0 + ", " + item } ?? item
            } else if line.content == line.start,
                let colon = content.firstIndex(of: UInt8(ascii: fence == "---" ? ":" : "="))
            {
                let key = String(decoding: content[..<colon].filter { !isWhiteSpace($0) }, as: UTF8.self).lowercased()
                let value = Self.unquoted(content[(colon + 1)...])
                list = value.isEmpty ? key : nil
                if !value.isEmpty { values[key] = value }
            }
        }
    }

    private static func unquoted(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        var bytes = bytes.drop { isWhiteSpace($0) || $0 == UInt8(ascii: "[") }
        while let last = bytes.last, isWhiteSpace(last) || last == UInt8(ascii: "]") { bytes = bytes.dropLast() }
        if let quote = bytes.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), bytes.count > 1,
            bytes.last == quote
        {
            bytes = bytes.dropFirst().dropLast()
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

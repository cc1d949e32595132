package import DocumentModel

/// HTML: what a browser would show, as text of its own that knows where each piece stands in the source.
///
/// Scripts, styles and navigation are left out; what the page hides is kept apart.
package struct HTMLExtractor: Extractor {
    package init() {}

    /// The parser's tree takes many times the size of the source.
    static let maximumBytes = 16 << 20

    package let claims = [
        FormatClaim(.html, extensions: ["html", "htm", "xhtml", "shtml"], isDecisive: false) {
            isHTML($0) ? .likely : .none
        }
    ]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let bytes = try source.bytes(limit: min(options.maximumBytes, Self.maximumBytes))
        let declared = options.encoding ?? declaredEncoding(bytes.prefix(4 << 10))
        let decoded = try DecodedText(bytes, name: source.name, encoding: declared)
        var document = ExtractedDocument(format: .html, warnings: decoded.warnings)
        let guarded = HTMLDepthGuard(decoded.utf8)
        if guarded.isCut {
            document.warnings.append(
                DocumentWarning(.truncated, "Tags that nest too deeply or do not end were not read as structure."))
        }
        HTMLReader.read(guarded.source, into: &document)
        if decoded.isVerbatim {
            for index in document.sourceRuns.indices { document.sourceRuns[index].source += decoded.markLength }
        } else {
            // Offsets into the decoded text say nothing about the file.
            document.sourceRuns = []
        }
        return document
    }
}

/// Whether bytes begin like an HTML page, behind white space and comments.
func isHTML(_ head: [UInt8]) -> Bool {
    var rest = head.prefix(4 << 10)
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    while true {
        rest = rest.drop { isWhiteSpace($0) }
        let isDeclaration = rest.starts(with: "<?xml".utf8)
        guard isDeclaration || rest.starts(with: "<!--".utf8) else { break }
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
        rest = rest[(end + 1)...]
    }
    let start = String(decoding: rest.prefix(16), as: UTF8.self).lowercased()
    return ["<!doctype html", "<html", "<head", "<body"].contains { start.hasPrefix($0) }
}

/// The encoding that a page's `meta` element or XML declaration names; nil for Unicode, which its bytes show.
func declaredEncoding(_ head: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: head.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self).lowercased()
    for key in ["charset=", "encoding="] {
        guard let range = text.firstRange(of: key) else { continue }
        let rest = text[range.upperBound...].drop { $0 == "\"" || $0 == "'" || $0 == " " }
        let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == ":" })
        if name.isEmpty || name.hasPrefix("utf") { return nil }
        return name
    }
    return nil
}

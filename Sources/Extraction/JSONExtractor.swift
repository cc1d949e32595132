package import DocumentModel

/// JSON and JSON lines: small values are blocks, large ones are taken apart under the names of their members.
package struct JSONExtractor: Extractor {
    package init() {}

    package let claims = [
        FormatClaim(.json, extensions: ["json", "jsonl", "ndjson", "geojson", "ipynb", "webmanifest", "har"])
    ]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let text = try DecodedText(source, options: options)
        var document = text.document(.json)
        var problem: String?
        text.utf8.withUnsafeBufferPointer { bytes in
            var outline = JSONOutline(bytes)
            if outline.readAll() {
                outline.structure.fill(&document)
            } else if let lines = JSONOutline.lines(bytes) {
                document.blocks = lines.blocks
                if lines.bad > 0 { problem = "\(lines.bad) lines are no JSON; they were read as text." }
            } else {
                document.blocks = paragraphs(in: bytes)
                problem = "The file is no valid JSON; it was read as text."
            }
        }
        if let problem { document.warnings.append(DocumentWarning(.malformed, problem)) }
        return document
    }
}

/// Cuts a JSON text into blocks without building its values.
struct JSONOutline {
    private static let blockLength = 1_500
    /// Values below this depth stay whole; each level that is taken apart is scanned once more.
    private static let deepest = 6

    let text: UnsafeBufferPointer<UInt8>
    var structure = StructureBuilder()

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// Reads the one value of the text; false when it is none.
    mutating func readAll() -> Bool {
        let start = skipSpace(0)
        guard start < text.count, let end = valueEnd(start), skipSpace(end) == text.count else { return false }
        split(TextSpan(start, end), depth: 1)
        return true
    }

    /// One value a line; nil when fewer than half of the lines are values.
    static func lines(_ text: UnsafeBufferPointer<UInt8>) -> (blocks: [Block], bad: Int)? {
        let outline = JSONOutline(text)
        var lines = LineScanner(text)
        var blocks: [Block] = []
        var bad = 0
        while let line = lines.next() {
            guard !line.isBlank else { continue }
            blocks.append(Block(.paragraph, TextSpan(line.content, line.contentEnd)))
            let isContainer = text[line.content] == UInt8(ascii: "{") || text[line.content] == UInt8(ascii: "[")
            if !isContainer || outline.valueEnd(line.content) != line.contentEnd { bad += 1 }
        }
        return blocks.count > 1 && bad * 2 < blocks.count ? (blocks, bad) : nil
    }

    private mutating func split(_ value: TextSpan, depth: Int) {
        let open = text[value.start]
        let isContainer = open == UInt8(ascii: "{") || open == UInt8(ascii: "[")
        guard isContainer, value.byteCount > Self.blockLength || (depth == 1 && open == UInt8(ascii: "[")),
            depth <= Self.deepest
        else {
            structure.addBlock(.paragraph, value)
            return
        }
        var group: TextSpan?
        var at = skipSpace(value.start + 1)
        while at < value.end - 1 {
            let start = at
            var key: TextSpan?
            if open == UInt8(ascii: "{"), let keyEnd = valueEnd(at) {
                key = TextSpan(at, keyEnd)
                at = skipSpace(skipSpace(keyEnd) + 1)
            }
            guard let end = valueEnd(at) else { break }
            let isLarge = end - start > Self.blockLength
            if let key, isLarge {
                close(&group)
                let title = String(decoding: text[(key.start + 1)..<(key.end - 1)], as: UTF8.self)
                structure.addHeading(title, level: depth, key)
                split(TextSpan(at, end), depth: depth + 1)
            } else if isLarge {
                close(&group)
                split(TextSpan(at, end), depth: depth + 1)
            } else {
                add(TextSpan(start, end), isRecord: key == nil && text[at] == UInt8(ascii: "{"), to: &group)
            }
            at = skipSpace(end)
            if at < value.end - 1, text[at] == UInt8(ascii: ",") { at = skipSpace(at + 1) }
        }
        close(&group)
    }

    /// Small members share a block; the records of an array are blocks of their own.
    private mutating func add(_ member: TextSpan, isRecord: Bool, to group: inout TextSpan?) {
        if let open = group, !isRecord, member.end - open.start <= Self.blockLength {
            group = open.union(member)
        } else {
            close(&group)
            group = member
        }
        if isRecord { close(&group) }
    }

    private mutating func close(_ group: inout TextSpan?) {
        if let span = group { structure.addBlock(.paragraph, span) }
        group = nil
    }

    // MARK: Scanning

    private func skipSpace(_ start: Int) -> Int {
        var at = start
        while at < text.count, text[at] == 0x20 || text[at] == 10 || text[at] == 13 || text[at] == 9 { at += 1 }
        return at
    }

    /// The end of the value that starts here, or nil when it is not well-formed. Without recursion.
    func valueEnd(_ start: Int) -> Int? {
        var at = start
        var open: [UInt8] = []
        while true {
            // A value, or the key of one.
            at = skipSpace(at)
            guard at < text.count else { return nil }
            let byte = text[at]
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                open.append(byte)
                at = skipSpace(at + 1)
                guard at < text.count else { return nil }
                if text[at] != byte + 2 {
                    if byte == UInt8(ascii: "{") {
                        guard let value = keyEnd(at) else { return nil }
                        at = value
                    }
                    continue
                }
                open.removeLast()
                at += 1
            } else {
                guard let end = byte == UInt8(ascii: "\"") ? stringEnd(at) : scalarEnd(at) else { return nil }
                at = end
            }
            while let container = open.last {
                at = skipSpace(at)
                guard at < text.count else { return nil }
                if text[at] == UInt8(ascii: ",") {
                    at = skipSpace(at + 1)
                    if container == UInt8(ascii: "{") {
                        guard let value = keyEnd(at) else { return nil }
                        at = value
                    }
                    break
                }
                guard text[at] == container + 2 else { return nil }
                open.removeLast()
                at += 1
            }
            if open.isEmpty { return at }
        }
    }

    /// Behind `"key":`.
    private func keyEnd(_ start: Int) -> Int? {
        guard start < text.count, text[start] == UInt8(ascii: "\""), let end = stringEnd(start) else { return nil }
        let colon = skipSpace(end)
        guard colon < text.count, text[colon] == UInt8(ascii: ":") else { return nil }
        return colon + 1
    }

    private func stringEnd(_ start: Int) -> Int? {
        var at = start + 1
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "\""): return at + 1
            case UInt8(ascii: "\\"): at += 2
            default: at += 1
            }
        }
        return nil
    }

    private func scalarEnd(_ start: Int) -> Int? {
        var at = start
        while at < text.count, isLetter(text[at]) || isDigit(text[at]) || "+-.".utf8.contains(text[at]) { at += 1 }
        let word = text[start..<at]
        let isNumber = word.first.map { isDigit($0) || $0 == UInt8(ascii: "-") } ?? false
        let isName = ["true", "false", "null", "NaN", "Infinity"].contains { word.elementsEqual($0.utf8) }
        return isNumber || isName ? at : nil
    }
}

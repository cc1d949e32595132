import JSON

/// One text of the request that can be quoted, and how a citation names a place in it.
struct CitableText: Sendable {
    enum Unit: Sendable {
        /// A document of plain text: any characters.
        case characters
        /// A page of a PDF, counted from 1.
        case page(Int)
        /// A block of a document of custom content, which is cited whole.
        case block(Int)
        /// A block of a search result, which is cited whole.
        case resultBlock(Int)
    }

    var text: [UInt8]
    var unit: Unit
    /// Among all documents of the request, or all its search results.
    var index: Int
    /// The document's title, or the result's.
    var title: String?
    /// The result's source.
    var source = ""
    var fileID: String?

    /// A citation of some bytes of the text. What is written is counted here, from these bytes alone.
    func citation(of range: Range<Int>) -> JSONObject {
        let place: JSONObject
        switch unit {
        case .characters:
            let start = Self.codePoints(text[..<range.lowerBound])
            let length = Self.codePoints(text[range])
            place = ["start_char_index": JSONValue(start), "end_char_index": JSONValue(start + length)]
            return documentCitation("char_location", String(decoding: text[range], as: UTF8.self), place)
        case .page(let page):
            place = ["start_page_number": JSONValue(page), "end_page_number": JSONValue(page + 1)]
            return documentCitation("page_location", String(decoding: text[range], as: UTF8.self), place)
        case .block(let block):
            place = ["start_block_index": JSONValue(block), "end_block_index": JSONValue(block + 1)]
            return documentCitation("content_block_location", String(decoding: text, as: UTF8.self), place)
        case .resultBlock(let block):
            return [
                "type": "search_result_location", "cited_text": JSONValue(String(decoding: text, as: UTF8.self)),
                "search_result_index": JSONValue(index), "source": JSONValue(source),
                "title": title.map { JSONValue($0) } ?? .null, "start_block_index": JSONValue(block),
                "end_block_index": JSONValue(block + 1),
            ]
        }
    }

    private func documentCitation(_ type: String, _ text: String, _ place: JSONObject) -> JSONObject {
        var citation: JSONObject = [
            "type": JSONValue(type), "cited_text": JSONValue(text), "document_index": JSONValue(index),
            "document_title": title.map { JSONValue($0) } ?? .null,
        ]
        for member in place.members { citation.append(member.key.value, member.value) }
        citation.append("file_id", fileID.map { JSONValue($0) } ?? .null)
        return citation
    }

    /// Every code point has one byte that continues none.
    private static func codePoints(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }
}

/// Collects the texts of a request that can be quoted, in its order.
struct CitableTexts {
    private(set) var texts: [CitableText] = []
    /// How many documents and search results there are, quotable or not.
    private(set) var documentCount = 0
    private(set) var resultCount = 0
    private let contents: SourceContents

    init(_ call: MessageCall, _ contents: SourceContents) {
        self.contents = contents
        for source in RequestSources.blocks(of: call) {
            if source["type"]?.string == "document" { addDocument(source) } else { addResult(source) }
        }
    }

    private mutating func addDocument(_ block: JSONObject) {
        let index = documentCount
        documentCount += 1
        let source = block["source"]
        let fileID = source?["file_id"]?.string
        func add(_ text: String, _ unit: CitableText.Unit) {
            let title = block["title"]?.string
            texts.append(CitableText(text: Array(text.utf8), unit: unit, index: index, title: title, fileID: fileID))
        }
        switch source?["type"]?.string {
        case "text": add(source?["data"]?.string ?? "", .characters)
        case "content":
            if let text = source?["content"]?.string { add(text, .block(0)) }
            for (number, inner) in (source?["content"]?.array?.elements ?? []).enumerated() {
                if let text = inner["text"]?.string { add(text, .block(number)) }
            }
        default:
            switch contents[source] {
            case .text(let text): add(text, .characters)
            case .pages(let pages): for (number, page) in pages.enumerated() { add(page, .page(number + 1)) }
            case .image, nil: break
            }
        }
    }

    private mutating func addResult(_ block: JSONObject) {
        let index = resultCount
        resultCount += 1
        for (number, inner) in (block["content"]?.array?.elements ?? []).enumerated() {
            guard let text = inner["text"]?.string else { continue }
            texts.append(
                CitableText(
                    text: Array(text.utf8), unit: .resultBlock(number), index: index, title: block["title"]?.string,
                    source: block["source"]?.string ?? ""))
        }
    }
}

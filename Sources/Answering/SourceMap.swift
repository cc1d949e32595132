package import Claude
import DocumentModel
import JSON
package import LanguageModels

/// Where the texts of a request's documents come from, to be kept beside the request: the texts themselves stand in it.
package enum SourceMap {
    package static func bytes(_ documents: [PromptDocument]) -> [UInt8] {
        JSONValue.array(JSONArray(documents.map(value))).bytes()
    }

    private static func value(_ document: PromptDocument) -> JSONValue {
        var object: JSONObject = [
            "document": AnswerJSON.document(document.identity), "title": JSONValue(document.title),
            "form": JSONValue(document.form.rawValue),
            "blocks": .array(
                JSONArray(
                    document.blocks.map { block in
                        .array(
                            JSONArray(
                                block.pieces.map { piece in
                                    [
                                        JSONValue(piece.range.lowerBound), JSONValue(piece.range.upperBound),
                                        JSONValue(piece.span.start),
                                    ]
                                }))
                    })),
        ]
        object.append("source", ifPresent: document.source.map { JSONValue($0) })
        object.append("number", ifPresent: document.number.map { JSONValue($0) })
        if !document.pages.isEmpty { object.append("pages", .array(JSONArray(document.pages.map { JSONValue($0) }))) }
        // The request holds the PDF and not the texts of its pages.
        if document.form == .pages {
            let texts = document.blocks.map { JSONValue(String(decoding: $0.text, as: UTF8.self)) }
            object.append("texts", .array(JSONArray(texts)))
        }
        return .object(object)
    }

    /// The documents of a request with the way back to the stored text; nil when map and request do not fit together.
    package static func documents(_ bytes: [UInt8], of messages: [InputMessage]) -> [PromptDocument]? {
        guard let entries = try? JSONValue(parsing: bytes).array else { return nil }
        var sent = SentBlocks(messages)
        var documents: [PromptDocument] = []
        for entry in entries.elements {
            guard let form = entry["form"]?.string.flatMap({ PromptDocument.Form(rawValue: $0) }),
                let identity = entry["document"].flatMap(AnswerJSON.identity), let title = entry["title"]?.string,
                let maps = entry["blocks"]?.array
            else { return nil }
            let source = entry["source"]?.string
            let texts = sent.texts(form, source) ?? strings(entry["texts"])
            guard let texts, texts.count == maps.elements.count else { return nil }
            var blocks: [PromptBlock] = []
            for (text, map) in zip(texts, maps.elements) {
                guard let block = block(Array(text.utf8), map) else { return nil }
                blocks.append(block)
            }
            var document = PromptDocument(identity: identity, title: title, form: form, blocks: blocks)
            document.source = source
            document.number = entry["number"]?.int
            document.pages = entry["pages"]?.array?.compactMap(\.int) ?? []
            documents.append(document)
        }
        return documents
    }

    private static func block(_ text: [UInt8], _ map: JSONValue) -> PromptBlock? {
        var pieces: [PromptPiece] = []
        for piece in map.array?.elements ?? [] {
            guard let numbers = piece.array?.elements.compactMap(\.int), numbers.count == 3, 0 <= numbers[0],
                numbers[0] <= numbers[1], numbers[1] <= text.count
            else { return nil }
            let range = numbers[0]..<numbers[1]
            pieces.append(PromptPiece(range: range, span: TextSpan(numbers[2], numbers[2] + range.count)))
        }
        return PromptBlock(text: text, pieces: pieces)
    }

    private static func strings(_ value: JSONValue?) -> [String]? {
        value?.array.map { $0.elements.compactMap(\.string) }
    }
}

/// The documents and search results of a conversation, to be taken one after the other.
private struct SentBlocks {
    private var documents: [DocumentBlock] = []
    private var results: [String: SearchResultBlock] = [:]

    init(_ messages: [InputMessage]) {
        for block in messages.flatMap(\.blocks) { collect(block) }
        documents.reverse()
    }

    private mutating func collect(_ block: ContentBlock) {
        switch block {
        case .document(let document): documents.append(document)
        case .searchResult(let result): results[result.source] = result
        case .toolResult(let result): for inner in result.content?.blocks ?? [] { collect(inner) }
        default: break
        }
    }

    /// The texts of the next document, or of the search result of that name; nil when they do not stand in the request.
    mutating func texts(_ form: PromptDocument.Form, _ source: String?) -> [String]? {
        if form == .results { return source.flatMap { results[$0] }?.content.map(\.text) }
        if form == .picture { return [] }
        switch documents.popLast()?.source {
        case .text(let text): return [text]
        case .content(let blocks):
            return blocks.compactMap { block in if case .text(let text) = block { text.text } else { nil } }
        default: return nil
        }
    }
}

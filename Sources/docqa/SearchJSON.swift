import DocQA
import DocumentModel
import JSON

extension SearchResult {
    /// As `docqa search --json` prints it: `docs/schemas/search.json`.
    func json(full: Bool, explained: Bool) -> JSONValue {
        [
            "hits": .array(JSONArray(hits.map { $0.json(full: full, explained: explained) })),
            "confidence": JSONValue(rounding: confidence), "language": language.map { JSONValue($0) } ?? .null,
            "words": .array(JSONArray(words.map { JSONValue($0) })),
            "unknown_words": .array(
                JSONArray(
                    unknownWords.map {
                        [
                            "word": JSONValue($0.word),
                            "suggestions": .array(JSONArray($0.suggestions.map { JSONValue($0) })),
                        ]
                    })),
            "searched": [
                "collections": .array(JSONArray(searched.collections.map { JSONValue($0) })),
                "passages": JSONValue(searched.passages),
                "allowed_passages": searched.allowed.map { JSONValue($0) } ?? .null,
                "skipped_files": JSONValue(searched.skippedFiles), "unread_pages": JSONValue(searched.unreadPages),
            ],
        ]
    }
}

extension SearchHit {
    fileprivate func json(full: Bool, explained: Bool) -> JSONValue {
        var object: JSONObject = [
            "rank": JSONValue(rank), "score": JSONValue(rounding: score), "document": .object(document.identityJSON),
            "span": span.json, "pages": pagesJSON,
            "lines": lines.map { ["first": JSONValue($0.lowerBound), "last": JSONValue($0.upperBound)] } ?? .null,
            "heading": .array(JSONArray(heading.map { JSONValue($0) })), "snippet": JSONValue(snippet),
            "marks": .array(
                JSONArray(marks.map { ["start": JSONValue($0.lowerBound), "end": JSONValue($0.upperBound)] })),
            "other_places": .array(
                JSONArray(otherPlaces.map { ["document": JSONValue($0.document), "span": $0.span.json] })),
        ]
        if full { object.append("text", JSONValue(text)) }
        if explained { object.append("explanation", explanation.json) }
        return .object(object)
    }

    private var pagesJSON: JSONValue {
        guard !pages.isEmpty else { return .null }
        return [
            "physical": .array(JSONArray(pages.map { JSONValue($0.number) })),
            "printed": .array(JSONArray(pages.map { $0.label.map { JSONValue($0) } ?? .null })),
        ]
    }
}

extension SearchHit.Explanation {
    fileprivate var json: JSONValue {
        [
            "words": .array(
                JSONArray(
                    words.map {
                        [
                            "word": JSONValue($0.word), "share": JSONValue(rounding: $0.share),
                            "passages": JSONValue($0.passages),
                        ]
                    })),
            "nearness": JSONValue(rounding: nearness), "document": JSONValue(rounding: document),
            "name": JSONValue(rounding: name), "related": JSONValue(rounding: related),
            "bm25": JSONValue(rounding: bm25),
        ]
    }
}

extension JSONValue {
    /// A figure with six digits behind the point: more are noise.
    init(rounding value: Double) {
        self = JSONNumber((value * 1e6).rounded() / 1e6).map { .number($0) } ?? .null
    }
}

public import JSON

/// What a piece of an answer rests on.
public enum Citation: WireValue {
    /// Characters (Unicode code points) of a plain text document; the end is exclusive.
    case characters(DocumentCitation)
    /// Pages of a PDF, counted from 1; the end is exclusive.
    case pages(DocumentCitation)
    /// Blocks of a document of custom content; the end is exclusive.
    case blocks(DocumentCitation)
    /// Blocks of a search result; the end is exclusive.
    case searchResult(SearchResultCitation)
    /// A result of the server's web search.
    case webSearchResult(WebSearchCitation)
    case other(JSONObject)

    public init?(json: JSONValue) {
        guard let object = json.object else { return nil }
        func isWhole(_ fields: [String]) -> Bool {
            object["cited_text"]?.string != nil && fields.allSatisfy { object[$0]?.int != nil }
        }
        switch object["type"]?.string {
        case "char_location" where isWhole(["document_index", "start_char_index", "end_char_index"]):
            self = .characters(DocumentCitation(object: object))
        case "page_location" where isWhole(["document_index", "start_page_number", "end_page_number"]):
            self = .pages(DocumentCitation(object: object))
        case "content_block_location" where isWhole(["document_index", "start_block_index", "end_block_index"]):
            self = .blocks(DocumentCitation(object: object))
        case "search_result_location" where isWhole(["search_result_index", "start_block_index", "end_block_index"]):
            self = .searchResult(SearchResultCitation(object: object))
        case "web_search_result_location" where isWhole([]) && object["url"]?.string != nil:
            self = .webSearchResult(WebSearchCitation(object: object))
        default: self = .other(object)
        }
    }

    public var object: JSONObject {
        switch self {
        case .characters(let citation), .pages(let citation), .blocks(let citation): citation.object
        case .searchResult(let citation): citation.object
        case .webSearchResult(let citation): citation.object
        case .other(let object): object
        }
    }

    public var json: JSONValue { .object(object) }

    /// The `type` on the wire.
    public var type: String { object["type"]?.string ?? "" }
    /// The words that are cited.
    public var citedText: String { object["cited_text"]?.string ?? "" }
}

/// A place in a document of the request.
public struct DocumentCitation: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// The unit in which a document is cited, and the names of its two ends on the wire.
    public enum Unit: String, Sendable {
        case characters = "char"
        case pages = "page"
        case blocks = "block"

        var type: String { self == .blocks ? "content_block_location" : "\(rawValue)_location" }
        func field(_ end: String) -> String { self == .pages ? "\(end)_page_number" : "\(end)_\(rawValue)_index" }
    }

    /// A citation as the API would send it.
    public init(_ unit: Unit, _ range: Range<Int>, of documentIndex: Int, title: String?, citedText: String) {
        object = [
            "type": unit.type.json, "cited_text": citedText.json, "document_index": documentIndex.json,
            "document_title": title?.json ?? .null, unit.field("start"): range.lowerBound.json,
            unit.field("end"): range.upperBound.json,
        ]
    }

    /// The words that are cited.
    public var citedText: String { self["cited_text"] ?? "" }
    /// The number of the document among all document blocks of the request, from 0.
    public var documentIndex: Int { self["document_index"] ?? 0 }
    /// The document's title, if it has one.
    public var documentTitle: String? { self["document_title"] }
    /// The uploaded file that the document is, if it is one.
    public var fileID: String? { self["file_id"] }

    /// What `start` and `end` count.
    public var unit: Unit {
        switch object["type"]?.string {
        case "page_location": .pages
        case "content_block_location": .blocks
        default: .characters
        }
    }

    /// The first one that is cited.
    public var start: Int { self[unit.field("start")] ?? 0 }
    /// The one after the last that is cited.
    public var end: Int { self[unit.field("end")] ?? 0 }
}

/// Blocks of a search result of the request.
public struct SearchResultCitation: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// A citation as the API would send it.
    public init(_ blocks: Range<Int>, of searchResultIndex: Int, source: String, title: String?, citedText: String) {
        object = [
            "type": "search_result_location", "cited_text": citedText.json,
            "search_result_index": searchResultIndex.json,
            "source": source.json, "title": title?.json ?? .null, "start_block_index": blocks.lowerBound.json,
            "end_block_index": blocks.upperBound.json,
        ]
    }

    /// The words that are cited.
    public var citedText: String { self["cited_text"] ?? "" }
    /// The number of the result among all search result blocks of the request, from 0.
    public var searchResultIndex: Int { self["search_result_index"] ?? 0 }
    /// Where it comes from.
    public var source: String { self["source"] ?? "" }
    /// The title, which may be missing.
    public var title: String? { self["title"] }
    /// The first one that is cited.
    public var start: Int { self["start_block_index"] ?? 0 }
    /// The one after the last that is cited.
    public var end: Int { self["end_block_index"] ?? 0 }
}

/// A result of the server's web search.
public struct WebSearchCitation: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// A citation as the API would send it.
    public init(url: String, title: String?, encryptedIndex: String, citedText: String) {
        object = [
            "type": "web_search_result_location", "cited_text": citedText.json, "url": url.json,
            "title": title?.json ?? .null, "encrypted_index": encryptedIndex.json,
        ]
    }

    /// The words that are cited.
    public var citedText: String { self["cited_text"] ?? "" }
    /// The address of the page.
    public var url: String { self["url"] ?? "" }
    /// The title, which may be missing.
    public var title: String? { self["title"] }
    /// The API's own note of the place; it goes back unchanged.
    public var encryptedIndex: String { self["encrypted_index"] ?? "" }
}

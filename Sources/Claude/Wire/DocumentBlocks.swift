public import JSON

/// A document that the model reads and, when citations are on, quotes.
public struct DocumentBlock: CitableBlock {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = ["type", "source", "title", "context", "citations", "cache_control"]

    /// - Parameters:
    ///   - title: shown to the model, never quoted.
    ///   - context: more about the document, never quoted.
    ///   - citations: all documents and search results of a request must agree on this.
    public init(
        _ source: DocumentSource, title: String? = nil, context: String? = nil, citations: Bool? = nil,
        cacheControl: CacheControl? = nil
    ) {
        object = ["type": "document", "source": source.json]
        self.title = title
        self.context = context
        self.citationsEnabled = citations
        self.cacheControl = cacheControl
    }

    /// Where the content comes from.
    public var source: DocumentSource {
        get { self["source"] ?? .other(JSONObject()) }
        set { self["source"] = newValue }
    }

    /// Shown to the model, never quoted.
    public var title: String? {
        get { self["title"] }
        set { self["title"] = newValue }
    }

    /// More about it for the model, never quoted.
    public var context: String? {
        get { self["context"] }
        set { self["context"] = newValue }
    }
}

/// Where the content of a document comes from, which also decides how it is cited.
public enum DocumentSource: WireValue {
    /// Plain text, cut into sentences by the server and cited by character.
    case text(String)
    /// Text and images in blocks; a block is the unit of citation.
    case content([ContentBlock])
    /// One string of custom content.
    case contentText(String)
    /// A PDF in base64, cited by page.
    case pdf(base64: String)
    /// A PDF that the server fetches.
    case url(String)
    /// An uploaded file.
    case file(String)
    case other(JSONObject)

    public init?(json: JSONValue) {
        guard let object = json.object else { return nil }
        let known: DocumentSource? =
            switch object["type"]?.string {
            case "text": object["data"]?.string.map(DocumentSource.text)
            case "content":
                object["content"].flatMap { content in
                    content.string.map(DocumentSource.contentText)
                        ?? [ContentBlock](json: content).map(DocumentSource.content)
                }
            case "base64": object["data"]?.string.map(DocumentSource.pdf(base64:))
            case "url": object["url"]?.string.map(DocumentSource.url)
            case "file": object["file_id"]?.string.map(DocumentSource.file)
            default: nil
            }
        self = known.flatMap { $0.json == json ? $0 : nil } ?? .other(object)
    }

    public var json: JSONValue {
        switch self {
        case .text(let text): ["type": "text", "media_type": "text/plain", "data": text.json]
        case .content(let blocks): ["type": "content", "content": blocks.json]
        case .contentText(let text): ["type": "content", "content": text.json]
        case .pdf(let data): ["type": "base64", "media_type": "application/pdf", "data": data.json]
        case .url(let url): ["type": "url", "url": url.json]
        case .file(let id): ["type": "file", "file_id": id.json]
        case .other(let object): .object(object)
        }
    }
}

/// One result of a search that the client made.
public struct SearchResultBlock: CitableBlock {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = ["type", "source", "title", "content", "citations", "cache_control"]

    /// - Parameter source: any stable string: a URL, an id.
    public init(
        source: String, title: String, content: [TextBlock], citations: Bool? = nil, cacheControl: CacheControl? = nil
    ) {
        object = ["type": "search_result", "source": source.json, "title": title.json, "content": content.json]
        self.citationsEnabled = citations
        self.cacheControl = cacheControl
    }

    /// Where the content comes from.
    public var source: String { self["source"] ?? "" }
    /// Shown to the model, never quoted.
    public var title: String { self["title"] ?? "" }
    /// The texts that can be cited, one by one.
    public var content: [TextBlock] { self["content"] ?? [] }
}

/// A picture.
public struct ImageBlock: MarkableBlock {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = ["type", "source", "transformations", "cache_control"]

    /// - Parameter refusesOversized: whether a picture above the model's resolution is an error rather than made smaller.
    public init(_ source: ImageSource, refusesOversized: Bool? = nil, cacheControl: CacheControl? = nil) {
        object = ["type": "image", "source": source.json]
        self["transformations"] = refusesOversized.map {
            ["oversized_image": $0 ? "error" : "downsize"] as JSONValue
        }
        self.cacheControl = cacheControl
    }

    /// Where the content comes from.
    public var source: ImageSource { self["source"] ?? .other(JSONObject()) }
}

/// Where a picture comes from.
public enum ImageSource: WireValue {
    case base64(String, ImageType)
    case url(String)
    case file(String)
    case other(JSONObject)

    public init?(json: JSONValue) {
        guard let object = json.object else { return nil }
        let known: ImageSource? =
            switch object["type"]?.string {
            case "base64":
                object["data"]?.string.flatMap { data in
                    object["media_type"]?.string.map { .base64(data, ImageType(rawValue: $0)) }
                }
            case "url": object["url"]?.string.map(ImageSource.url)
            case "file": object["file_id"]?.string.map(ImageSource.file)
            default: nil
            }
        self = known.flatMap { $0.json == json ? $0 : nil } ?? .other(object)
    }

    public var json: JSONValue {
        switch self {
        case .base64(let data, let type): ["type": "base64", "media_type": type.json, "data": data.json]
        case .url(let url): ["type": "url", "url": url.json]
        case .file(let id): ["type": "file", "file_id": id.json]
        case .other(let object): .object(object)
        }
    }
}

public import JSON

/// An uploaded file.
public struct FileObject: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// The id that the API gave it.
    public var id: String { self["id"] ?? "" }
    /// The last part of its path when it was uploaded.
    public var filename: String { self["filename"] ?? "" }
    /// The media type that it was uploaded with.
    public var mimeType: String { self["mime_type"] ?? "" }
    /// Its size.
    public var sizeBytes: Int { self["size_bytes"] ?? 0 }
    /// RFC 3339.
    public var createdAt: String? { self["created_at"] }
    /// When it expires, if it does.
    public var expiresAt: String? { self["expires_at"] }
    /// Only files that tools made can be downloaded.
    public var isDownloadable: Bool { self["downloadable"] ?? false }
}

/// What the API says of a model.
public struct ModelObject: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// The id that the API gave it.
    public var id: String { self["id"] ?? "" }
    /// The name for people.
    public var displayName: String { self["display_name"] ?? "" }
    /// `haiku`, `sonnet`, `opus`, `fable` or `mythos`.
    public var line: String? { self["line"] }
    /// Where the model stands between its launch and its end.
    public var lifecycle: Lifecycle? { self["lifecycle"] }
    /// When it was launched, RFC 3339.
    public var createdAt: String? { self["created_at"] }
    /// When it goes, if that is known; RFC 3339.
    public var retiresAt: String? { self["retires_at"] }
    /// The context window.
    public var maxInputTokens: Int? { self["max_input_tokens"] }
    /// The most tokens that an answer may have.
    public var maxOutputTokens: Int? { self["max_tokens"] }
    /// What it can do, as the API writes it.
    public var capabilities: JSONObject? { self["capabilities"] }

    /// Whether a capability such as `citations`, `thinking/types/adaptive` or `effort/xhigh` is there; nil when nothing is said.
    public func supports(_ capability: String) -> Bool? {
        var value = object["capabilities"]
        for name in capability.split(separator: "/") { value = value?[String(name)] }
        return value?["supported"]?.bool
    }
}

/// One page of a list.
public struct Page<Element: WireObject>: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// What is on the page.
    public var data: [Element] { self["data"] ?? [] }
    /// Whether another page follows.
    public var hasMore: Bool { self["has_more"] ?? (nextPage != nil) }
    /// The id of the first element, for the page before.
    public var firstID: String? { self["first_id"] }
    /// The id of the last element, for the page after.
    public var lastID: String? { self["last_id"] }
    /// The cursor of the next page, in lists of files.
    public var nextPage: String? { self["next_page"] }
}

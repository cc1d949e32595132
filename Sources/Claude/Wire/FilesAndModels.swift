public import JSON

/// An uploaded file.
public struct FileObject: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    public var id: String { self["id"] ?? "" }
    public var filename: String { self["filename"] ?? "" }
    public var mimeType: String { self["mime_type"] ?? "" }
    public var sizeBytes: Int { self["size_bytes"] ?? 0 }
    /// RFC 3339.
    public var createdAt: String? { self["created_at"] }
    public var expiresAt: String? { self["expires_at"] }
    /// Only files that tools made can be downloaded.
    public var isDownloadable: Bool { self["downloadable"] ?? false }
}

/// What the API says of a model.
public struct ModelObject: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    public var id: String { self["id"] ?? "" }
    public var displayName: String { self["display_name"] ?? "" }
    /// `haiku`, `sonnet`, `opus`, `fable` or `mythos`.
    public var line: String? { self["line"] }
    public var lifecycle: Lifecycle? { self["lifecycle"] }
    public var createdAt: String? { self["created_at"] }
    public var retiresAt: String? { self["retires_at"] }
    public var maxInputTokens: Int? { self["max_input_tokens"] }
    public var maxOutputTokens: Int? { self["max_tokens"] }
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

    public var data: [Element] { self["data"] ?? [] }
    public var hasMore: Bool { self["has_more"] ?? (nextPage != nil) }
    public var firstID: String? { self["first_id"] }
    public var lastID: String? { self["last_id"] }
    /// The cursor of the next page, in lists of files.
    public var nextPage: String? { self["next_page"] }
}

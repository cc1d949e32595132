import JSON

/// What can carry a cache mark.
public protocol MarkableBlock: WireObject {}

extension MarkableBlock {
    /// The cache mark, if there is one.
    public var cacheControl: CacheControl? {
        get { self["cache_control"] }
        set { self["cache_control"] = newValue }
    }
}

/// What the model may cite when that is switched on.
public protocol CitableBlock: MarkableBlock {}

extension CitableBlock {
    /// Whether the model may cite it; nil leaves the API's default, which is no.
    public var citationsEnabled: Bool? {
        get { object["citations"]?["enabled"]?.bool }
        set { self["citations"] = newValue.map { ["enabled": $0.json] as JSONValue } }
    }
}

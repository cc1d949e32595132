/// A piece of a document, cut where meaning allows: what is indexed, found, shown to a model and cited.
public struct Passage: Sendable, Hashable {
    /// Where it stands. Passages cover the visible text exactly: nothing is lost and nothing stands in two of them.
    public var span: TextSpan
    /// The heading it stands under, as an index into the document's headings; carried with it, not part of its span.
    public var heading: Int?
    /// For rows of a table: where the header row stands when it is outside the span.
    public var tableHeader: TextSpan?
    /// Parts of the span that are markup, relative to the document: not searched. In order, without overlap.
    public var unsearched: [TextSpan]
    /// What its blocks are: decides in which form it is sent to a model.
    public var kind: Kind
    /// The language of its words, two letters; nil when it cannot be told.
    public var language: String?

    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case prose, table, code
    }

    public init(
        span: TextSpan, heading: Int? = nil, tableHeader: TextSpan? = nil, unsearched: [TextSpan] = [],
        kind: Kind = .prose, language: String? = nil
    ) {
        self.span = span
        self.heading = heading
        self.tableHeader = tableHeader
        self.unsearched = unsearched
        self.kind = kind
        self.language = language
    }
}

extension ExtractedDocument {
    /// The titles of a heading and of those above it, outermost first.
    public func headingPath(_ heading: Int?) -> [String] {
        var path: [String] = []
        var next = heading
        while let index = next, headings.indices.contains(index), path.count <= headings.count {
            path.append(headings[index].title)
            next = headings[index].parent
        }
        return path.reversed()
    }
}

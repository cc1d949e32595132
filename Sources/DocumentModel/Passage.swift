/// A piece of a document, cut where meaning allows: what is indexed, found, shown to a model and cited.
public struct Passage: Sendable, Hashable {
    /// Where it stands. Passages cover the visible text exactly: nothing is lost and nothing stands in two of them.
    public var span: TextSpan
    /// The titles of the headings it stands under, outermost first; carried with it, not part of its span.
    public var headingPath: [String]
    /// For rows of a table: where the header row stands when it is outside the span.
    public var tableHeader: TextSpan?
    /// Parts of the span that are markup or hidden, relative to the document: not searched. In order, without overlap.
    public var unsearched: [TextSpan]
    /// What its blocks are: decides in which form it is sent to a model.
    public var kind: Kind

    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case prose, table, code
    }

    public init(
        span: TextSpan, headingPath: [String] = [], tableHeader: TextSpan? = nil, unsearched: [TextSpan] = [],
        kind: Kind = .prose
    ) {
        self.span = span
        self.headingPath = headingPath
        self.tableHeader = tableHeader
        self.unsearched = unsearched
        self.kind = kind
    }
}

/// Which document a footnote, hit or passage belongs to, as it was when it was read.
public struct DocumentIdentity: Sendable, Hashable {
    public var id: Int
    public var externalID: String?
    /// Where its file is, when it was read from one.
    public var path: String?
    /// The path below the ingested folder, or the name it was given.
    public var name: String
    public var title: String?
    /// Of the source's bytes, in hexadecimal digits.
    public var sha256: String
    public var collection: String

    public init(
        id: Int, externalID: String? = nil, path: String?, name: String, title: String?, sha256: String,
        collection: String
    ) {
        self.id = id
        self.externalID = externalID
        self.path = path
        self.name = name
        self.title = title
        self.sha256 = sha256
        self.collection = collection
    }
}

/// A page as people find it: by its place in the file and by what is printed on it.
public struct PageNumber: Sendable, Hashable {
    /// Counted from 1.
    public var physical: Int
    /// The printed label, when the document has labels.
    public var printed: String?

    public init(physical: Int, printed: String?) {
        self.physical = physical
        self.printed = printed
    }
}

/// The first and last line of a span, counted from 1.
public struct LineRange: Sendable, Hashable {
    public var first: Int
    public var last: Int

    public init(first: Int, last: Int) {
        self.first = first
        self.last = last
    }
}

/// A place in a source that supports a claim.
public struct Footnote: Sendable, Hashable {
    /// How sure it is that the quote stands there.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// The bytes at the span are the quote.
        case verified
        /// The quote stands in the document, though not where the model said.
        case verifiedMoved = "verified-moved"
        /// The quote was not found in the document: shown as such, never as good.
        case unverified
    }

    /// From 1, by first use in the answer.
    public var number: Int
    public var document: DocumentIdentity
    /// nil when nothing was found.
    public var span: TextSpan?
    public var pages: [PageNumber]
    /// For documents without pages.
    public var lines: LineRange?
    /// Outermost first.
    public var headingPath: [String]
    /// The source's text at the span; for an unverified footnote what the model claims to quote.
    public var quote: String
    public var state: State
    /// Whether the claim was read from a picture of the page, which has no text: nothing is quoted, and nothing can be proved.
    public var isPicture = false
    /// Where the quote stands on its pages, a box for each line; nil unless it was asked for.
    public var boxes: [PlacedBox]?
    /// What became of the source since; nil unless the answer is replayed.
    public var since: Since?

    /// A footnote's source, looked at again.
    public enum Since: String, Sendable, Hashable, CaseIterable {
        /// The quote stands where it stood.
        case same
        /// The document changed, and the quote stands in it all the same.
        case moved
        /// The document changed, and the quote stands in it no more.
        case changed
        /// The document is not there any more.
        case vanished
    }

    public init(
        number: Int, document: DocumentIdentity, span: TextSpan?, pages: [PageNumber] = [], lines: LineRange? = nil,
        headingPath: [String] = [], quote: String, state: State
    ) {
        self.number = number
        self.document = document
        self.span = span
        self.pages = pages
        self.lines = lines
        self.headingPath = headingPath
        self.quote = quote
        self.state = state
    }
}

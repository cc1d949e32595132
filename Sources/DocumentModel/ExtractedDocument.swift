/// What an extractor makes of one file: its text once, and everything else as spans into that text.
///
/// `text` is valid UTF-8 and is stored exactly as it stands here. For every UTF-8 file except HTML it equals the file's
/// bytes without a byte order mark; for a PDF each page's part equals what the PDF library gives for that page.
public struct ExtractedDocument: Sendable, Equatable {
    public var format: DocumentFormat
    public var text: [UInt8]
    public var title: String?
    public var author: String?
    /// In order, without overlap. Empty for formats without pages.
    public var pages: [Page]
    /// What can be searched and cited, in order, without overlap. Text outside all blocks is only white space,
    /// separators, markup lines or hidden text.
    public var blocks: [Block]
    /// The document's outline in reading order; blocks and headings refer to entries by index.
    public var headings: [Heading]
    /// Parts of blocks that are markup: kept in the text, not searched. In order, without overlap.
    public var markup: [TextSpan]
    /// Text a reader cannot see; never part of a block. In order, without overlap.
    public var hidden: [HiddenText]
    public var links: [Link]
    /// Where pieces of `text` stand in the source, for formats whose text is not the file itself (HTML). In order.
    public var sourceRuns: [SourceRun]
    /// What was not read, and what was guessed.
    public var warnings: [DocumentWarning]

    public init(
        format: DocumentFormat, text: [UInt8] = [], title: String? = nil, author: String? = nil, pages: [Page] = [],
        blocks: [Block] = [], headings: [Heading] = [], markup: [TextSpan] = [], hidden: [HiddenText] = [],
        links: [Link] = [], sourceRuns: [SourceRun] = [], warnings: [DocumentWarning] = []
    ) {
        self.format = format
        self.text = text
        self.title = title
        self.author = author
        self.pages = pages
        self.blocks = blocks
        self.headings = headings
        self.markup = markup
        self.hidden = hidden
        self.links = links
        self.sourceRuns = sourceRuns
        self.warnings = warnings
    }

    /// The text of a span, for people and tests; ingestion works on the bytes.
    public func string(_ span: TextSpan) -> String {
        String(decoding: text[span.range], as: UTF8.self)
    }
}

/// The kind of a document, judged from its content first and its name second. Open: a new format adds a constant.
public struct DocumentFormat: RawRepresentable, Hashable, Sendable, Codable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let pdf = DocumentFormat(rawValue: "pdf")
    public static let text = DocumentFormat(rawValue: "text")
    public static let markdown = DocumentFormat(rawValue: "markdown")
    public static let html = DocumentFormat(rawValue: "html")
    public static let code = DocumentFormat(rawValue: "code")
    public static let csv = DocumentFormat(rawValue: "csv")
    public static let json = DocumentFormat(rawValue: "json")
    public static let log = DocumentFormat(rawValue: "log")
    public static let restructuredText = DocumentFormat(rawValue: "rst")
    public static let asciidoc = DocumentFormat(rawValue: "asciidoc")
    public static let subtitles = DocumentFormat(rawValue: "subtitles")
}

/// One page of a paged document.
public struct Page: Sendable, Hashable {
    /// Why a page's text is not there.
    public enum State: Sendable, Hashable {
        case read
        /// The page has no text layer (a scan, a picture).
        case withoutText
        /// The page could not be read; the reason is for people.
        case missing(reason: String)
    }

    /// Counted from 1.
    public var number: Int
    /// The page label printed in the document ("iv", "217"), when it has one that differs from the number.
    public var label: String?
    public var span: TextSpan
    /// Degrees clockwise: 0, 90, 180, 270.
    public var rotation: Int
    public var state: State

    public init(number: Int, label: String? = nil, span: TextSpan, rotation: Int = 0, state: State = .read) {
        self.number = number
        self.label = label
        self.span = span
        self.rotation = rotation
        self.state = state
    }
}

/// A piece of a document that means something by itself.
public struct Block: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case heading, paragraph, listItem, quote, tableRow, code, caption
    }

    public var kind: Kind
    public var span: TextSpan
    /// The heading it stands under (for a heading block: itself), as an index into `headings`.
    public var heading: Int?
    /// For a table row: the span of the header row, which is carried with the row but is not part of it.
    public var tableHeader: TextSpan?

    public init(_ kind: Kind, _ span: TextSpan, heading: Int? = nil, tableHeader: TextSpan? = nil) {
        self.kind = kind
        self.span = span
        self.heading = heading
        self.tableHeader = tableHeader
    }
}

/// An entry of the outline.
public struct Heading: Sendable, Hashable {
    public var title: String
    /// 1 is the highest.
    public var level: Int
    /// The entry above it, as an index into `headings`.
    public var parent: Int?
    /// Where it stands in the text; an empty span for an outline entry that only points at a place.
    public var span: TextSpan

    public init(title: String, level: Int, parent: Int?, span: TextSpan) {
        self.title = title
        self.level = level
        self.parent = parent
        self.span = span
    }
}

/// Text that is in the file and that a reader cannot see: it is where prompt injection hides.
public struct HiddenText: Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case color, tiny, outsidePage, covered, attribute, style, comment
    }

    public var span: TextSpan
    public var reason: Reason

    public init(_ span: TextSpan, _ reason: Reason) {
        self.span = span
        self.reason = reason
    }
}

public struct Link: Sendable, Hashable {
    public var span: TextSpan
    public var target: String

    public init(_ span: TextSpan, target: String) {
        self.span = span
        self.target = target
    }
}

/// `length` bytes of text at `text` are the source bytes from `source` on; other text (decoded entities, separators)
/// lies between runs.
public struct SourceRun: Sendable, Hashable {
    public var text: Int
    public var source: Int
    public var length: Int

    public init(text: Int, source: Int, length: Int) {
        self.text = text
        self.source = source
        self.length = length
    }
}

/// Something about the reading of a document that a person should know.
public struct DocumentWarning: Sendable, Hashable {
    /// Open, stable words for programs.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let pageUnreadable = Code(rawValue: "page_unreadable")
        public static let pageWithoutText = Code(rawValue: "page_without_text")
        public static let hiddenText = Code(rawValue: "hidden_text")
        public static let encodingGuessed = Code(rawValue: "encoding_guessed")
        public static let bytesReplaced = Code(rawValue: "bytes_replaced")
        public static let truncated = Code(rawValue: "truncated")
        public static let malformed = Code(rawValue: "malformed")
        public static let sandboxDegraded = Code(rawValue: "sandbox_degraded")
    }

    public var code: Code
    /// One sentence, without text of the document.
    public var message: String
    /// The page it is about, counted from 1.
    public var page: Int?

    public init(_ code: Code, _ message: String, page: Int? = nil) {
        self.code = code
        self.message = message
        self.page = page
    }
}

package import DocumentModel

/// A document as a model sees it, with the way back from every byte of it to the stored text.
package struct PromptDocument: Sendable, Hashable {
    package enum Form: String, Sendable, Hashable {
        /// Plain text, cited by characters.
        case text
        /// Pieces that are cited whole: rows of tables, lines of logs, code.
        case blocks
        /// Pages of a PDF, picture and text of each, cited by page. Its blocks are the pages' texts.
        case pages
        /// A page without text, as a picture. Nothing in it can be cited; it has no blocks.
        case picture
        /// A search result inside the result of a tool call, cited by block.
        case results
    }

    package var identity: DocumentIdentity
    /// The document's name and heading path. It cannot be cited, so nothing citable stands in it.
    package var title: String
    package var form: Form
    /// Exactly one for the form `text`.
    package var blocks: [PromptBlock]
    /// The pages that are sent, counted from 1 in the document: one for each block of the form `pages`, one for `picture`.
    package var pages: [Int] = []
    /// What is sent of those pages, in base64: a PDF, or a PNG for the form `picture`. nil once it was sent.
    package var media: String?
    /// Under which a picture is spoken of: "Picture 2: ...".
    package var number: Int?
    /// The name by which a search result is cited, for the form `results`.
    package var source: String?

    package init(
        identity: DocumentIdentity, title: String, form: Form, blocks: [PromptBlock], pages: [Int] = [],
        media: String? = nil
    ) {
        self.identity = identity
        self.title = title
        self.form = form
        self.blocks = blocks
        self.pages = pages
        self.media = media
    }
}

/// A text that is sent, and where its parts come from.
package struct PromptBlock: Sendable, Hashable {
    /// UTF-8, byte for byte what is sent.
    package var text: [UInt8]
    /// In order, without overlap. What lies between them is ours: separators and table headers.
    package var pieces: [PromptPiece]

    package init(text: [UInt8], pieces: [PromptPiece]) {
        self.text = text
        self.pieces = pieces
    }
}

/// Bytes of a block that are bytes of the stored text.
package struct PromptPiece: Sendable, Hashable {
    /// In the block's text.
    package var range: Range<Int>
    /// In the stored text; as long as `range`.
    package var span: TextSpan

    package init(range: Range<Int>, span: TextSpan) {
        precondition(range.count == span.byteCount, "a piece is the same bytes on both sides")
        self.range = range
        self.span = span
    }
}

/// A passage as retrieval ranked it, by where it stands in the prompt: for models that run here. Nothing of it is sent.
package struct PromptPassage: Sendable, Hashable {
    package var document: Int
    package var block: Int
    /// In the block's text.
    package var range: Range<Int>
    package var headingPath: [String]
    package var score: Double
    package var kind: Passage.Kind
    /// Parts of `range` that are markup, in order.
    package var markup: [Range<Int>]

    package init(
        document: Int, block: Int, range: Range<Int>, headingPath: [String], score: Double,
        kind: Passage.Kind = .prose, markup: [Range<Int>] = []
    ) {
        self.document = document
        self.block = block
        self.range = range
        self.headingPath = headingPath
        self.score = score
        self.kind = kind
        self.markup = markup
    }
}

/// What a model is asked: the question and the documents, in the order in which citations count them.
package struct PlannedPrompt: Sendable, Hashable {
    package var question: String
    package var documents: [PromptDocument]
    /// The best first.
    package var passages: [PromptPassage]
    /// What is sent; nil for a model that runs here.
    package var call: PlannedCall?

    package init(
        question: String, documents: [PromptDocument], passages: [PromptPassage] = [], call: PlannedCall? = nil
    ) {
        self.question = question
        self.documents = documents
        self.passages = passages
        self.call = call
    }
}

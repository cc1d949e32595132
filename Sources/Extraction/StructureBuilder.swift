internal import DocumentModel

/// Collects the structure of a text in reading order.
struct StructureBuilder {
    private(set) var blocks: [Block] = []
    private(set) var headings: [Heading] = []
    private(set) var markup: [TextSpan] = []
    private(set) var hidden: [HiddenText] = []
    var links: [Link] = []
    /// The headings that the next block stands under, outermost first.
    private var open: [Int] = []

    var currentHeading: Int? { open.last }

    /// Adds a heading and its block.
    mutating func addHeading(_ title: String, level: Int, _ span: TextSpan, markup: [TextSpan] = []) {
        enter(title, level: level, span)
        addBlock(.heading, span, markup: markup)
    }

    /// Starts a section without a block of its own.
    mutating func enter(_ title: String, level: Int, _ span: TextSpan) {
        while let last = open.last, headings[last].level >= level { open.removeLast() }
        headings.append(Heading(title: title, level: level, parent: open.last, span: span))
        open.append(headings.count - 1)
    }

    mutating func addBlock(
        _ kind: Block.Kind, _ span: TextSpan, tableHeader: TextSpan? = nil, markup: [TextSpan] = []
    ) {
        guard !span.isEmpty else { return }
        blocks.append(Block(kind, span, heading: open.last, tableHeader: tableHeader))
        self.markup.append(contentsOf: markup)
    }

    mutating func addHidden(_ span: TextSpan, _ reason: HiddenText.Reason) {
        guard !span.isEmpty else { return }
        if let last = hidden.last, last.span.end == span.start, last.reason == reason {
            hidden[hidden.count - 1].span = last.span.union(span)
        } else {
            hidden.append(HiddenText(span, reason))
        }
    }

    func fill(_ document: inout ExtractedDocument) {
        document.blocks = blocks
        document.headings = headings
        document.markup = markup
        document.hidden = hidden
        document.links = links
        if !hidden.isEmpty {
            let bytes = hidden.reduce(0) { $0 + $1.span.byteCount }
            document.warnings.append(
                DocumentWarning(.hiddenText, "\(bytes) bytes of text cannot be seen by a reader and are not searched."))
        }
    }
}

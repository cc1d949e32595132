internal import DocumentModel

/// What passages are packed from: a block, or a piece of one that was too large, or what hidden text and page breaks
/// leave of one.
struct Unit {
    var start: Int
    var end: Int
    var weight: Int
    var kind: Block.Kind
    var heading: Int?
    var tableHeader: TextSpan?
    /// The page it stands on, as an index; 0 without pages.
    var page: Int
    /// Which block it is (a part of).
    var block: Int
    /// Bytes of hidden text between the unit before and this one.
    var hiddenBefore: Int

    var passageKind: Passage.Kind {
        switch kind {
        case .tableRow: .table
        case .code: .code
        default: .prose
        }
    }
}

/// Walks through the visible text of a document: its blocks without hidden text, never across a page break.
struct VisibleText {
    let document: ExtractedDocument
    private let tree: HeadingTree
    private var hidden = 0
    private var page = 0
    private var position = 0
    /// Bytes of hidden text since the last part that was handed over.
    private var concealed = 0

    init(_ document: ExtractedDocument, _ tree: HeadingTree) {
        self.document = document
        self.tree = tree
    }

    /// Hands over the visible parts of a block, unweighed. Blocks are asked for in order.
    mutating func parts(of index: Int, in text: UnsafeBufferPointer<UInt8>, _ body: (Unit) -> Void) {
        let block = document.blocks[index]
        precondition(block.span.end <= text.count, "a block ends inside its document")
        var start = max(block.span.start, position)
        while start < block.span.end {
            while hidden < document.hidden.count, document.hidden[hidden].span.end <= start {
                concealed += document.hidden[hidden].span.byteCount
                hidden += 1
            }
            while page + 1 < document.pages.count, document.pages[page + 1].span.start <= start { page += 1 }
            var end = block.span.end
            var next = end
            if page + 1 < document.pages.count, document.pages[page + 1].span.start < end {
                end = document.pages[page + 1].span.start
                next = end
            }
            if hidden < document.hidden.count, document.hidden[hidden].span.start < end {
                end = max(start, document.hidden[hidden].span.start)
                next = max(end, document.hidden[hidden].span.end)
            }
            if !WhiteSpace.fills(start..<end, of: text) {
                body(
                    Unit(
                        start: start, end: end, weight: 0, kind: block.kind, heading: tree.known(block.heading),
                        tableHeader: block.tableHeader, page: page, block: index, hiddenBefore: concealed))
                position = end
                concealed = 0
            }
            start = next
        }
    }
}

/// White space, as far as a passage need not hold it.
enum WhiteSpace {
    @inline(__always)
    static func isASCII(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

    static func fills(_ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Bool {
        var i = range.lowerBound
        while i < range.upperBound {
            let length = length(at: i, end: range.upperBound, of: text)
            if length == 0 { return false }
            i += length
        }
        return true
    }

    /// How many bytes of white space stand at `i`: one character of it, or none.
    static func length(at i: Int, end: Int, of text: UnsafeBufferPointer<UInt8>) -> Int {
        let byte = text[i]
        if isASCII(byte) { return 1 }
        guard byte >= 0xC2 && byte <= 0xE3 else { return 0 }
        if byte == 0xC2 { return i + 1 < end && (text[i + 1] == 0x85 || text[i + 1] == 0xA0) ? 2 : 0 }
        guard i + 2 < end else { return 0 }
        let isSpace =
            switch (byte, text[i + 1], text[i + 2]) {
            case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
                (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
                true
            default: false
            }
        return isSpace ? 3 : 0
    }
}

internal import DocumentModel

/// One line of a page, or what hidden text left of it, in the document's coordinates.
struct LayoutLine {
    var span: TextSpan
    var box: PDFBox
    var size: Float
    var style: PDFLine.Style
    /// The horizontal extent of each cell; one for an ordinary line.
    var columns: [ClosedRange<Float>]
    /// Hidden text lies between this line and the one before: they cannot be one block.
    var followsHidden: Bool
}

/// A page on its way from lines to blocks.
struct PageLayout {
    let number: Int
    let height: Float
    private(set) var lines: [LayoutLine] = []
    /// The blocks in order, once arranged. A heading's level is in `headingLooks`.
    private(set) var blocks: [Block] = []
    /// The look of the first line of each block.
    private(set) var looks: [BlockLook] = []

    /// How a block looks, for ranking headings and finding titles.
    struct BlockLook {
        var size: Float
        var isBold: Bool
        var top: Float
    }

    init(_ page: PDFPage, at start: Int) {
        number = page.number
        height = page.height
        lines.reserveCapacity(page.lines.count)
        var (cell, hidden) = (0, 0)
        for line in page.lines {
            let cells = page.cells[cell..<cell + Int(line.cells)]
            cell += Int(line.cells)
            let columns =
                cells.isEmpty
                ? [extent(line.box.left, line.box.right)] : cells.map { extent($0.left, $0.right) }
            var rest = TextSpan(Int(line.start), Int(line.end))
            var followsHidden = false
            func keep(_ span: TextSpan) {
                guard let visible = trimmed(span, page.text) else { return }
                lines.append(
                    LayoutLine(
                        span: visible.shifted(by: start), box: line.box, size: line.size, style: line.style,
                        columns: columns, followsHidden: followsHidden))
                followsHidden = false
            }
            while hidden < page.hidden.count, page.hidden[hidden].span.end <= rest.start {
                hidden += 1
                followsHidden = true
            }
            var at = hidden
            while at < page.hidden.count, page.hidden[at].span.start < rest.end {
                let gone = page.hidden[at].span
                if gone.start > rest.start { keep(TextSpan(rest.start, gone.start)) }
                followsHidden = true
                rest = TextSpan(min(gone.end, rest.end), rest.end)
                at += 1
            }
            if !rest.isEmpty { keep(rest) }
        }
    }

    mutating func arrange(_ style: DocumentStyle, _ text: UnsafeBufferPointer<UInt8>) {
        var arranger = BlockArranger(lines: lines, height: height, style: style, text: text)
        arranger.arrange()
        blocks = arranger.blocks
        looks = arranger.looks
        lines = []
    }
}

/// A hostile page may have boxes that are not numbers, or the wrong way round.
private func extent(_ left: Float, _ right: Float) -> ClosedRange<Float> {
    left <= right ? left...right : right < left ? right...left : 0...0
}

/// Without white space at the ends; nil when nothing is left.
private func trimmed(_ span: TextSpan, _ text: [UInt8]) -> TextSpan? {
    var (start, end) = (span.start, span.end)
    while start < end, text[start] <= 32 { start += 1 }
    while end > start, text[end - 1] <= 32 { end -= 1 }
    return start < end ? TextSpan(start, end) : nil
}

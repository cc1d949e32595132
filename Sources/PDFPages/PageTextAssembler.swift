package import DocumentModel

/// A stretch of a page's text in one look.
package struct PDFRun {
    /// After its last code point.
    package var end: Int
    package var size: Float
    package var style: PDFLine.Style
    /// Its colour is that of paper, or nearly.
    package var isFaint: Bool

    package init(end: Int, size: Float, style: PDFLine.Style, isFaint: Bool) {
        self.end = end
        self.size = size
        self.style = style
        self.isFaint = isFaint
    }
}

/// Turns what the PDF library says of a page's text, one rectangle for each code point, into text and lines.
///
/// The library leaves out the white space between the cells of the tables it finds ("per share" and "Trading" become
/// "per shareTrading", 544 and 14 become 54414). Where the rectangles of neighbours show a gap or another line, the space
/// or line end is put back; nothing else is added, and nothing is left out. One pass, because every page goes through it.
package struct PageTextAssembler {
    package private(set) var text: [UInt8] = []
    package private(set) var lines: [PDFLine] = []
    package private(set) var cells: [PDFCell] = []
    package private(set) var hidden: [HiddenText] = []
    /// Spans whose colour makes them suspicious; whether they are invisible the ink decides.
    package private(set) var faint: [TextSpan] = []
    /// For each code point of `text` the index of its rectangle, or -1 for one that was put in; when asked for.
    package private(set) var rectangles: [Int32] = []

    private var line = OpenLine()
    private let width: Float
    private let height: Float

    /// `source` is valid UTF-8; `boxes` holds left, top, right and bottom of each of its code points.
    package init(
        source: UnsafeBufferPointer<UInt8>, boxes: UnsafeBufferPointer<Double>, runs: [PDFRun], width: Float,
        height: Float, keepsRectangles: Bool = false
    ) {
        self.width = width
        self.height = height
        let boxCount = boxes.count / 4
        // The library puts marks around words that run from right to left, and gives no rectangles for them.
        let hasMarks = codePointCount(source) > boxCount
        if keepsRectangles { rectangles.reserveCapacity(boxCount + 16) }
        var gatheredRectangles = keepsRectangles ? [Int32]() : nil
        // Each code point may bring one more byte.
        text = [UInt8](unsafeUninitializedCapacity: source.count + boxCount + 1) { out, filled in
            var (position, index, run) = (0, 0, 0)
            var at = 0
            while position < source.count {
                let first = source[position]
                let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
                while run + 1 < runs.count, index >= runs[run].end {
                    line.leave(run)
                    run += 1
                }
                if hasMarks, isDirectionMark(source, position) {
                    line.extend(start: at, end: at + length)
                    for offset in 0..<length { out[at + offset] = source[position + offset] }
                    gatheredRectangles?.append(-1)
                    at += length
                    position += length
                    continue
                }
                if first == 10 || first == 13 {
                    finishLine(runs)
                } else if first == 32 || first == 9 || isWideSpace(source, position, length) {
                    line.afterSpace = true
                } else if index < boxCount {
                    let box = PDFBox(
                        left: Float(boxes[4 * index]), top: Float(boxes[4 * index + 1]),
                        right: Float(boxes[4 * index + 2]), bottom: Float(boxes[4 * index + 3]))
                    if let gap = line.gap(before: box) {
                        out[at] = gap
                        if gap == 10 { finishLine(runs) }
                        at += 1
                        gatheredRectangles?.append(-1)
                    }
                    line.add(box, start: at, end: at + length, run: run, cells: &cells)
                } else {
                    line.extend(start: at, end: at + length)
                    line.afterSpace = false
                }
                for offset in 0..<length { out[at + offset] = source[position + offset] }
                gatheredRectangles?.append(index < boxCount ? Int32(index) : -1)
                at += length
                position += length
                index += 1
            }
            filled = at
            finishLine(runs)
        }
        if let gatheredRectangles { rectangles = gatheredRectangles }
    }

    private mutating func finishLine(_ runs: [PDFRun]) {
        defer { line.reset() }
        guard line.end > line.start else { return }
        let look = line.mainRun
        let run = runs.isEmpty ? PDFRun(end: 0, size: line.box.height, style: [], isFaint: false) : runs[look]
        var count = cells.count - line.firstCell
        if count == 1 || count > Int(UInt16.max) {
            cells.removeLast(count)
            count = 0
        }
        for index in line.firstCell..<cells.count {
            cells[index].left = PDFBox.bounded(cells[index].left)
            cells[index].right = PDFBox.bounded(cells[index].right)
        }
        lines.append(
            PDFLine(
                start: line.start, end: line.end, box: line.box.bounded, size: PDFBox.bounded(run.size),
                style: run.style, cells: count))
        line.firstCell = cells.count
        let isOutside =
            line.box.right < 0 || line.box.bottom < 0 || line.box.left > width || line.box.top > height
        if isOutside {
            hide(TextSpan(line.start, line.end), .outsidePage)
            return
        }
        for stretch in line.stretches where stretch.run < runs.count {
            let span = TextSpan(stretch.start, stretch.end)
            // A rectangle is hardly ever lower than its font size; one below a point is as invisible as the size.
            if runs[stretch.run].size < 1 {
                hide(span, .tiny)
            } else if runs[stretch.run].isFaint {
                faint.append(span)
            }
        }
    }

    private mutating func hide(_ span: TextSpan, _ reason: HiddenText.Reason) {
        hidden.append(HiddenText(span, reason))
    }
}

package func codePointCount(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    for byte in text { count &+= byte & 0xC0 == 0x80 ? 0 : 1 }
    return count
}

/// U+202A to U+202E.
private func isDirectionMark(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
    text[at] == 0xE2 && at + 2 < text.count && text[at + 1] == 0x80 && text[at + 2] >= 0xAA && text[at + 2] <= 0xAE
}

/// No-break and ideographic spaces and their like.
private func isWideSpace(_ text: UnsafeBufferPointer<UInt8>, _ at: Int, _ length: Int) -> Bool {
    switch length {
    case 2: text[at] == 0xC2 && text[at + 1] == 0xA0
    case 3:
        (text[at] == 0xE2 && text[at + 1] == 0x80 && text[at + 2] >= 0x80 && text[at + 2] <= 0x8B)
            || (text[at] == 0xE3 && text[at + 1] == 0x80 && text[at + 2] == 0x80)
    default: false
    }
}

/// The line that is being gathered.
private struct OpenLine {
    var start = 0
    var end = 0
    var box = PDFBox(left: 0, top: 0, right: 0, bottom: 0)
    var afterSpace = false
    var firstCell = 0
    var mainRun = 0
    var stretches: [(run: Int, start: Int, end: Int)] = []
    private var mainCount = 0
    private var runCount = 0
    private var last: PDFBox?

    mutating func reset() {
        (start, end, afterSpace, mainCount, runCount, mainRun, last) = (0, 0, false, 0, 0, 0, nil)
        stretches.removeAll(keepingCapacity: true)
    }

    /// The byte that belongs before a code point with this box: none, a space, or a line end.
    func gap(before box: PDFBox) -> UInt8? {
        guard let last, !afterSpace else { return nil }
        let size = max(min(last.height, box.height), 0.1)
        let across = max(box.left - last.right, last.left - box.right)
        let down = max(box.top - last.bottom, last.top - box.bottom)
        if down <= -0.25 * size { return across > 0.15 * size ? 32 : nil }
        // Vertical writing and turned text go on below or above, in the same column.
        if across <= -0.25 * min(last.width, box.width) { return down > 0.6 * max(last.height, last.width) ? 10 : nil }
        return down > 0.15 * size || across > 0.15 * size ? 10 : nil
    }

    mutating func add(_ box: PDFBox, start: Int, end: Int, run: Int, cells: inout [PDFCell]) {
        if let last {
            self.box = self.box.union(box)
            let gap = max(box.left - last.right, last.left - box.right)
            if gap > 1.3 * max(last.height, box.height) {
                if cells.count == firstCell {
                    cells.append(PDFCell(start: self.start, left: self.box.left, right: last.right))
                }
                cells.append(PDFCell(start: start, left: box.left, right: box.right))
            } else if cells.count > firstCell {
                cells[cells.count - 1].left = min(cells[cells.count - 1].left, box.left)
                cells[cells.count - 1].right = max(cells[cells.count - 1].right, box.right)
            }
        } else {
            if self.end == 0 { self.start = start }
            self.box = box
        }
        self.end = end
        last = box
        afterSpace = false
        runCount += 1
        if runCount > mainCount { (mainCount, mainRun) = (runCount, run) }
        if let index = stretches.indices.last, stretches[index].run == run {
            stretches[index].end = end
        } else {
            stretches.append((run, start, end))
        }
    }

    /// A code point without a rectangle.
    mutating func extend(start: Int, end: Int) {
        if self.end == 0 { self.start = start }
        self.end = end
    }

    mutating func leave(_ run: Int) { runCount = 0 }
}

import DocumentModel
import PDFPages

/// The words of a page with their boxes: for what is judged by place.
struct PageWords {
    struct Word {
        var span: TextSpan
        var box: PDFBox
    }

    private(set) var all: [Word] = []

    init(_ assembler: PageTextAssembler, _ boxes: UnsafeBufferPointer<Double>) {
        var open: Word?
        forEachCodePoint(of: assembler) { offset, length, rectangle in
            let isSpace = length == 1 && assembler.text[offset] <= 32
            if !isSpace, rectangle >= 0 {
                let box = boxes.box(rectangle)
                if let word = open, abs(word.box.bottom - box.bottom) < max(word.box.height, box.height) / 2 {
                    open = Word(span: TextSpan(word.span.start, offset + length), box: word.box.union(box))
                    return
                }
                if let word = open { all.append(word) }
                open = Word(span: TextSpan(offset, offset + length), box: box)
            } else if let word = open {
                all.append(word)
                open = nil
            }
        }
        if let word = open { all.append(word) }
    }

    func overlapping(_ spans: [TextSpan]) -> [Word] {
        var found: [Word] = []
        var next = 0
        for word in all {
            while next < spans.count, spans[next].end <= word.span.start { next += 1 }
            if next < spans.count, spans[next].overlaps(word.span) { found.append(word) }
        }
        return found
    }

    /// One box for each line that a range of code points touches.
    static func lineBoxes(
        of range: Range<Int>, _ assembler: PageTextAssembler, _ boxes: UnsafeBufferPointer<Double>
    ) -> [PDFBox] {
        var lines: [PDFBox] = []
        var (index, line, lastLine) = (0, 0, -1)
        forEachCodePoint(of: assembler) { offset, length, rectangle in
            defer { index += 1 }
            guard range.contains(index), rectangle >= 0, assembler.text[offset] > 32 else { return }
            while line < assembler.lines.count, assembler.lines[line].end <= offset { line += 1 }
            let box = boxes.box(rectangle)
            if line == lastLine {
                lines[lines.count - 1] = lines[lines.count - 1].union(box)
            } else {
                lines.append(box)
                lastLine = line
            }
        }
        return lines
    }
}

/// Calls the body with each code point's offset, length and rectangle.
func forEachCodePoint(of assembler: PageTextAssembler, _ body: (_ offset: Int, _ length: Int, _ rectangle: Int) -> Void)
{
    var offset = 0
    for rectangle in assembler.rectangles {
        let first = assembler.text[offset]
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        body(offset, length, Int(rectangle))
        offset += length
    }
}

extension UnsafeBufferPointer<Double> {
    func box(_ index: Int) -> PDFBox {
        PDFBox(
            left: Float(self[4 * index]), top: Float(self[4 * index + 1]), right: Float(self[4 * index + 2]),
            bottom: Float(self[4 * index + 3]))
    }
}

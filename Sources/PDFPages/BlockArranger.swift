internal import DocumentModel

/// Groups the lines of one page into blocks, in their order.
struct BlockArranger {
    let lines: [LayoutLine]
    let height: Float
    let style: DocumentStyle
    let text: UnsafeBufferPointer<UInt8>
    private(set) var blocks: [Block] = []
    private(set) var looks: [PageLayout.BlockLook] = []
    /// The block that still grows, by its first and last line.
    private var open: (kind: Block.Kind, first: Int, last: Int)?

    init(lines: [LayoutLine], height: Float, style: DocumentStyle, text: UnsafeBufferPointer<UInt8>) {
        self.lines = lines
        self.height = height
        self.style = style
        self.text = text
    }

    mutating func arrange() {
        let rows = tableRows(lines, text)
        var row = 0
        var index = 0
        while index < lines.count {
            if row < rows.count, rows[row].lines.lowerBound == index {
                close()
                emitTable(rows, &row)
                index = rows[row - 1].lines.upperBound
                continue
            }
            place(index)
            index += 1
        }
        close()
    }

    private mutating func emitTable(_ rows: [TableRow], _ row: inout Int) {
        let table = rows[row].table
        var header: TextSpan?
        while row < rows.count, rows[row].table == table {
            let span = lines[rows[row].lines.lowerBound].span.union(lines[rows[row].lines.upperBound - 1].span)
            if rows[row].isHeader {
                header = header?.union(span) ?? span
                append(.tableRow, span, rows[row].lines.lowerBound)
            } else {
                append(.tableRow, span, rows[row].lines.lowerBound, header: header)
            }
            row += 1
        }
    }

    /// Lets a line join the open block or opens one with it.
    private mutating func place(_ index: Int) {
        let line = lines[index]
        if style.isRunning(line, height, text) {
            close()
            append(.caption, line.span, index)
            return
        }
        let isItem = startsListItem(line.span, text)
        let kind: Block.Kind = isItem ? .listItem : line.style.contains(.fixedPitch) ? .code : .paragraph
        if let open, !line.followsHidden, continues(open, line, as: kind, isItem: isItem) {
            self.open!.last = index
            return
        }
        close()
        open = (kind, index, index)
    }

    private func continues(
        _ open: (kind: Block.Kind, first: Int, last: Int), _ line: LayoutLine, as kind: Block.Kind, isItem: Bool
    ) -> Bool {
        guard !isItem, kind == open.kind || open.kind == .listItem else { return false }
        let (first, last) = (lines[open.first], lines[open.last])
        guard open.kind == .listItem || line.style.contains(.bold) == last.style.contains(.bold) else { return false }
        guard abs(line.size - last.size) <= 0.12 * max(line.size, last.size) else { return false }
        let gap = line.box.top - last.box.bottom
        let height = max(min(line.box.height, last.box.height), 1)
        guard gap < 0.7 * height else { return false }
        // Lines of one visual row belong together; otherwise the next line is below, in the same column.
        if gap > -0.5 * height {
            guard line.box.left < last.box.right, last.box.left < line.box.right else { return false }
        } else {
            return abs(line.box.bottom - last.box.bottom) < 0.5 * height
        }
        if open.kind == .code { return true }
        if open.kind == .listItem { return line.box.left >= first.box.left - 1 }
        // An indented line after a sentence's end opens a paragraph.
        let isIndented = line.box.left > last.box.left + line.size && line.box.left < last.box.left + 6 * line.size
        return !(isIndented && open.last > open.first && endsSentence(last.span))
    }

    /// Larger or bolder than the running text.
    private func standsOut(_ line: LayoutLine) -> Bool {
        line.size >= 1.15 * style.bodySize || (line.style.contains(.bold) && line.size >= 0.95 * style.bodySize)
    }

    /// Whether lines that stand out are a heading, and not a paragraph, a label beside something, or a figure: short, by
    /// themselves, and without the end of a sentence or the middle of one.
    private func isHeading(_ first: Int, _ last: Int) -> Bool {
        let span = lines[first].span.union(lines[last].span)
        let isLarge = lines[first].size >= 1.15 * style.bodySize
        guard standsOut(lines[first]), last - first < 3, span.byteCount <= (isLarge ? 180 : 110), hasLetters(span)
        else { return false }
        if lines.indices.contains(where: { !(first...last).contains($0) && isBeside(first, $0) }) { return false }
        switch text[span.end - 1] {
        case 0x2C, 0x3B: return false
        case 0x2E: return isLarge && lines[first].size >= 1.5 * style.bodySize
        default: break
        }
        let start = text[span.start]
        return start < 97 || start > 122
    }

    private func isBeside(_ one: Int, _ other: Int) -> Bool {
        let (a, b) = (lines[one].box, lines[other].box)
        return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.5 * min(a.height, b.height)
    }

    private func lastByte(_ span: TextSpan) -> UInt8? { span.isEmpty ? nil : text[span.end - 1] }

    private func endsSentence(_ span: TextSpan) -> Bool {
        switch lastByte(span) {
        case 0x2E, 0x21, 0x3F, 0x3A, 0x22, 0x29: true
        // The last byte of the ideographic full stop, and of closing quotation marks.
        case 0x82, 0x9D: true
        default: false
        }
    }

    private func hasLetters(_ span: TextSpan) -> Bool {
        var letters = 0
        for offset in span.range {
            let byte = text[offset]
            if byte >= 0x80 || (byte | 32 >= 97 && byte | 32 <= 122) { letters += 1 }
            if letters == 3 { return true }
        }
        return false
    }

    private mutating func close() {
        guard let open else { return }
        let kind = open.kind == .paragraph && isHeading(open.first, open.last) ? .heading : open.kind
        append(kind, lines[open.first].span.union(lines[open.last].span), open.first)
        self.open = nil
    }

    private mutating func append(_ kind: Block.Kind, _ span: TextSpan, _ line: Int, header: TextSpan? = nil) {
        blocks.append(Block(kind, span, tableHeader: header))
        let first = lines[line]
        looks.append(
            PageLayout.BlockLook(size: first.size, isBold: first.style.contains(.bold), top: first.box.top))
    }
}

/// Bullets, and numbers or single letters before a full stop or bracket.
func startsListItem(_ span: TextSpan, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let bytes = UnsafeBufferPointer(rebasing: text[span.start..<min(span.end, span.start + 8)])
    guard bytes.count >= 2 else { return false }
    switch bytes[0] {
    case 0x2D, 0x2A: return bytes[1] == 32
    // • ‣ ◦ ▪ ● ■ – — · and the private characters that symbol fonts use for bullets.
    case 0xE2 where bytes.count > 3:
        let pair = (bytes[1], bytes[2])
        switch pair {
        case (0x80, 0xA2), (0x80, 0xA3), (0x97, 0xA6), (0x96, 0xAA), (0x97, 0x8F), (0x96, 0xA0): return true
        case (0x80, 0x93), (0x80, 0x94): return bytes[3] == 32
        default: return false
        }
    case 0xEF where bytes.count > 3: return bytes[1] == 0x82 || bytes[1] == 0x83
    case 0xC2: return bytes[1] == 0xB7
    default: break
    }
    var at = bytes[0] == 0x28 ? 1 : 0
    let start = at
    while at < bytes.count, bytes[at] >= 48, bytes[at] <= 57 { at += 1 }
    if at == start, at < bytes.count, bytes[at] | 32 >= 97, bytes[at] | 32 <= 122 { at += 1 }
    guard at > start, at - start <= 3, at + 1 < bytes.count else { return false }
    // A full stop alone may be a section's number ("1. Introduction"); as an item it reads the same.
    return (bytes[at] == 0x29 || (bytes[at] == 0x2E && start == 0)) && bytes[at + 1] == 32
}

internal import DocumentModel

/// Lines that are one row of a table.
struct TableRow {
    var lines: Range<Int>
    /// Rows with the same number are one table.
    var table: Int
    var isHeader: Bool
}

/// The rows of all tables on a page: neighbouring visual rows with cells that stand in columns.
func tableRows(_ lines: [LayoutLine], _ text: UnsafeBufferPointer<UInt8>) -> [TableRow] {
    let rows = visualRows(lines, text)
    var found: [TableRow] = []
    var (index, table) = (0, 0)
    while index < rows.count {
        guard rows[index].columns.count > 1 else {
            index += 1
            continue
        }
        var (end, aligned, last) = (index + 1, 0, index)
        while end < rows.count {
            guard rows[end].isNear(rows[end - 1]) else { break }
            if rows[end].columns.count > 1 {
                guard rows[end].alignsWith(rows[last]) || end - last > 1 else { break }
                if rows[end].alignsWith(rows[last]) { aligned += 1 }
                last = end
            } else if end - last > 2 {
                break
            }
            end += 1
        }
        if aligned >= 1 {
            append(rows[index...last], table, text, to: &found)
            table += 1
        }
        index = last + 1
    }
    return found
}

private struct VisualRow {
    var lines: Range<Int>
    var box: PDFBox
    var columns: [ClosedRange<Float>]
    var span: TextSpan
    var size: Float
    var isBold: Bool

    func isNear(_ above: VisualRow) -> Bool {
        let gap = box.top - above.box.bottom
        return gap > -0.5 * box.height && gap < 2 * max(box.height, size)
    }

    func alignsWith(_ other: VisualRow) -> Bool {
        let near = 0.7 * max(size, other.size)
        var matches = 0
        for column in columns {
            let isMet = other.columns.contains { one in
                abs(one.lowerBound - column.lowerBound) < near || abs(one.upperBound - column.upperBound) < near
                    || abs(one.lowerBound + one.upperBound - column.lowerBound - column.upperBound) < 2 * near
            }
            if isMet { matches += 1 }
        }
        return 2 * matches >= min(columns.count, other.columns.count) + 1
    }
}

private func visualRows(_ lines: [LayoutLine], _ text: UnsafeBufferPointer<UInt8>) -> [VisualRow] {
    var rows: [VisualRow] = []
    for (index, line) in lines.enumerated() {
        if var row = rows.last, !line.followsHidden, row.span.end - row.span.start > 0 {
            let overlap = min(row.box.bottom, line.box.bottom) - max(row.box.top, line.box.top)
            if overlap > 0.5 * min(row.box.height, line.box.height),
                line.box.left > row.box.right || line.box.right < row.box.left
            {
                row.lines = row.lines.lowerBound..<index + 1
                // A bullet or number that stands apart from its item makes no column.
                if startsWithMarkerOnly(row.span) { row.columns.removeAll() }
                row.columns += line.columns
                row.box = row.box.union(line.box)
                row.span = row.span.union(line.span)
                rows[rows.count - 1] = row
                continue
            }
        }
        rows.append(
            VisualRow(
                lines: index..<index + 1, box: line.box, columns: line.columns, span: line.span, size: line.size,
                isBold: line.style.contains(.bold)))
    }
    return rows

    func startsWithMarkerOnly(_ span: TextSpan) -> Bool { span.byteCount <= 4 }
}

private func append(
    _ rows: ArraySlice<VisualRow>, _ table: Int, _ text: UnsafeBufferPointer<UInt8>, to found: inout [TableRow]
) {
    let data = rows.map { holdsData($0.span, text) }
    let firstData = data.firstIndex(of: true) ?? 0
    // A header is up to three rows without figures, above rows with figures; or one bold row above plain ones.
    var headers = firstData <= 3 ? firstData : 0
    if headers == 0, rows.count > 1, rows[rows.startIndex].isBold, !rows[rows.startIndex + 1].isBold { headers = 1 }
    for (position, row) in rows.enumerated() {
        found.append(TableRow(lines: row.lines, table: table, isHeader: position < headers))
    }
}

/// Whether a row has a figure that is not a year.
private func holdsData(_ span: TextSpan, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var offset = span.start
    while offset < span.end {
        guard text[offset] >= 48, text[offset] <= 57 else {
            offset += 1
            continue
        }
        let start = offset
        var hasMark = false
        while offset < span.end {
            let byte = text[offset]
            if byte == 0x2C || byte == 0x2E || byte == 0x25 {
                hasMark = true
            } else if byte < 48 || byte > 57 {
                break
            }
            offset += 1
        }
        let digits = offset - start
        let isYear = digits == 4 && !hasMark && (text[start] == 0x31 || text[start] == 0x32)
        // Days and footnote marks have one or two digits, and stand before a comma or nothing.
        if !isYear, digits > 2 || (hasMark && text[offset - 1] != 0x2C && text[offset - 1] != 0x2E) { return true }
    }
    return false
}

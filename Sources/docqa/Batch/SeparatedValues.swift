/// A table as RFC 4180 has it, separated by the comma, semicolon or tab that its first line has most of. Pure.
struct SeparatedValues {
    struct Row: Equatable {
        /// Where it begins, counted from 1.
        var line: Int
        var cells: [String]
    }

    private(set) var rows: [Row] = []
    /// Where a quotation mark opens that is never closed; the rows from there on are not read.
    private(set) var openQuotes: [Int] = []

    /// Nil when there is nothing in it.
    init?(_ bytes: [UInt8]) {
        let head = bytes.prefix { $0 != 0x0A }
        let counts = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09].map { mark in
            (mark: mark, count: head.count { $0 == mark })
        }
        // Of equals the first one.
        let separator = counts.reduce(counts[0]) { $1.count > $0.count ? $1 : $0 }.mark
        var (line, start) = (1, 1)
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var quoteLine = 1
        func endCell() {
            cells.append(String(decoding: cell, as: UTF8.self))
            cell = []
        }
        func endRow() {
            if cell.last == 0x0D { cell.removeLast() }
            endCell()
            rows.append(Row(line: start, cells: cells))
            cells = []
        }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 0x0A { line += 1 }
            switch byte {
            case UInt8(ascii: "\"") where isQuoted:
                if index < bytes.count, bytes[index] == byte {
                    cell.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
            case _ where isQuoted: cell.append(byte)
            case UInt8(ascii: "\"") where cell.isEmpty:
                isQuoted = true
                quoteLine = line
            case separator: endCell()
            case 0x0A:
                endRow()
                start = line
            default: cell.append(byte)
            }
        }
        if isQuoted {
            openQuotes.append(quoteLine)
        } else if !cell.isEmpty || !cells.isEmpty {
            endRow()
        }
        if rows.isEmpty, openQuotes.isEmpty { return nil }
    }

    /// A row as other programs read it.
    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") }

    /// Quoted as RFC 4180 has it. A text that a spreadsheet would take for a formula gets an apostrophe.
    static func cell(_ text: String) -> String {
        var text = text
        if let first = text.first, "=+-@\t\r".contains(first) { text = "'" + text }
        // By bytes: a carriage return and a line feed are one character.
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0D, 0x0A].contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

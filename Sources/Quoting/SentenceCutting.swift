internal import Words

/// Cuts a candidate into what can be quoted: sentences, and the lines of tables, headings, logs and code.
enum SentenceCutting {
    struct Piece {
        var range: Range<Int>
        /// A title, which answers nothing by itself.
        var isHeading = false
        /// The piece that says what stands in the cells of this one.
        var header: Int?
    }

    static func pieces(of candidate: QuoteCandidate, _ language: Language?) -> [Piece] {
        let text = candidate.text
        guard candidate.layout != .prose else { return prose(candidate, language) }
        let all = lines(text, 0..<text.count)
        guard candidate.layout == .table else { return all.map { Piece(range: $0) } }
        // Where rows are marked, what is not a row is prose, as are lines that go on in small letters.
        guard !all.contains(where: { text[$0.lowerBound] == bar }) else { return prose(candidate, language) }
        return joined(all, text).enumerated().map {
            Piece(range: $0.element, header: $0.offset > 0 ? 0 : nil)
        }
    }

    /// The lines, those that go on with a sentence joined to the one before: they begin with a small letter, after a
    /// line that is long and has no cells.
    private static func joined(_ lines: [Range<Int>], _ text: [UInt8]) -> [Range<Int>] {
        lines.reduce(into: []) { joined, line in
            let goesOn = text[line.lowerBound] &- 0x61 < 26
            if goesOn, let last = joined.last, last.count >= 60, !hasCells(text[last]), !hasCells(text[line]) {
                joined[joined.count - 1] = last.lowerBound..<line.upperBound
            } else {
                joined.append(line)
            }
        }
    }

    private static func hasCells(_ line: ArraySlice<UInt8>) -> Bool {
        line.count { $0 == 0x2C || $0 == 0x3B || $0 == 0x09 } > 2
    }

    private static func prose(_ candidate: QuoteCandidate, _ language: Language?) -> [Piece] {
        let text = candidate.text
        let sentences = text.withUnsafeBufferPointer { Sentences.ranges(in: $0, language: language) }
        let titles = candidate.headingPath.map { Array($0.utf8)[...] }
        var pieces: [Piece] = []
        /// The first row of the table that is being read.
        var header: Int?
        for sentence in sentences {
            for range in parts(of: sentence, in: text) {
                var piece = Piece(range: range)
                if text[range.lowerBound] == bar {
                    piece.header = header
                    if let header { pieces[header].isHeading = true }
                    header = header ?? pieces.count
                } else {
                    header = nil
                    piece.isHeading = isHeading(text, range, titles)
                }
                pieces.append(piece)
            }
        }
        return pieces
    }

    /// A sentence as it is, or where it holds rows of a table or marked headings, these by themselves.
    private static func parts(of sentence: Range<Int>, in text: [UInt8]) -> [Range<Int>] {
        let all = lines(text, sentence)
        guard all.contains(where: { stands(alone: text[$0.lowerBound]) }) else { return [sentence] }
        var parts: [Range<Int>] = []
        var joins = false
        for line in all {
            let isAlone = stands(alone: text[line.lowerBound])
            if joins, !isAlone, let last = parts.popLast() {
                parts.append(last.lowerBound..<line.upperBound)
            } else {
                parts.append(line)
            }
            joins = !isAlone
        }
        return parts
    }

    private static let bar = UInt8(ascii: "|")

    private static func stands(alone first: UInt8) -> Bool { first == bar || first == UInt8(ascii: "#") }

    /// The lines of a part of a text that are not blank, without the white space around them.
    private static func lines(_ text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
        text[range].split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap { line in
            guard let first = line.firstIndex(where: { $0 > 0x20 }),
                let last = line.lastIndex(where: { $0 > 0x20 })
            else { return nil }
            return first..<(last + 1)
        }
    }

    /// Marked as a heading, titles of the section and those above it, or a few words without an end, a number or a
    /// list's mark.
    private static func isHeading(_ text: [UInt8], _ range: Range<Int>, _ titles: [ArraySlice<UInt8>]) -> Bool {
        let piece = text[range]
        guard let first = piece.first, let last = piece.last else { return false }
        if first == UInt8(ascii: "#") || lines(text, range).allSatisfy({ titles.contains(text[$0]) }) { return true }
        guard piece.count <= 60, first >= 0x41, last < 0x80 else { return false }
        let isWord = (last | 0x20) &- 0x61 < 26
        return isWord && !piece.contains { $0 &- 0x30 < 10 || $0 == 0x2C || $0 == 0x3A || $0 == 0x3B }
    }
}

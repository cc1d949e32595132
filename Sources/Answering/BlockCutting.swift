package import DocumentModel
import Words

/// Cuts a passage into the blocks in which it is cited: a row of a table, a line of code or of a log, what somebody says at once
/// in a transcript, a sentence of prose.
/// A block is never only white space, which the API does not take, and together they are the passage.
package enum BlockCutting {
    /// Where a block ends.
    package enum Manner: Sendable, Hashable {
        case sentences, lines
        /// At an empty line.
        case cues

        /// - Parameter format: of the document: a log is prose for those who look for words, but has no sentences.
        package init(_ kind: Passage.Kind, in format: DocumentFormat) {
            self =
                switch (kind, format) {
                case (.table, _), (.code, _), (_, .log): .lines
                case (_, .subtitles): .cues
                default: .sentences
                }
        }
    }

    package static func ranges(_ text: [UInt8], _ manner: Manner) -> [Range<Int>] {
        guard !text.isEmpty else { return [] }
        let starts: [Int] =
            switch manner {
            case .sentences: text.withUnsafeBufferPointer { Sentences.ranges(in: $0) }.map(\.lowerBound)
            case .lines: lineStarts(text)
            case .cues: lineStarts(text).filter { isEmptyLine(before: $0, text) }
            }
        return ranges(from: starts, text)
    }

    private static func ranges(from starts: [Int], _ text: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        let bounds = [0] + starts.filter { $0 > 0 && $0 < text.count } + [text.count]
        for (start, end) in zip(bounds, bounds.dropFirst()) where start < end {
            if text[start..<end].allSatisfy(isSpace) || ranges.last.map({ text[$0].allSatisfy(isSpace) }) == true {
                let before = ranges.popLast()?.lowerBound ?? start
                ranges.append(before..<end)
            } else {
                ranges.append(start..<end)
            }
        }
        // All of it is white space.
        if ranges.count == 1, text[ranges[0]].allSatisfy(isSpace) { return [] }
        return ranges
    }

    private static func lineStarts(_ text: [UInt8]) -> [Int] {
        text.indices.filter { $0 > 0 && text[$0 - 1] == 0x0A }
    }

    private static func isEmptyLine(before start: Int, _ text: [UInt8]) -> Bool {
        let line = text[..<(start - 1)].reversed().prefix { $0 != 0x0A }
        return line.allSatisfy(isSpace)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

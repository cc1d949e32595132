internal import DocumentModel
internal import Words

/// Cuts a block that is too large for one passage, where meaning allows it: prose and table rows between sentences, code
/// at blank lines, then between lines; what is still too large between words, and what has no words between characters.
///
/// Pieces come in order, cover all but white space, and take time linear in the bytes.
struct Cutter {
    let text: UnsafeBufferPointer<UInt8>
    let sizes: Sizes
    let language: Language?
    private(set) var pieces: [Piece] = []

    struct Piece {
        var start: Int
        var end: Int
        var weight: Int
    }

    private enum Level { case sections, lines, sentences, words }

    /// Collects what lies between two cuts of one level into pieces of about equal size.
    private struct Group {
        /// What is not in a closed piece yet.
        var rest: Int
        var aim: Int
        let target: Int
        var open: Piece?

        init(_ weight: Int, _ target: Int) {
            self.target = target
            rest = weight
            aim = weight
            balance(0)
        }

        mutating func balance(_ closed: Int) {
            rest = max(1, rest - closed)
            aim = rest / ((rest + target - 1) / target)
        }
    }

    init(_ text: UnsafeBufferPointer<UInt8>, _ sizes: Sizes, _ language: Language?) {
        self.text = text
        self.sizes = sizes
        self.language = language
    }

    static func pieces(
        of range: Range<Int>, weight: Int, isCode: Bool, in text: UnsafeBufferPointer<UInt8>, _ sizes: Sizes,
        _ language: Language?
    ) -> [Piece] {
        var cutter = Cutter(text, sizes, language)
        cutter.cut(
            Piece(start: range.lowerBound, end: range.upperBound, weight: weight), isCode ? .sections : .sentences)
        return cutter.pieces
    }

    private mutating func cut(_ piece: Piece, _ level: Level) {
        var group = Group(piece.weight, sizes.target)
        switch level {
        case .sections:
            forEachLine(piece.start..<piece.end, endingAtBlankLines: true) { add($0, to: &group, .lines) }
        case .lines:
            forEachLine(piece.start..<piece.end, endingAtBlankLines: false) { add($0, to: &group, .words) }
        case .sentences:
            let range = UnsafeBufferPointer(rebasing: text[piece.start..<piece.end])
            Sentences.forEach(in: range, language: language) {
                add($0.lowerBound + piece.start..<$0.upperBound + piece.start, to: &group, .words)
                return true
            }
        case .words: cutBetweenWords(piece)
        }
        if let rest = group.open { close(rest) }
    }

    /// Adds what must not be cut at this level, or hands it to the next level when it is too large.
    private mutating func add(_ range: Range<Int>, to group: inout Group, _ next: Level) {
        let weight = TextWeight.of(range, in: text)
        let bytes = range.upperBound - (group.open?.start ?? range.lowerBound)
        let limit = next == .lines ? sizes.tolerance : sizes.cap
        if weight > limit || range.count > sizes.bytes {
            if let open = group.open { pieces.append(open) }
            group.balance((group.open?.weight ?? 0) + weight)
            group.open = nil
            cut(Piece(start: range.lowerBound, end: range.upperBound, weight: weight), next)
        } else if var open = group.open, open.weight + weight / 2 <= group.aim, bytes <= sizes.bytes,
            open.weight + weight <= sizes.tolerance
        {
            open.weight += weight + TextWeight.of(open.end..<range.lowerBound, in: text)
            open.end = range.upperBound
            group.open = open
        } else {
            if let open = group.open {
                pieces.append(open)
                group.balance(open.weight)
            }
            group.open = Piece(start: range.lowerBound, end: range.upperBound, weight: weight)
        }
    }

    /// The last piece, or a part of the one before when it is only a small rest.
    private mutating func close(_ rest: Piece) {
        if rest.weight < sizes.small, let last = pieces.last, last.weight + rest.weight <= sizes.tolerance,
            rest.end - last.start <= sizes.bytes
        {
            pieces[pieces.count - 1].weight += rest.weight + TextWeight.of(last.end..<rest.start, in: text)
            pieces[pieces.count - 1].end = rest.end
        } else {
            pieces.append(rest)
        }
    }

    // MARK: - Lines

    /// Lines without their ends, or runs of lines between blank ones; indentation stays.
    private func forEachLine(_ range: Range<Int>, endingAtBlankLines: Bool, _ body: (Range<Int>) -> Void) {
        var start: Int?
        var end = range.lowerBound
        var line = range.lowerBound
        while line < range.upperBound {
            var i = line
            var contentEnd = line
            while i < range.upperBound, text[i] != 0x0A, text[i] != 0x0D {
                if !WhiteSpace.isASCII(text[i]) { contentEnd = i + 1 }
                i += 1
            }
            if contentEnd > line {
                if start == nil { start = line }
                end = contentEnd
            }
            if let first = start, contentEnd == line || !endingAtBlankLines {
                body(first..<end)
                start = nil
            }
            if i + 1 < range.upperBound, text[i] == 0x0D, text[i + 1] == 0x0A { i += 1 }
            line = i + 1
        }
        if let first = start { body(first..<end) }
    }

    // MARK: - Words

    private mutating func cutBetweenWords(_ piece: Piece) {
        var start = piece.start
        while start < piece.end {
            let rest = start..<piece.end
            let weight = TextWeight.of(rest, in: text, knownUpTo: 4 * sizes.target)
            if weight <= sizes.tolerance && rest.count <= sizes.bytes {
                pieces.append(Piece(start: start, end: piece.end, weight: weight))
                return
            }
            let parts = max(2, (weight + sizes.target - 1) / sizes.target)
            let aim = offset(rest, weight > 4 * sizes.target ? sizes.target : weight / parts)
            let end = lastCut(start: start, aim: aim, limit: offset(rest, sizes.cap))
            pieces.append(Piece(start: start, end: end, weight: TextWeight.of(start..<end, in: text)))
            start = end
            while start < piece.end, WhiteSpace.isASCII(text[start]) { start += 1 }
        }
    }

    private func offset(_ range: Range<Int>, _ weight: Int) -> Int {
        min(TextWeight.offset(in: range, of: text, weighing: weight), range.lowerBound + sizes.bytes)
    }

    /// Where the piece from `start` ends: at the last word end in the second half before `aim`; else at the first
    /// possible place before the limit; else inside a word that is longer than a passage may be.
    private func lastCut(start: Int, aim: Int, limit: Int) -> Int {
        let half = start + (aim - start) / 2
        if let end = lastSpace(half, aim) ?? lastWordEnd(half, aim) { return end }
        if let end = lastSpace(aim, limit) ?? lastWordEnd(aim, limit) { return end }
        if let end = lastSpace(start, half) ?? lastWordEnd(start, half) { return end }
        let end = Graphemes.boundary(atOrBefore: limit, in: text)
        if end > start { return end }
        // One character that is larger than a passage: only made to be. Its code points stay whole.
        var i = limit
        while i > start + 1, text[i] & 0xC0 == 0x80 { i -= 1 }
        return max(i, start + 1)
    }

    /// The last place after `start` and up to `end` where white space begins.
    private func lastSpace(_ start: Int, _ end: Int) -> Int? {
        var i = end
        while i > start {
            if i < text.count, WhiteSpace.isASCII(text[i]), !WhiteSpace.isASCII(text[i - 1]) {
                if !isHyphenatedLineEnd(i), startsCharacterAfterSpace(i) { return i }
            }
            i -= 1
        }
        return nil
    }

    /// The last place after `start` and up to `end` that leaves words whole where there is no white space.
    private func lastWordEnd(_ start: Int, _ end: Int) -> Int? {
        var i = end
        while i > start {
            let isPlain = i < text.count && isAlphanumeric(text[i]) && isAlphanumeric(text[i - 1])
            if !isPlain, i >= text.count || text[i] & 0xC0 != 0x80, !WhiteSpace.isASCII(text[i - 1]),
                WordBoundaries.isBoundary(i, in: text)
            {
                return i
            }
            i -= 1
        }
        return nil
    }

    private func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }

    /// A word that was divided at the end of a line is one word.
    private func isHyphenatedLineEnd(_ end: Int) -> Bool {
        guard end >= 2, text[end - 1] == 0x2D || (text[end - 1] == 0xAD && text[end - 2] == 0xC2) else { return false }
        var i = end
        while i < text.count, WhiteSpace.isASCII(text[i]) {
            if text[i] == 0x0A || text[i] == 0x0D { return true }
            i += 1
        }
        return false
    }

    /// No accent or other mark follows the white space and belongs to it.
    private func startsCharacterAfterSpace(_ end: Int) -> Bool {
        var i = end
        while i < text.count, WhiteSpace.isASCII(text[i]) { i += 1 }
        return i >= text.count || text[i] < 0x80 || Graphemes.isBoundary(i, in: text)
    }
}

/// How many columns of a terminal text takes: two for the wide letters of East Asia and for most emoji, none for marks
/// that stand on the letter before them.
enum DisplayWidth {
    static func of(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + of($1) } }

    static func of(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if first.value < 0x300 { return first.value < 0x20 || first.value == 0x7F ? 0 : 1 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let isEmoji = first.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}")
        return isEmoji || isWide(first) ? 2 : 1
    }

    /// East Asian Width W and F, in the ranges that matter to text.
    static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F200...0x1F2FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}

/// Text of documents laid out in lines. A piece is shown as one, such as a link whose address takes no room.
struct DisplayLines {
    /// What is between two places where a line may break.
    struct Piece {
        var shown: String
        var width: Int
        /// Whether a space stands before it when it does not begin a line.
        var isSpaced: Bool
    }

    /// The pieces of plain text: words, and in scripts without spaces every letter.
    ///
    /// - Parameter width: words that are wider are cut before they get their style.
    static func pieces(
        _ text: some StringProtocol, width: Int = .max, style: (String) -> String = { $0 }
    ) -> [Piece] {
        var pieces: [Piece] = []
        var isSpaced = true
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" }) {
            isSpaced = true
            var run = ""
            func flush() {
                guard !run.isEmpty else { return }
                for part in parts(run, width: width) {
                    pieces.append(Piece(shown: style(part), width: DisplayWidth.of(part), isSpaced: isSpaced))
                    isSpaced = false
                }
                run = ""
            }
            for character in word {
                if mayBreak(before: character) { flush() }
                run.append(character)
            }
            flush()
        }
        return pieces
    }

    /// Whether a line may break before a letter without a space: in scripts that have none, but not before marks that close.
    static func mayBreak(before character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first, DisplayWidth.isWide(scalar) else { return false }
        return !"\u{3001}\u{3002}\u{FF0C}\u{FF1F}\u{FF01}\u{300D}\u{FF09}".contains(character)
    }

    /// A word in parts no wider than `width`: one part when it is no wider.
    static func parts(_ word: String, width: Int) -> [String] {
        var parts: [String] = []
        var part = ""
        var used = 0
        for character in word {
            let columns = DisplayWidth.of(String(character))
            if used > 0, used + columns > width {
                parts.append(part)
                part = ""
                used = 0
            }
            part.append(character)
            used += columns
        }
        return parts + [part]
    }

    /// The same for a piece; what has a style stays in one.
    private static func parts(_ piece: Piece, width: Int) -> [Piece] {
        guard piece.width > width, !piece.shown.contains("\u{1B}") else { return [piece] }
        return parts(piece.shown, width: width).enumerated().map { index, part in
            Piece(shown: part, width: DisplayWidth.of(part), isSpaced: index == 0 && piece.isSpaced)
        }
    }

    /// Lines no wider than `width`, unless a piece with a style is.
    static func wrapped(_ pieces: [Piece], width: Int, indent: String = "") -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for piece in pieces.flatMap({ parts($0, width: max(1, width - indent.count)) }) {
            let gap = piece.isSpaced && used > 0 ? 1 : 0
            if used > 0, used + gap + piece.width > width {
                lines.append((lines.isEmpty ? "" : indent) + line)
                line = piece.shown
                used = (indent.isEmpty ? 0 : indent.count) + piece.width
            } else {
                line += (gap == 1 ? " " : "") + piece.shown
                used += gap + piece.width
            }
        }
        if !line.isEmpty { lines.append((lines.isEmpty ? "" : indent) + line) }
        return lines
    }
}

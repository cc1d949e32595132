package import CommandLine
package import DocumentModel

/// The answer for a terminal while it comes: the text in lines of its width, each marker as soon as its claim is final, and
/// at the end what `TerminalAnswer` puts below the text.
package struct StreamedAnswer {
    private let terminal: Terminal
    private let width: Int
    /// Columns of the line that is open.
    private var column = 0
    /// What may still grow: the last word and the markers behind it.
    private var word = ""
    /// Whether a space stands before the word once it is written.
    private var isSpaced = false
    /// Whether the line may break before the word though no space stands there.
    private var mayBreak = false
    /// What came behind the word: a marker may still come before it.
    private var lineEnds = 0
    private var hasSpace = false
    /// Whether anything was written: an answer does not begin with empty lines.
    private var hasBegun = false

    package init(_ terminal: Terminal) {
        self.terminal = terminal
        width = min(terminal.width, 100)
    }

    /// What can be written now of a piece of text: all but its last word.
    package mutating func text(_ piece: String) -> String {
        var out = ""
        for character in HarmlessText.of(piece) {
            switch character {
            case "\n": lineEnds += 1
            case " ", "\t": hasSpace = true
            default:
                if lineEnds > 0 || hasSpace { out += closedWord() + separation() }
                // Scripts without spaces break between letters, but not before a mark that closes.
                if DisplayLines.mayBreak(before: character) { out += closedWord(isBreak: true) }
                word.append(character)
                hasBegun = true
            }
        }
        return out
    }

    /// A marker belongs to the word before it.
    package mutating func marker(_ number: Int) {
        word += "[\(number)]"
        hasBegun = true
    }

    /// The rest of an answer that has no end: the last word, and the end of its line.
    package mutating func rest() -> String { hasBegun ? closedWord() + "\n" : "" }

    /// The rest: the last word, and everything below the text.
    package mutating func end(_ answer: Answer) -> String {
        let rest = closedWord()
        let below = TerminalAnswer(terminal).below(answer, isTextMarked: false)
        let body = hasBegun ? rest + (below.isEmpty ? "\n" : "\n\n") : ""
        return body + (below.isEmpty ? "" : below + "\n")
    }

    /// The line ends before the next word, and whether a space stands there.
    private mutating func separation() -> String {
        defer {
            lineEnds = 0
            hasSpace = false
        }
        guard lineEnds > 0 else {
            isSpaced = column > 0
            return ""
        }
        column = 0
        isSpaced = false
        mayBreak = false
        return hasBegun ? String(repeating: "\n", count: lineEnds) : ""
    }

    /// - Parameter isBreak: the line may break behind the word though no space follows.
    private mutating func closedWord(isBreak: Bool = false) -> String {
        guard !word.isEmpty else { return "" }
        let columns = DisplayWidth.of(word)
        defer {
            word = ""
            isSpaced = false
            mayBreak = isBreak
        }
        if columns > width {
            let parts = DisplayLines.parts(word, width: width)
            let text = (column > 0 ? "\n" : "") + parts.joined(separator: "\n")
            column = parts.last.map(DisplayWidth.of) ?? 0
            return text
        }
        if column > 0, column + (isSpaced ? 1 : 0) + columns > width, isSpaced || mayBreak {
            column = columns
            return "\n" + word
        }
        let text = (isSpaced ? " " : "") + word
        column += (isSpaced ? 1 : 0) + columns
        return text
    }
}

/// What a person typed, taken apart into words, phrases in quotes, and words that must or must not be there.
///
/// Only what is certainly meant is read as more than words: a sentence with a hyphen or a single quotation mark stays a
/// sentence.
struct TypedQuestion: Equatable {
    enum Mark: Equatable { case none, required, excluded }

    struct Part: Equatable {
        var text: String
        var isPhrase: Bool
        var mark: Mark
    }

    /// What is longer is cut: a question of this length is a document.
    static let longest = 32_768

    let parts: [Part]

    init(_ text: String) {
        var parser = Parser(TypedQuestion.cleaned(text))
        parts = parser.parts()
    }

    /// The text without the phrases' quotation marks and without what is excluded.
    var plainText: String { parts.filter { $0.mark != .excluded }.map(\.text).joined(separator: " ") }

    /// Controls and directional marks become spaces, and the length is bounded.
    private static func cleaned(_ text: String) -> [Character] {
        var cleaned: [Character] = []
        var bytes = 0
        for character in text {
            bytes += character.utf8.count
            guard bytes <= longest else { break }
            guard let scalar = character.unicodeScalars.first else { continue }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                // Joiners inside a character are part of it.
                cleaned.append(" ")
            default: cleaned.append(character)
            }
        }
        return cleaned
    }
}

extension TypedQuestion {
    private struct Parser {
        private let characters: [Character]
        private var position = 0
        /// In a sentence that asks, a dash is a dash.
        private let readsMarks: Bool

        init(_ characters: [Character]) {
            self.characters = characters
            readsMarks = !characters.contains { $0 == "?" || $0 == "\u{FF1F}" || $0 == "\u{61F}" }
        }

        mutating func parts() -> [Part] {
            var parts: [Part] = []
            var plain = ""
            func flush() {
                if plain.contains(where: { !$0.isWhitespace }) {
                    parts.append(Part(text: plain, isPhrase: false, mark: .none))
                }
                plain = ""
            }
            while position < characters.count {
                let mark = mark()
                let start = mark == .none ? position : position + 1
                if let phrase = phrase(at: start) {
                    flush()
                    parts.append(Part(text: phrase.text, isPhrase: true, mark: mark))
                    position = phrase.end
                } else if mark != .none {
                    flush()
                    var end = start
                    while end < characters.count, !characters[end].isWhitespace { end += 1 }
                    parts.append(Part(text: String(characters[start..<end]), isPhrase: false, mark: mark))
                    position = end
                } else {
                    plain.append(characters[position])
                    position += 1
                }
            }
            flush()
            return parts
        }

        /// `+word` and `-word` at the beginning of a word, with at least three letters, as no flag of a program has.
        private func mark() -> Mark {
            let sign = characters[position]
            guard sign == "+" || sign == "-", position == 0 || characters[position - 1].isWhitespace else {
                return .none
            }
            let rest = characters[(position + 1)...].prefix(3)
            let isPhrase = rest.first.map(Parser.closing) != nil && phrase(at: position + 1) != nil
            guard isPhrase || (rest.count == 3 && rest.allSatisfy(\.isLetter)) else { return .none }
            guard sign == "-" else { return .required }
            // A question that is nothing but one excluded word is no exclusion.
            return readsMarks && (position > 0 || characters.contains(where: \.isWhitespace)) ? .excluded : .none
        }

        private func phrase(at start: Int) -> (text: String, end: Int)? {
            guard start < characters.count, let closing = Parser.closing(characters[start]) else { return nil }
            guard let end = characters[(start + 1)...].firstIndex(where: { closing.contains($0) }), end > start + 1
            else {
                return nil
            }
            return (String(characters[(start + 1)..<end]), end + 1)
        }

        private static func closing(_ opening: Character) -> String? {
            switch opening {
            case "\"": "\""
            case "\u{201C}": "\u{201D}\u{201C}"
            case "\u{201E}": "\u{201C}\u{201D}"
            case "\u{AB}": "\u{BB}"
            case "\u{300C}": "\u{300D}"
            case "\u{300E}": "\u{300F}"
            default: nil
            }
        }
    }
}

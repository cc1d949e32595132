/// What is looked for in a collection's index, valid by construction: the only thing that becomes a full-text query.
///
/// Its words are words of the index already (`Words.Tokenizer` made them), so nothing that a person typed can be read as
/// FTS5's own syntax, and no word is stemmed twice.
package struct SearchPattern: Sendable, Hashable {
    /// More are not looked for.
    package static let termLimit = 128

    package enum Role: Sendable, Hashable {
        /// Adds to the score of a passage that holds it.
        case wanted
        /// As wanted, and passages without it are not found.
        case required
        /// Passages that hold it are not found.
        case excluded
    }

    /// One word, several in a row, or the beginning of a word.
    package struct Term: Sendable, Hashable {
        /// More than one: a phrase.
        package let words: [[UInt8]]
        /// Whether the last word may go on.
        package let isPrefix: Bool
        package let role: Role
        /// How often it counts; a question that says a word twice means it twice.
        package let weight: Int
        /// Of required terms with the same group one is enough: forms of one word in several languages.
        package let group: Int?

        /// Nil when there is no word, or one that no index can hold.
        package init?(
            _ words: [[UInt8]], isPrefix: Bool = false, role: Role = .wanted, weight: Int = 1, group: Int? = nil
        ) {
            guard !words.isEmpty, words.count <= 32, (1...1000).contains(weight) else { return nil }
            // Control bytes separate words, so no word holds one.
            for word in words {
                guard !word.isEmpty, word.count <= 1024, word.allSatisfy({ $0 >= 0x20 }),
                    String(validating: word, as: UTF8.self) != nil
                else { return nil }
            }
            self.words = words
            self.isPrefix = isPrefix
            self.role = role
            self.weight = weight
            self.group = group
        }

        /// For people.
        package var text: String { words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ") }

        var isSingleWord: Bool { words.count == 1 && !isPrefix }

        fileprivate func joined(with other: Term) -> Term {
            let strict: Role =
                role == .excluded || other.role == .excluded
                ? .excluded : role == .required || other.role == .required ? .required : .wanted
            let sum = min(weight + other.weight, 1000)
            return Term(words, isPrefix: isPrefix, role: strict, weight: sum, group: group ?? other.group) ?? self
        }
    }

    /// Not empty, and at least one is not excluded.
    package let terms: [Term]

    /// Nil when nothing is wanted. The same words given twice are one term with the sum of their weights, and the
    /// stricter role.
    package init?(_ terms: [Term]) {
        var kept: [Term] = []
        var places: [Key: Int] = [:]
        for term in terms {
            let key = Key(words: term.words, isPrefix: term.isPrefix)
            if let place = places[key] {
                kept[place] = kept[place].joined(with: term)
            } else if kept.count < SearchPattern.termLimit {
                places[key] = kept.count
                kept.append(term)
            }
        }
        guard kept.contains(where: { $0.role != .excluded }) else { return nil }
        self.terms = kept
    }

    private struct Key: Hashable {
        let words: [[UInt8]]
        let isPrefix: Bool
    }

    /// The query as FTS5 reads it: one quoted string per term, joined by OR.
    var matchText: String { terms.map(\.matchText).joined(separator: " OR ") }
}

extension SearchPattern.Term {
    /// A quoted string that our tokenizer takes apart into exactly these words.
    var matchText: String {
        var bytes = IndexedText.wordsTag
        for (index, word) in words.enumerated() {
            if index > 0 { bytes.append(IndexedText.wordSeparator) }
            bytes += word
        }
        let quoted = String(decoding: bytes, as: UTF8.self).split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"")
        return "\"\(quoted)\"" + (isPrefix ? " *" : "")
    }
}

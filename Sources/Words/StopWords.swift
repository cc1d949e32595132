/// Words that carry grammar and no subject: they tell a language, and are left out of a question when others remain.
package struct StopWords: Sendable {
    private let words: Set<String>

    /// The stop words of a language; empty for one that has no list.
    package static func of(_ language: Language) -> StopWords { all[language] ?? StopWords(words: []) }

    /// Whether a word is one, in any case.
    package func contains(_ word: some StringProtocol) -> Bool {
        words.contains(String(word.lowercased().map { $0 == "\u{2019}" ? "'" : $0 }))
    }

    package var isEmpty: Bool { words.isEmpty }

    package static func words(_ language: Language) -> [Substring] {
        list(language).description.split(whereSeparator: { $0 == " " || $0 == "\n" })
    }

    private init(words: Set<String>) { self.words = words }

    private static let all: [Language: StopWords] = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { ($0, StopWords(words: Set(words($0).map(String.init)))) })
}

import Synchronization

/// Words that carry grammar and no subject: they tell a language, and are left out of a question when others remain.
package struct StopWords: Sendable {
    private let words: Set<String>

    /// The stop words of a language; empty for one that has no list.
    package static func of(_ language: Language) -> StopWords {
        made.withLock { made in
            if let known = made[language] { return known }
            let words = StopWords(words: Set(words(language)))
            made[language] = words
            return words
        }
    }

    /// Whether a word is one, in any case.
    package func contains(_ word: some StringProtocol) -> Bool {
        words.contains(String(word.lowercased().map { $0 == "\u{2019}" ? "'" : $0 }))
    }

    package var isEmpty: Bool { words.isEmpty }

    package static func words(_ language: Language) -> [String] {
        var words: [String] = []
        forEachWord(language) { words.append(String(decoding: $0, as: UTF8.self)) }
        return words
    }

    static func forEachWord(_ language: Language, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        list(language).withUTF8Buffer { list in
            var start = 0
            for end in 0...list.count where end == list.count || list[end] == 0x20 || list[end] == 0x0A {
                if start < end { body(UnsafeBufferPointer(rebasing: list[start..<end])) }
                start = end + 1
            }
        }
    }

    private init(words: Set<String>) { self.words = words }

    /// Made when they are first needed: a question needs those of one or two languages.
    private static let made = Mutex<[Language: StopWords]>([:])
}

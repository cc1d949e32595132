internal import Words

/// A question taken apart: its words with their weight, and what kind of answer it asks for.
struct Question {
    struct Term {
        /// As the index keeps it.
        var form: String
        /// As it was typed.
        var word: String
        /// Grammar, or what asks: counts next to nothing.
        var isStopWord: Bool
        /// The second form of a word that has one already; found, it counts for that one.
        var sameAs: Int?
        /// A name, a number or a code, judged by how it is written.
        var isName = false
        /// How much finding it says; set from the candidates and the word counts.
        var weight = 0.0
        /// How much missing it says.
        var rarity = 0.0
    }

    var terms: [Term] = []
    let kind: AnswerKind
    /// Terms by form.
    private(set) var index: [String: Int] = [:]

    init(_ text: String, language: Language?, tokenizer: Tokenizer) {
        let stopWords = language.map(StopWords.of) ?? StopWords.of(.english)
        let asked = AnswerKind.of(question: text)
        kind = asked.kind
        let bytes = Array(text.utf8)
        var found: [Term] = []
        var seen: [String: Int] = [:]
        var main: Int?
        bytes.withUnsafeBufferPointer { buffer in
            tokenizer.tokenize(buffer, for: .query) { token, start, end, colocated in
                let form = String(decoding: token, as: UTF8.self)
                if seen[form] == nil {
                    let word = String(decoding: buffer[start..<end], as: UTF8.self)
                    seen[form] = found.count
                    let stop =
                        stopWords.contains(word) || asked.asking.contains(word.lowercased())
                        || Question.isStopGram(word, stopWords)
                    var term = Term(form: form, word: word, isStopWord: stop, sameAs: colocated ? main : nil)
                    term.isName = Question.isName(word, isFirst: start == 0, language)
                    found.append(term)
                }
                if !colocated { main = seen[form] }
                return true
            }
        }
        // A question of nothing but stop words is about them.
        if found.allSatisfy(\.isStopWord) { for i in found.indices { found[i].isStopWord = false } }
        terms = found
        index = seen
    }

    /// Whether a word has a digit, two capitals, or a capital that neither the sentence's beginning nor German asks for.
    private static func isName(_ word: String, isFirst: Bool, _ language: Language?) -> Bool {
        let scalars = word.unicodeScalars
        if scalars.contains(where: { ("0"..."9").contains($0) }) { return true }
        let capitals = scalars.count { $0.properties.isUppercase }
        if capitals > 1 { return true }
        let begins = scalars.first?.properties.isUppercase ?? false
        return begins && !isFirst && language != .german
    }

    /// A pair of characters cut out of two words that are stop words themselves.
    private static func isStopGram(_ word: String, _ stopWords: StopWords) -> Bool {
        guard word.utf8.first ?? 0 >= 0xE2, word.count == 2 else { return false }
        return word.allSatisfy { stopWords.contains(String($0)) }
    }
}

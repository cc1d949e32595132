package import Storage
package import Words

/// A question as the search understands it: its language, its words as the index keeps them, and what is looked for.
///
/// A collection may hold several languages, each with stems of its own, so every word is looked for in the form that each
/// of them would have given it.
package struct QuestionAnalysis: Sendable {
    /// A word of the question.
    package struct Word: Sendable, Hashable {
        package let text: String
        /// Left out, since it carries grammar and other words remain.
        package let isStopWord: Bool
        package let role: SearchPattern.Role
        /// As the index keeps it.
        package var forms: [[UInt8]]
    }

    /// Where a term of the pattern stands in the question; what stands side by side there should do so in a passage.
    package struct Place: Sendable, Hashable {
        package let term: Int
        package let position: Int
    }

    package let text: String
    package let language: Language?
    package let words: [Word]
    package let phrases: [String]
    /// Two neighbours as one word, each of which may be how a name writes them.
    package let joined: [[UInt8]]
    /// Nil when the question holds no word.
    package let pattern: SearchPattern?
    /// For each language that the question was cut by, its terms in the order of the question.
    package let sequences: [[Place]]

    /// - Parameters:
    ///   - languages: codes of the languages of the collection, the most frequent first; an empty one: not known.
    ///   - fixed: the language by which the collection cuts all its words.
    package init(_ text: String, languages: [String], fixed: String? = nil, tokenizer: Tokenizer) {
        self.text = text
        let typed = TypedQuestion(text)
        let plain = typed.plainText
        let known = languages.compactMap { Language(code: $0) }
        let language = QuestionAnalysis.language(of: plain, among: known)
        self.language = language

        var cutting: [Language?] = fixed != nil ? [fixed.flatMap { Language(code: $0) }] : []
        if cutting.isEmpty {
            cutting = Array(known.prefix(QuestionAnalysis.mostLanguages))
            if languages.contains("") { cutting.append(language) }
            if cutting.isEmpty { cutting = [language] }
        }
        let cutter = QuestionCutter(
            tokenizer: tokenizer, stopLanguages: QuestionAnalysis.stopLanguages(language, known))
        var builder = PatternBuilder()
        var words: [Word] = []
        var joined: [[UInt8]] = []
        var seen: Set<Language?> = []
        for (index, language) in cutting.enumerated() where seen.insert(language).inserted {
            let cut = cutter.cut(typed, language)
            if index == 0 { words = cut.words }
            builder.add(cut)
            for pair in cutter.joined(cut.words, language) where !joined.contains(pair.word) {
                joined.append(pair.word)
                if pair.isName { builder.addName(pair.word) }
            }
        }
        self.words = words
        self.joined = joined
        phrases = typed.parts.filter(\.isPhrase).map(\.text)
        let (pattern, sequences) = builder.finish()
        self.pattern = pattern
        self.sequences = sequences
    }

    /// More languages than this are not expected in one collection; the rest is found by what it shares with these.
    static let mostLanguages = 6

    /// The question's own language; a guess that the collection does not speak has to be a sure one.
    private static func language(of text: String, among known: [Language]) -> Language? {
        guard let guess = Language.detect(text) else { return known.count == 1 ? known[0] : nil }
        if known.isEmpty || known.contains(guess.language) || guess.confidence >= 0.5 { return guess.language }
        return known.count == 1 ? known[0] : guess.language
    }

    private static func stopLanguages(_ language: Language?, _ known: [Language]) -> [Language] {
        guard let language else { return Array(known.prefix(2)) }
        return known.count == 1 && known[0] != language ? [language, known[0]] : [language]
    }
}

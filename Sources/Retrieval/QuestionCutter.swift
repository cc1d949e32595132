import Storage
import Words

/// Cuts a question into words as one language cuts them.
struct QuestionCutter {
    struct Token {
        var bytes: [UInt8]
        var position: Int
        /// Whether it stands beside the token before it.
        var isBeside: Bool
        var isStopWord: Bool
        var isPrefix: Bool
    }

    /// A part of the question in words.
    struct CutPart {
        var tokens: [Token]
        var role: SearchPattern.Role
        var isPhrase: Bool
    }

    struct Cut {
        var parts: [CutPart]
        var words: [QuestionAnalysis.Word]
    }

    let tokenizer: Tokenizer
    let stopWords: [StopWords]

    init(tokenizer: Tokenizer, stopLanguages: [Language]) {
        self.tokenizer = tokenizer
        stopWords = stopLanguages.map { StopWords.of($0) }
    }

    func cut(_ typed: TypedQuestion, _ language: Language?) -> Cut {
        var cut = Cut(parts: [], words: [])
        var position = 0
        for part in typed.parts {
            let role: SearchPattern.Role =
                switch part.mark {
                case .none: .wanted
                case .required: .required
                case .excluded: .excluded
                }
            var tokens: [Token] = []
            tokenize(part.text, language) { bytes, word, isBeside in
                if !isBeside || tokens.isEmpty { position += 1 }
                // What somebody marked or put in quotes is meant.
                let isStop = role == .wanted && !part.isPhrase && stopWords.contains { $0.contains(word) }
                let isPrefix = bytes.withUnsafeBufferPointer { Tokenizer.isSingleGram($0) }
                tokens.append(
                    Token(bytes: bytes, position: position, isBeside: isBeside, isStopWord: isStop, isPrefix: isPrefix))
                if isBeside, let last = cut.words.indices.last {
                    cut.words[last].forms.append(bytes)
                } else {
                    cut.words.append(
                        QuestionAnalysis.Word(text: word, isStopWord: isStop, role: role, forms: [bytes]))
                }
            }
            guard !tokens.isEmpty else { continue }
            cut.parts.append(CutPart(tokens: tokens, role: role, isPhrase: part.isPhrase))
            position += 1
        }
        return cut
    }

    /// Neighbours as one word: `Best Buy` as `bestbuy`. Two that are written with capitals look like a name.
    func joined(
        _ words: [QuestionAnalysis.Word], _ language: Language?
    ) -> [(word: [UInt8], isName: Bool)] {
        var joined: [(word: [UInt8], isName: Bool)] = []
        for (first, second) in zip(words, words.dropFirst()) where joined.count < QuestionCutter.mostJoined {
            guard !first.isStopWord, !second.isStopWord, first.role != .excluded, second.role != .excluded,
                first.text.allSatisfy(\.isLetter), second.text.allSatisfy(\.isLetter)
            else { continue }
            var tokens: [[UInt8]] = []
            tokenize((first.text + second.text).lowercased(), language) { bytes, _, _ in tokens.append(bytes) }
            guard tokens.count == 1 else { continue }
            joined.append((tokens[0], first.text.first?.isUppercase == true && second.text.first?.isUppercase == true))
        }
        return joined
    }

    private static let mostJoined = 24

    /// Hands over each token with the piece of the text that it was made from.
    private func tokenize(_ text: String, _ language: Language?, _ take: ([UInt8], String, Bool) -> Void) {
        let tag = language.map { LanguageTag.bytes($0) } ?? []
        let bytes = tag + Array(text.utf8)
        bytes.withUnsafeBufferPointer { all in
            tokenizer.tokenize(all, for: .query) { token, start, end, isBeside in
                let word = String(decoding: all[max(start, tag.count)..<max(end, tag.count)], as: UTF8.self)
                take(Array(token), word, isBeside)
                return true
            }
        }
    }
}

/// Gathers the terms of a pattern over all languages.
struct PatternBuilder {
    private var terms: [SearchPattern.Term] = []
    private var places: [Key: Int] = [:]
    private var sequences: [[QuestionAnalysis.Place]] = []

    private struct Key: Hashable {
        let words: [[UInt8]]
        let isPrefix: Bool
    }

    mutating func add(_ cut: QuestionCutter.Cut) {
        // Stop words count when there is nothing else.
        let keepsStopWords = cut.parts.allSatisfy { part in
            part.role == .excluded || part.tokens.allSatisfy(\.isStopWord)
        }
        var weights: [Int: Int] = [:]
        var sequence: [QuestionAnalysis.Place] = []
        for (group, part) in cut.parts.enumerated() {
            if part.isPhrase || part.role != .wanted {
                let words = part.tokens.filter { !$0.isBeside }.map(\.bytes)
                if let place = take(words, isPrefix: part.tokens.last?.isPrefix ?? false, role: part.role, group: group)
                {
                    weights[place, default: 0] += 1
                }
            }
            guard part.role != .excluded, part.role == .wanted || part.tokens.count > 1 else { continue }
            for token in part.tokens where keepsStopWords || !token.isStopWord {
                guard let place = take([token.bytes], isPrefix: token.isPrefix, role: .wanted, group: nil) else {
                    continue
                }
                weights[place, default: 0] += 1
                if !token.isBeside { sequence.append(QuestionAnalysis.Place(term: place, position: token.position)) }
            }
        }
        // The same word in two languages is one word, said as often as the question says it.
        for (place, weight) in weights { weigh(place, max(weight, terms[place].weight)) }
        if !sequence.isEmpty { sequences.append(sequence) }
    }

    /// A word that stands in names.
    mutating func addName(_ word: [UInt8]) {
        _ = take([word], isPrefix: false, role: .wanted, group: nil)
    }

    func finish() -> (SearchPattern?, [[QuestionAnalysis.Place]]) { (SearchPattern(terms), sequences) }

    private mutating func take(_ words: [[UInt8]], isPrefix: Bool, role: SearchPattern.Role, group: Int?) -> Int? {
        let key = Key(words: words, isPrefix: isPrefix)
        if let known = places[key] {
            if role != .wanted, terms[known].role == .wanted,
                let strict = SearchPattern.Term(words, isPrefix: isPrefix, role: role, group: group)
            {
                terms[known] = strict
            }
            return known
        }
        guard terms.count < SearchPattern.termLimit,
            let term = SearchPattern.Term(words, isPrefix: isPrefix, role: role, group: group)
        else { return nil }
        terms.append(term)
        places[key] = terms.count - 1
        return terms.count - 1
    }

    private mutating func weigh(_ place: Int, _ weight: Int) {
        let term = terms[place]
        terms[place] =
            SearchPattern.Term(
                term.words, isPrefix: term.isPrefix, role: term.role, weight: min(weight, 100), group: term.group)
            ?? term
    }
}

internal import Words

/// Answers questions with sentences of the texts, word for word.
///
/// Every sentence of every candidate is weighed by a handful of features (`SentenceFeatures`), the best is quoted first,
/// and up to two more that are nearly as good. Not thread-safe: it owns a tokenizer.
package final class Quoter {
    /// No answer has more sentences.
    package static let maxQuotes = 3

    private let tokenizer: (Language?) -> Tokenizer

    package init() {
        var made: [Language?: Tokenizer] = [:]
        tokenizer = { language in
            if let tokenizer = made[language] { return tokenizer }
            let tokenizer = Tokenizer(defaultLanguage: language ?? .english)
            made[language] = tokenizer
            return tokenizer
        }
    }

    /// The sentences that answer, or none.
    ///
    /// - Parameters:
    ///   - candidates: the best first
    ///   - counts: how common words are in all documents; without it the candidates themselves must tell.
    ///   - retrieval: from 0 to 1, how sure retrieval is that they hold an answer.
    package func answer(
        _ question: String, from candidates: [QuoteCandidate], counts: WordCounts? = nil, retrieval: Double? = nil
    ) -> QuotedAnswer {
        let weighed = weigh(question, candidates, counts, retrieval: retrieval)
        let ranked = weighed.sentences
        guard let best = ranked.first else {
            return QuotedAnswer(quotes: [], confidence: 0, isDeclined: true, closest: [])
        }
        let rest = Quoter.beside(best, ranked.dropFirst()).sorted {
            ($0.candidate, $0.range.lowerBound) < ($1.candidate, $1.range.lowerBound)
        }
        let quotes = ([best] + rest).map {
            Quote(candidate: candidates[$0.candidate].id, range: $0.range, score: $0.score)
        }
        let confidence = weighed.confidence
        let declined = confidence < QuotingWeights.declineBelow
        return QuotedAnswer(
            quotes: declined ? [] : quotes, confidence: confidence, isDeclined: declined, closest: quotes)
    }

    /// What is quoted beside the best: what completes it in its own passage, and what may answer in its place elsewhere.
    private static func beside(
        _ best: WeighedSentence, _ others: ArraySlice<WeighedSentence>
    ) -> [WeighedSentence] {
        let near = others.lazy.prefix { $0.score >= best.score - QuotingWeights.reach }
        let chosen = near.filter {
            $0.candidate == best.candidate || $0.score >= best.score - QuotingWeights.reachElsewhere
        }
        return Array(chosen.prefix(Quoter.maxQuotes - 1))
    }

    /// One sentence with what speaks for it.
    package struct WeighedSentence: Sendable {
        package var candidate: Int
        package var range: Range<Int>
        package var features: SentenceFeatures
        package var score: Double
    }

    package struct Weighed: Sendable {
        /// The best first.
        package var sentences: [WeighedSentence]
        package var evidence: AnswerEvidence

        /// From 0 to 1: how likely it is that the candidates hold the answer.
        package var confidence: Double { sentences.isEmpty ? 0 : QuotingWeights.confidence(evidence) }
    }

    /// Every sentence with its features, and what they say together; for `answer` and for measuring it.
    package func weigh(
        _ text: String, _ candidates: [QuoteCandidate], _ counts: WordCounts?, retrieval: Double? = nil
    ) -> Weighed {
        let language = Quoter.language(of: candidates, text)
        let tokenizer = tokenizer(language)
        var question = Question(text, language: language, tokenizer: tokenizer)
        var relatives = RelatedForms(question)
        let texts = candidates.map {
            CandidateText($0, question, language: language, tokenizer: tokenizer, &relatives)
        }
        question.weigh(by: texts, counts)
        let finder = FeatureFinder(question)
        let top = candidates.compactMap(\.score).max() ?? 1
        var sentences: [WeighedSentence] = []
        for (index, (candidate, words)) in zip(candidates, texts).enumerated() {
            let retrieval = candidate.score.map { top > 0 ? $0 / top : 0 } ?? 1 / Double(index + 1)
            let features = finder.features(words, candidate, retrieval: retrieval)
            for (sentence, features) in zip(words.sentences, features) {
                sentences.append(
                    WeighedSentence(
                        candidate: index, range: sentence.range, features: features,
                        score: QuotingWeights.score(features)))
            }
        }
        sentences.sort {
            ($1.score, $0.candidate, $0.range.lowerBound) < ($0.score, $1.candidate, $1.range.lowerBound)
        }
        let evidence = AnswerEvidence(question, texts, sentences, retrieval: retrieval)
        return Weighed(sentences: sentences, evidence: evidence)
    }

    /// The language the candidates are written in, since the question's words must be cut like theirs; a question
    /// alone is too short to be sure.
    private static func language(of candidates: [QuoteCandidate], _ question: String) -> Language? {
        var votes: [Language: Double] = [:]
        for candidate in candidates.prefix(5) {
            let guess = candidate.text.withUnsafeBufferPointer { Language.detect($0) }
            if let guess { votes[guess.language, default: 0] += guess.confidence + 0.01 }
        }
        let best = votes.max { ($0.value, $1.key.code) < ($1.value, $0.key.code) }
        return best?.key ?? Language.detect(question)?.language
    }
}

/// What says whether the candidates hold an answer at all.
package struct AnswerEvidence: Sendable {
    /// The share of the question's rarity that stands in the best sentence.
    package var sentence = 0.0
    /// The share that stands in it, beside it, or in its headings.
    package var surroundings = 0.0
    /// The share that stands in its candidate.
    package var candidate = 0.0
    /// The share that stands in any candidate.
    package var anywhere = 0.0
    /// How rare the rarest word is that stands nowhere, against all of the question.
    package var missing = 0.0
    /// Close words, and the kind of answer asked for.
    package var proximity = 0.0
    package var kind = 0.0
    /// How many words that say something the question has.
    package var words = 0.0
    /// The share of the question's rarity that is names, numbers and codes, and the part of it that stands neither in the
    /// best sentence's candidate nor in its headings: nothing else can be said for them.
    package var names = 0.0
    package var missingNames = 0.0

    /// The share of the question's words that are pairs of characters, cut without regard to words.
    package var pairs = 0.0

    package static let names = [
        "sentence", "surroundings", "candidate", "anywhere", "missing", "proximity", "kind", "words", "names",
        "missingNames", "pairs",
    ]
    package var values: [Double] {
        [sentence, surroundings, candidate, anywhere, missing, proximity, kind, words, names, missingNames, pairs]
    }

    init(_ question: Question, _ texts: [CandidateText], _ sentences: [Quoter.WeighedSentence]) {
        guard let best = sentences.max(by: { $0.score < $1.score }) else { return }
        let total = max(1e-9, question.terms.reduce(0) { $0 + $1.rarity })
        func share(_ terms: Set<Int>) -> Double { terms.reduce(0) { $0 + question.terms[$1].rarity } / total }
        let text = texts[best.candidate]
        let at = text.sentences.firstIndex { $0.range == best.range } ?? 0
        func terms(_ index: Int) -> Set<Int> {
            guard text.sentences.indices.contains(index) else { return [] }
            return Set(text.sentences[index].hits.map(\.term)).union(text.sentences[index].relatives)
        }
        let here = terms(at)
        let around = here.union(terms(at - 1)).union(terms(at + 1)).union(text.headingTerms)
        let inCandidate = text.sentences.indices.reduce(into: around) { $0.formUnion(terms($1)) }
        var everywhere = inCandidate
        for text in texts {
            for sentence in text.sentences {
                everywhere.formUnion(sentence.hits.map(\.term))
                everywhere.formUnion(sentence.relatives)
            }
        }
        sentence = share(here)
        surroundings = share(around)
        candidate = share(inCandidate)
        anywhere = share(everywhere)
        missing =
            question.terms.indices.filter { !inCandidate.contains($0) && question.terms[$0].sameAs == nil }
            .map { question.terms[$0].rarity }.max().map { $0 / total } ?? 0
        let named = Set(question.terms.indices.filter { question.terms[$0].isName && question.terms[$0].sameAs == nil })
        names = share(named)
        missingNames = share(named.subtracting(inCandidate))
        proximity = best.features.proximity
        kind = question.kind.tells ? best.features.kind : 0.5
        let content = question.terms.filter { !$0.isStopWord && $0.sameAs == nil }
        pairs = Double(content.count { $0.isPair }) / Double(max(1, content.count))
        words = Double(content.count) / 10
    }
}

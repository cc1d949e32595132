/// What says whether the candidates hold an answer at all.
package struct AnswerEvidence: Sendable {
    /// The share of the question's rarity that stands in the candidate of the best sentence, but not in that sentence,
    /// beside it or above it.
    package var scattered = 0.0
    /// The share that stands in any candidate.
    package var anywhere = 0.0
    /// The share of the question's weight that only like words stand for in the best sentence.
    package var related = 0.0
    /// Words that are neighbours in the question stand close together in the best sentence.
    package var proximity = 0.0
    /// How far the best sentence is ahead of the fourth.
    package var lead = 0.0
    /// How many words that say something the question has.
    package var words = 0.0
    /// The share of the question's rarity that is names, numbers and codes, and the part of it that stands neither in the
    /// best sentence nor beside or above it: nothing else can be said for them.
    package var names = 0.0
    package var namesNotNear = 0.0
    /// How sure retrieval is that the documents speak of it; one half when it does not say.
    package var retrieval = 0.5

    package static let names = [
        "scattered", "anywhere", "related", "proximity", "lead", "words", "names", "namesNotNear", "retrieval",
    ]
    package var values: [Double] {
        [scattered, anywhere, related, proximity, lead, words, names, namesNotNear, retrieval]
    }

    init(
        _ question: Question, _ texts: [CandidateText], _ ranked: [Quoter.WeighedSentence], retrieval: Double?
    ) {
        self.retrieval = retrieval ?? 0.5
        guard let best = ranked.first else { return }
        let total = max(1e-9, question.terms.reduce(0) { $0 + $1.rarity })
        func share(_ terms: Set<Int>) -> Double {
            terms.sorted().reduce(0) { $0 + question.terms[$1].rarity } / total
        }
        let text = texts[best.candidate]
        let at = text.sentences.firstIndex { $0.range == best.range } ?? 0
        func terms(_ index: Int) -> Set<Int> {
            text.sentences.indices.contains(index) ? text.sentences[index].terms : []
        }
        let around = terms(at).union(terms(at - 1)).union(terms(at + 1)).union(text.sentences[at].context)
        let inCandidate = text.sentences.reduce(into: around) { $0.formUnion($1.terms) }
        let everywhere = texts.reduce(into: Set<Int>()) { found, text in
            for sentence in text.sentences { found.formUnion(sentence.terms) }
        }
        scattered = share(inCandidate.subtracting(around))
        anywhere = share(everywhere)
        related = best.features.related
        proximity = best.features.proximity
        // Of too few sentences the fourth is thought to say half as much.
        lead = ranked.count > 3 ? best.score - ranked[3].score : best.features.coverage / 2
        let content = question.terms.filter { !$0.isStopWord && $0.sameAs == nil }
        words = Double(content.count) / 10
        let named = Set(
            question.terms.indices.filter {
                let term = question.terms[$0]
                return term.isName && !term.isStopWord && term.sameAs == nil
            })
        names = share(named)
        namesNotNear = share(named.subtracting(around))
    }
}

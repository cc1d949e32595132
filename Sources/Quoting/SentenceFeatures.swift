internal import Glibc
internal import Words

/// What speaks for a sentence as the answer to a question; each from 0 to 1 or thereabouts.
package struct SentenceFeatures: Sendable {
    /// The share of the question's weight that stands in the sentence.
    package var coverage = 0.0
    /// The share that only a word of the same family or a like one stands for.
    package var related = 0.0
    /// What is missing in the sentence and stands elsewhere in the candidate.
    package var candidate = 0.0
    /// What is missing in the sentence and stands in the sentence before it.
    package var before = 0.0
    /// The same, when the sentence begins with a word that refers back.
    package var reference = 0.0
    /// What is missing in the sentence and stands in the headings, or at the head of its table.
    package var context = 0.0
    /// Words of the question that it has and few other sentences of its candidate: what sets it apart there.
    package var contrast = 0.0
    /// How well retrieval likes the candidate, against its best.
    package var retrieval = 0.0
    /// It holds something of the kind that is asked for.
    package var kind = 0.0
    /// It is a question itself.
    package var isQuestion = 0.0
    /// It is a heading.
    package var isHeading = 0.0
    /// Words that follow each other in the question and stand close together here. Says nothing about which sentence is
    /// best, but something about whether any is good.
    package var proximity = 0.0

    package static let names = [
        "coverage", "related", "candidate", "before", "reference", "context", "contrast", "retrieval", "kind",
        "isQuestion", "isHeading",
    ]

    package var values: [Double] {
        [
            coverage, related, candidate, before, reference, context, contrast, retrieval, kind, isQuestion, isHeading,
        ]
    }
}

/// Finds the features of every sentence of a candidate.
struct FeatureFinder {
    let question: Question
    private let total: Double
    private let known: Set<String>

    init(_ question: Question) {
        self.question = question
        total = max(1e-9, question.terms.reduce(0) { $0 + $1.weight })
        known = Set(question.terms.map { $0.word.lowercased() })
    }

    private func weight(_ terms: Set<Int>) -> Double {
        terms.sorted().reduce(0) { $0 + question.terms[$1].weight } / total
    }

    func features(_ text: CandidateText, _ candidate: QuoteCandidate, retrieval: Double) -> [SentenceFeatures] {
        let exact = text.sentences.map(\.exact)
        let terms = text.sentences.map(\.terms)
        let anywhere = exact.reduce(into: Set<Int>()) { $0.formUnion($1) }
        let worth = contrasts(terms)
        return text.sentences.indices.map { i in
            let sentence = text.sentences[i]
            var features = SentenceFeatures()
            features.coverage = weight(exact[i])
            features.related =
                sentence.likeness.sorted { $0.key < $1.key }
                .reduce(0) { $0 + $1.value * question.terms[$1.key].weight } / total
            features.candidate = weight(anywhere.subtracting(terms[i]))
            features.before = i > 0 ? weight(exact[i - 1].subtracting(terms[i])) : 0
            features.reference = sentence.refersBack ? features.before : 0
            features.context = weight(sentence.context.subtracting(exact[i]))
            features.contrast = terms[i].sorted().reduce(0) { $0 + (worth[$1] ?? 0) } / 10
            features.retrieval = retrieval
            let words = SentenceWords(candidate.text[sentence.range], known: known)
            features.kind = question.kind.isMet(by: words) ? 1 : 0
            features.isQuestion = isQuestion(candidate.text[sentence.range]) ? 1 : 0
            features.isHeading = sentence.isHeading ? 1 : 0
            features.proximity = proximity(sentence.hits)
            return features
        }
    }

    /// For each term, how few sentences of the candidate have it; nothing for what all of them have.
    private func contrasts(_ sentences: [Set<Int>]) -> [Int: Double] {
        var holders: [Int: Double] = [:]
        for terms in sentences { for term in terms { holders[term, default: 0] += 1 } }
        let count = Double(sentences.count)
        return holders.reduce(into: [:]) { worth, holder in
            let grammar = question.terms[holder.key].isStopWord ? QuotingWeights.stopWord : 1
            worth[holder.key] = grammar * log(1 + (count - holder.value + 0.5) / (holder.value + 0.5))
        }
    }

    /// Pairs of neighbouring question words, weighed by the lighter of the two, that stand within four words.
    private func proximity(_ hits: [(term: Int, position: Int)]) -> Double {
        var places: [Int: [Int]] = [:]
        for hit in hits { places[hit.term, default: []].append(hit.position) }
        let content = question.terms.indices.filter {
            !question.terms[$0].isStopWord && question.terms[$0].sameAs == nil
        }
        guard content.count > 1 else { return 0 }
        var possible = 1e-9
        var met = 0.0
        for (a, b) in zip(content, content.dropFirst()) {
            let weight = min(question.terms[a].weight, question.terms[b].weight)
            possible += weight
            guard let first = places[a], let second = places[b] else { continue }
            let gap = first.flatMap { x in second.map { abs($0 - x) } }.min() ?? Int.max
            if gap <= 4 { met += weight / Double(max(1, gap - 1)) }
        }
        return met / possible
    }

    private func isQuestion(_ text: ArraySlice<UInt8>) -> Bool {
        if text.last == 0x3F { return true }
        return text.count > 3
            && (text.suffix(3).elementsEqual([0xEF, 0xBC, 0x9F]) || text.suffix(2).elementsEqual([0xD8, 0x9F]))
    }
}

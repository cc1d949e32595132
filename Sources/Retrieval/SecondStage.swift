import Storage

/// Ranks the first stage's passages anew, by what only their text and their documents tell. A pure function.
package struct SecondStage {
    package let settings: RankingSettings

    package init(_ settings: RankingSettings) { self.settings = settings }

    package func rank(_ read: CandidateList, _ question: QuestionAnalysis) -> [Candidate] {
        let scorer = PassageScorer(read, question, settings)
        let names = NameEvidence(read, question, settings)
        var candidates = read.candidates
        for index in candidates.indices {
            candidates[index].shares = scorer.shares(candidates[index].words, length: candidates[index].length)
            candidates[index].pairs = scorer.pairs(candidates[index].words, length: candidates[index].length)
        }
        addDocumentEvidence(&candidates, scorer)
        for index in candidates.indices {
            let candidate = candidates[index]
            let text = candidate.shares.reduce(0, +) + candidate.pairs + candidate.documentEvidence
            candidates[index].name = names.share(of: text, in: candidate.document)
            candidates[index].score = text + candidates[index].name
        }
        candidates.sort(by: Candidate.isBetter)
        guard settings.feedbackShare > 0 else { return candidates }
        let feedback = Feedback(candidates, read, settings)
        guard feedback.safety > 0 else { return candidates }
        for index in candidates.indices {
            candidates[index].feedback = settings.feedbackShare * feedback.safety * feedback.score(candidates[index])
            candidates[index].score += candidates[index].feedback
        }
        candidates.sort(by: Candidate.isBetter)
        return candidates
    }

    /// What a document as a whole says: BM25 over the candidates' documents, as far as their passages are candidates.
    private func addDocumentEvidence(_ candidates: inout [Candidate], _ scorer: PassageScorer) {
        guard settings.documentShare > 0 else { return }
        var documents: [Int: PassageScorer.WholeDocument] = [:]
        for candidate in candidates {
            let frequencies = scorer.frequencies(candidate.words)
            documents[
                candidate.document,
                default: PassageScorer.WholeDocument(scorer.noFrequencies, length: candidate.documentLength)
            ].add(frequencies)
        }
        let scores = scorer.documentScores(documents)
        for index in candidates.indices {
            candidates[index].documentEvidence = settings.documentShare * (scores[candidates[index].document] ?? 0)
        }
    }
}

/// Ranks the first stage's passages anew, by what only their text and their documents tell. A pure function.
package struct SecondStage {
    package let settings: RankingSettings

    package init(_ settings: RankingSettings) { self.settings = settings }

    package func rank(_ read: CandidateList, _ question: QuestionAnalysis) -> [Candidate] {
        let scorer = PassageScorer(read, question, settings)
        var candidates = read.candidates
        for index in candidates.indices {
            candidates[index].shares = scorer.shares(candidates[index].words, length: candidates[index].length)
            candidates[index].pairs = scorer.pairs(candidates[index].words, length: candidates[index].length)
        }
        addDocumentEvidence(&candidates, scorer)
        for index in candidates.indices {
            let candidate = candidates[index]
            candidates[index].score =
                candidate.shares.reduce(0, +) + candidate.pairs + candidate.documentEvidence
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

    /// What a document as a whole says: BM25 over documents, as far as their passages are among the candidates.
    private func addDocumentEvidence(_ candidates: inout [Candidate], _ scorer: PassageScorer) {
        guard settings.documentShare > 0 else { return }
        var frequencies: [Int: [Double]] = [:]
        var lengths: [Int: Int] = [:]
        for candidate in candidates {
            frequencies[candidate.document, default: scorer.noFrequencies].add(scorer.frequencies(candidate.words))
            lengths[candidate.document] = candidate.documentLength
        }
        var evidence: [Int: Double] = [:]
        for (document, frequencies) in frequencies {
            evidence[document] =
                settings.documentShare * scorer.documentScore(frequencies, length: lengths[document] ?? 1)
        }
        for index in candidates.indices {
            candidates[index].documentEvidence = evidence[candidates[index].document] ?? 0
        }
    }
}

extension [Double] {
    fileprivate mutating func add(_ other: [Double]) {
        for index in indices { self[index] += other[index] }
    }
}

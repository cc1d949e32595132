import Storage

/// Words that the best passages share, and what they add to other passages (pseudo-relevance feedback).
///
/// It is safe only where several passages are about equally good: where one stands out, what it shares with the next ones
/// is chance.
struct Feedback {
    /// From 0 (one passage stands out) to 1.
    private(set) var safety = 0.0
    /// By word number.
    private var weights: [Double] = []
    private let averageLength: Double

    init(_ candidates: [Candidate], _ read: CandidateList, _ settings: RankingSettings) {
        averageLength = read.list.averageLength
        let best = candidates.prefix(settings.feedbackPassages)
        guard best.count > 1, let top = best.first?.score, let last = best.last?.score, top > 0 else { return }
        let evenness = last / top
        safety = min(max((evenness - settings.feedbackFrom) / (settings.feedbackFull - settings.feedbackFrom), 0), 1)
        guard safety > 0 else { return }

        let wordCount = read.table.count
        var sums = [Double](repeating: 0, count: wordCount)
        var passages = [Int32](repeating: 0, count: wordCount)
        var frequencies = [Int32](repeating: 0, count: wordCount)
        for candidate in best {
            let body = candidate.words.columns[0]
            for occurrence in body { frequencies[Int(occurrence.word)] += 1 }
            let trust = candidate.score / top
            for occurrence in body where frequencies[Int(occurrence.word)] > 0 {
                let word = Int(occurrence.word)
                sums[word] +=
                    trust
                    * BM25.share(
                        frequency: Double(frequencies[word]), length: candidate.length, averageLength: averageLength)
                passages[word] += 1
                frequencies[word] = 0
            }
        }
        var scored: [(word: Int, weight: Double)] = []
        for word in 0..<wordCount where passages[word] > 1 {
            // A word that is not kept as common stands in few passages.
            let holding = read.holders(Int32(word)) ?? Feedback.rare
            let informativeness = BM25.informativeness(passages: read.list.passages, holding: holding)
            scored.append((word, sums[word] / Double(best.count) * informativeness))
        }
        scored.sort { $0.weight != $1.weight ? $0.weight > $1.weight : $0.word < $1.word }
        let kept = scored.prefix(settings.feedbackWords)
        // Together they weigh as much as the question's own words.
        let total = kept.reduce(0) { $0 + $1.weight }
        let question = read.list.terms.reduce(0) { $0 + ($1.holders > 0 ? $1.informativeness : 0) }
        guard total > 0 else { return }
        weights = [Double](repeating: 0, count: wordCount)
        for (word, weight) in kept { weights[word] = weight / total * question }
    }

    /// What is assumed of words that stand in fewer passages than are counted.
    private static let rare = 16

    func score(_ candidate: Candidate) -> Double {
        guard !weights.isEmpty else { return 0 }
        var frequencies: [(word: Int32, count: Double)] = []
        for occurrence in candidate.words.columns[0] where weights[Int(occurrence.word)] > 0 {
            if let place = frequencies.firstIndex(where: { $0.word == occurrence.word }) {
                frequencies[place].count += 1
            } else {
                frequencies.append((occurrence.word, 1))
            }
        }
        return frequencies.reduce(0) { sum, entry in
            sum + weights[Int(entry.word)]
                * BM25.share(frequency: entry.count, length: candidate.length, averageLength: averageLength)
        }
    }
}

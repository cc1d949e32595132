internal import Glibc

extension Question {
    /// Documents that every count begins with, one word in a hundred in each: among three documents a word that none has is
    /// not much rarer than one that a document has.
    private static let documentsBefore = 20.0

    /// Sets how much each term says: for choosing among sentences by how few of them have it, for judging whether the
    /// documents hold an answer by how rare it is in all of them.
    mutating func weigh(by texts: [CandidateText], _ counts: WordCounts?) {
        let sentences = texts.flatMap(\.sentences)
        var frequencies = [Int](repeating: 0, count: terms.count)
        for sentence in sentences {
            for term in Set(sentence.hits.map(\.term)) { frequencies[term] += 1 }
        }
        let total = Double(max(1, sentences.count))
        for i in terms.indices {
            guard terms[i].sameAs == nil else { continue }
            let local = log(1 + (total + 0.5) / (Double(frequencies[i]) + 0.5))
            var rarity = local
            if let counts {
                let documents = Double(max(1, counts.documents)) + Question.documentsBefore
                let holders = Double(counts.frequency(terms[i].form)) + Question.documentsBefore / 100
                rarity = log(1 + (documents + 0.5) / (holders + 0.5))
            }
            let grammar = terms[i].isStopWord ? QuotingWeights.stopWord : 1
            terms[i].weight = grammar * local
            terms[i].rarity = terms[i].isStopWord ? 0 : rarity
        }
    }
}

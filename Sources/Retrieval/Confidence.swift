import Glibc
import Storage

/// How likely it is that the documents speak of what was asked, from the ranking alone.
///
/// A logistic curve over four facts. Its constants come from questions with and without an answer; how well they hold on
/// sets that were left out of the fit stands in `docs/retrieval.md`.
package struct Confidence: Sendable {
    package struct Facts: Sendable, Hashable {
        /// How much of what the question's words tell the best passage covers.
        package var coverage = 0.0
        /// How much of it one place covers, about a sentence long, in one of the best three passages.
        package var closeness = 0.0
        /// How far the best passage is ahead of the next that is not nearly the same.
        package var lead = 0.0
        /// From 1/2 for a question of one word to 0 for a long one: few words are easily covered.
        package var brevity = 0.0

        /// In the order of the constants.
        package var values: [Double] { [coverage, closeness, lead, brevity] }
    }

    package let facts: Facts
    package let value: Double

    init(_ ranked: [Candidate], _ read: CandidateList, _ question: QuestionAnalysis) {
        let words = Confidence.words(of: question, in: read.list)
        let all = words.reduce(0) { $0 + $1.worth }
        guard let best = ranked.first, all > 0 else {
            facts = Facts()
            value = 0
            return
        }
        let covered = words.reduce(0) { $0 + ($1.terms.contains { best.shares[$0] > 0 } ? $1.worth : 0) }
        var facts = Facts()
        facts.coverage = covered / all
        let places = Places(words, read)
        facts.closeness = ranked.prefix(3).map { places.most($0.words.columns[0]) }.max().map { $0 / all } ?? 0
        facts.lead = 1
        let own = best.words.sortedBody
        if let next = ranked.dropFirst().first(where: { !Folding.isSame($0.words.sortedBody, own) }), best.score > 0 {
            facts.lead = 1 - next.score / best.score
        }
        facts.brevity = 1 / Double(1 + words.count)
        self.facts = facts
        value = Confidence.value(of: facts)
    }

    /// A word that the question asks with, its forms among the terms, and what it tells.
    private struct Word {
        let terms: [Int]
        let worth: Double
    }

    private static func words(of question: QuestionAnalysis, in list: TopList) -> [Word] {
        var places: [[UInt8]: Int] = [:]
        for (place, term) in list.terms.enumerated() where term.term.words.count == 1 {
            places[term.term.words[0]] = place
        }
        let asked = question.words.filter { !$0.isStopWord && $0.role != .excluded }
        return (asked.isEmpty ? question.words : asked).map { word in
            let terms = word.forms.compactMap { places[$0] }
            let holders = terms.map { list.terms[$0].holders }.max() ?? 0
            return Word(terms: terms, worth: BM25.worth(passages: max(list.passages, 1), holding: holders))
        }
    }

    /// Looks for the place of a text that covers most of the question.
    private struct Places {
        static let length: Int32 = 24

        /// By word number: the question's word that it is a form of.
        private var asked: [Int32: Int] = [:]
        private let worth: [Double]

        init(_ words: [Word], _ read: CandidateList) {
            worth = words.map(\.worth)
            for (number, word) in words.enumerated() {
                for term in word.terms {
                    asked[Int32(read.table.number(of: read.list.terms[term].term.words[0]))] = number
                }
            }
        }

        func most(_ body: [PassageWords.Occurrence]) -> Double {
            let hits = body.compactMap { hit in asked[hit.word].map { (position: hit.position, word: $0) } }
            var counts = [Int](repeating: 0, count: worth.count)
            var (first, sum, most) = (0, 0.0, 0.0)
            for hit in hits {
                if counts[hit.word] == 0 { sum += worth[hit.word] }
                counts[hit.word] += 1
                while hits[first].position <= hit.position - Places.length {
                    counts[hits[first].word] -= 1
                    if counts[hits[first].word] == 0 { sum -= worth[hits[first].word] }
                    first += 1
                }
                most = max(most, sum)
            }
            return most
        }
    }

    /// As `bench confidence` fits them.
    private static let base = -3.117
    private static let constants = [3.438, 3.843, 2.214, -7.077]

    static func value(of facts: Facts) -> Double {
        let sum = zip(facts.values, constants).reduce(base) { $0 + $1.0 * $1.1 }
        return 1 / (1 + exp(-sum))
    }
}

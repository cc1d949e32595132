import Glibc
import Storage

/// How likely it is that the documents speak of what was asked, from the ranking alone.
///
/// A logistic curve over five facts. Its constants come from questions with and without an answer; how well they hold on
/// sets that were left out of the fit stands in `docs/retrieval.md`.
package struct Confidence: Sendable {
    package struct Facts: Sendable, Hashable {
        /// How much of what the question's words tell the best passage covers.
        package var coverage = 0.0
        /// The best passage's words' score, as a part of the most that it could be.
        package var strength = 0.0
        /// What its words' places add, measured the same way.
        package var nearness = 0.0
        /// How far the best passage is ahead of the first one of another document.
        package var lead = 0.0
        /// How much of the question's words' worth the five best passages cover together.
        package var reach = 0.0

        /// In the order of the constants.
        package var values: [Double] { [coverage, strength, nearness, lead, reach] }
    }

    package let facts: Facts
    package let value: Double

    init(_ ranked: [Candidate], _ list: TopList, _ question: QuestionAnalysis) {
        let words = Confidence.words(of: question, in: list)
        let all = words.reduce(0) { $0 + $1.worth }
        guard let best = ranked.first, all > 0 else {
            facts = Facts()
            value = 0
            return
        }
        func covered(_ shares: [Double]) -> Double {
            words.reduce(0) { $0 + ($1.terms.contains { shares[$0] > 0 } ? $1.worth : 0) } / all
        }
        var together = list.terms.map { _ in 0.0 }
        for candidate in ranked.prefix(5) {
            for (place, share) in candidate.shares.enumerated() { together[place] = max(together[place], share) }
        }
        var facts = Facts()
        facts.coverage = covered(best.shares)
        facts.strength = best.shares.reduce(0, +) / (all * BM25.mostPerWord)
        facts.nearness = best.pairs / (all * BM25.mostPerWord)
        facts.lead = 1
        if let next = ranked.first(where: { $0.document != best.document }), best.score > 0 {
            facts.lead = 1 - next.score / best.score
        }
        facts.reach = covered(together)
        self.facts = facts
        value = Confidence.value(of: facts)
    }

    /// The words that the question asks with, each with its forms among the terms and what it tells.
    private static func words(of question: QuestionAnalysis, in list: TopList) -> [(terms: [Int], worth: Double)] {
        var places: [[UInt8]: Int] = [:]
        for (place, term) in list.terms.enumerated() where term.term.words.count == 1 {
            places[term.term.words[0]] = place
        }
        let asked = question.words.filter { !$0.isStopWord && $0.role != .excluded }
        return (asked.isEmpty ? question.words : asked).map { word in
            let terms = word.forms.compactMap { places[$0] }
            let holders = terms.map { list.terms[$0].holders }.max() ?? 0
            return (terms, BM25.worth(passages: max(list.passages, 1), holding: holders))
        }
    }

    /// As `bench confidence` fits them.
    private static let base = -3.147
    private static let constants = [2.476, 1.724, 2.730, 2.907, 0.264]

    static func value(of facts: Facts) -> Double {
        let sum = zip(facts.values, constants).reduce(base) { $0 + $1.0 * $1.1 }
        return 1 / (1 + exp(-sum))
    }
}

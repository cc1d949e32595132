import Glibc

/// How good one ranking of documents is, given which of them are relevant.
package struct RankingQuality: Sendable, Hashable {
    package var ndcg10 = 0.0
    package var recall10 = 0.0
    package var recall100 = 0.0
    package var reciprocalRank10 = 0.0
    package var precision1 = 0.0

    package init() {}

    /// - Parameter ranking: documents, best first, each once.
    package init(_ ranking: [String], relevance: [String: Int]) {
        let grades = ranking.map { max(relevance[$0] ?? 0, 0) }
        let ideal = relevance.values.filter { $0 > 0 }.sorted(by: >)
        guard !ideal.isEmpty else { return }
        ndcg10 = RankingQuality.gain(grades.prefix(10)) / RankingQuality.gain(ideal.prefix(10))
        recall10 = Double(grades.prefix(10).count { $0 > 0 }) / Double(ideal.count)
        recall100 = Double(grades.prefix(100).count { $0 > 0 }) / Double(ideal.count)
        if let first = grades.prefix(10).firstIndex(where: { $0 > 0 }) { reciprocalRank10 = 1 / Double(first + 1) }
        precision1 = (grades.first ?? 0) > 0 ? 1 : 0
    }

    /// The sum of the grades, each divided by the logarithm of its place, as `trec_eval` computes it.
    private static func gain(_ grades: ArraySlice<Int>) -> Double {
        grades.enumerated().reduce(0) { $0 + Double($1.element) / log2(Double($1.offset) + 2) }
    }
}

/// The measures by name, in the order in which they are shown.
package enum RankingMeasure: String, CaseIterable, Sendable {
    case ndcg10 = "ndcg@10"
    case recall10 = "recall@10"
    case recall100 = "recall@100"
    case reciprocalRank10 = "mrr@10"
    case precision1 = "p@1"

    package func value(of quality: RankingQuality) -> Double {
        switch self {
        case .ndcg10: quality.ndcg10
        case .recall10: quality.recall10
        case .recall100: quality.recall100
        case .reciprocalRank10: quality.reciprocalRank10
        case .precision1: quality.precision1
        }
    }
}

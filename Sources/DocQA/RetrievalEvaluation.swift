package import Evaluation
package import Retrieval

/// How well a collection's documents are found for judged queries.
package struct RetrievalEvaluation: Sendable {
    package var qualities: [RankingQuality] = []
    package var run = Run()
    package var milliseconds: [Double] = []
    /// For every query: whether it has an answer, and how sure the search was of one.
    package var confidences: [(isAnswerable: Bool, confidence: Double, facts: Confidence.Facts)] = []

    package init(
        _ set: JudgedQueries, in database: EvaluationDatabase, settings: RankingSettings = RankingSettings(),
        every step: Int = 1
    ) async throws(DocQAError) {
        let stems = try await database.stems()
        for (number, query) in set.queries.enumerated() where number % step == 0 {
            let search = try await database.search(query.text, settings: settings)
            milliseconds.append(search.milliseconds)
            let relevance = set.relevance[query.id] ?? [:]
            let isJudged = relevance.contains { $0.value > 0 }
            if isJudged || query.isUnanswerable {
                confidences.append((isJudged, search.retrieval.confidence, search.retrieval.confidenceFacts))
            }
            let ranking = search.retrieval.rankedDocuments.map {
                Run.Entry(document: stems[$0.document] ?? "", score: $0.score)
            }
            run.append(query.id, ranking)
            if isJudged { qualities.append(RankingQuality(ranking.map(\.document), relevance: relevance)) }
        }
    }

    package func mean(_ measure: RankingMeasure) -> Mean { Mean(qualities.map { measure.value(of: $0) }) }
    package var latency: Percentiles { Percentiles(milliseconds) }

    /// What refusing below a confidence would have done; nil when every query has an answer.
    package func refusing(below threshold: Double) -> Refusing? {
        let unanswerable = confidences.count { !$0.isAnswerable }
        guard unanswerable > 0 else { return nil }
        let refused = confidences.filter { $0.confidence < threshold }
        let right = refused.count { !$0.isAnswerable }
        return Refusing(
            threshold: threshold, refused: refused.count, rightly: right, unanswerable: unanswerable,
            queries: confidences.count)
    }

    package struct Refusing: Sendable {
        package let threshold: Double
        package let refused: Int
        package let rightly: Int
        package let unanswerable: Int
        package let queries: Int

        package var precision: Double { refused == 0 ? 0 : Double(rightly) / Double(refused) }
        package var recall: Double { Double(rightly) / Double(unanswerable) }
    }
}

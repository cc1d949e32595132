import Answering
package import LanguageModels
package import Quoting
package import Retrieval

/// What the model without a key answers a question from.
package struct QuotablePassages: Sendable {
    package let prompt: PlannedPrompt
    /// How common the question's words are in what was searched.
    package let counts: WordCounts?
    /// How sure retrieval is that there is an answer.
    package let retrieval: Double

    package var model: ExtractiveModel { ExtractiveModel(counts: counts, retrieval: retrieval) }
}

extension Library {
    func quotable(
        _ question: String, _ found: Retrieval, _ evidence: [Evidence]
    ) async throws(DocQAError) -> QuotablePassages {
        QuotablePassages(
            prompt: EvidenceLayout.prompt(question, evidence), counts: try await wordCounts(for: found),
            retrieval: found.confidence)
    }

    /// The same from what was found alone, for measuring.
    package func quotable(_ question: String, _ found: Retrieval) async throws(DocQAError) -> QuotablePassages {
        try await quotable(question, found, evidence(for: found.passages))
    }
}

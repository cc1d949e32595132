internal import Glibc

/// How much each feature counts; the same for all documents and languages. `bench quoting` fits them anew and tries them on
/// documents that were left out of the fit; `docs/evaluation.md` has what came of it.
///
/// The weights of sentences come from one set of questions in English, German, Chinese and Arabic over the paragraphs
/// retrieved for each (listwise: the likelihood of a sentence with the answer). Around them the measure is flat: a third
/// more or less of any but the first moves it by less than half a point. Headings, tables and questions do not occur in
/// that set: what stands above a sentence counts as what stands elsewhere beside it, and titles and questions are no
/// answers.
///
/// The weights of the confidence weigh questions that are rightly answered against those that wrongly are, over three sets:
/// short paragraphs about many things (where a wrong refusal costs most), long documents with questions that nearly have an
/// answer, and the sample corpus.
package enum QuotingWeights {
    /// What a stop word counts against another word of the same rarity.
    static let stopWord = 0.15
    /// A sentence is quoted beside the best when it is at most this much worse; one of another passage, which does not complete
    /// it but competes with it, has to be nearer.
    static let reach = 0.6
    static let reachElsewhere = 0.3
    package static let declineBelow = 0.5

    static func score(_ f: SentenceFeatures) -> Double {
        let words = f.coverage + 0.69 * f.related + 0.34 * f.candidate + 0.22 * f.before + 0.17 * f.reference
        let place = 0.3 * f.context + 0.3 * f.contrast + 0.53 * f.retrieval
        return words + place + 0.21 * f.kind - 0.3 * f.isQuestion - 0.3 * f.isHeading
    }

    static func confidence(_ e: AnswerEvidence) -> Double {
        // Many words that are there say more than few, whatever their share; a few are easily found together.
        let found = 3.07 * e.anywhere - 1.88 * e.scattered + 6.83 * e.related + 1.8 * e.proximity + 3.17 * e.words
        let names = 2.8 * e.names + 3.21 * e.namesNotNear
        return 1 / (1 + exp(4.02 - found + names - 5.49 * e.lead - 1.36 * e.retrieval))
    }
}

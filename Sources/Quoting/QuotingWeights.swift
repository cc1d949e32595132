internal import Glibc

/// How much each feature counts.
///
/// The weights of sentences were fitted (listwise, by the likelihood of a sentence with the gold answer) on the English,
/// German, Chinese and Arabic versions of one set of questions over ten retrieved paragraphs each; leaving any language
/// out moves the shares on it by at most 0.3 points. The length of a sentence, how little it says beside the question,
/// and its neighbours' words got weights of nearly nothing and were removed. Headings and questions do not occur
/// in that set: a heading counts as much as words elsewhere in a candidate would lose, and a question is no answer.
///
/// The weights of the confidence are a logistic regression over the same questions, with and without the paragraph that
/// holds the answer among the candidates, and over a set of long documents with unanswerable questions about them, both
/// sets counting the same. Pairs of characters across two words are found more seldom than words are, so they get a
/// bonus, which was set on the Chinese questions.
enum QuotingWeights {
    /// What a stop word counts against another word of the same rarity.
    static let stopWord = 0.15
    /// A sentence is quoted beside the best when it is at most this much worse.
    static let reach = 1.5
    static let declineBelow = 0.5

    static func score(_ f: SentenceFeatures) -> Double {
        let words = f.coverage + 0.15 * f.related + 0.3 * f.headings + 0.35 * f.proximity
        return words + 1.05 * f.retrieval - 0.3 * f.candidate + 0.27 * f.kind - 0.3 * f.isQuestion
    }

    static func confidence(_ e: AnswerEvidence) -> Double {
        let found = 2.19 * e.sentence + 1.71 * e.surroundings + 0.96 * e.candidate + 1.73 * e.anywhere
        let shape = 1.96 * e.missing + 0.91 * e.proximity + 0.5 * e.kind + 1.78 * e.words
        return 1 / (1 + exp(5.76 - found - shape - 1.2 * e.pairs))
    }
}

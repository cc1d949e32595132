internal import Glibc

/// How much each feature counts.
///
/// The weights of sentences were fitted (listwise, by the likelihood of a sentence with the gold answer) on the English,
/// German, Chinese and Arabic versions of one set of questions over ten retrieved paragraphs each; leaving any language
/// out moves the shares on it by at most 0.3 points. The length of a sentence, how little it says beside the question,
/// and its neighbours' words got weights of nearly nothing and were removed. Headings and questions do not occur
/// in that set: a heading counts as much as words elsewhere in a candidate would lose, and a question is no answer.
///
/// The weights of the confidence are a logistic regression over three sets: half of the same questions in English (with the
/// paragraph that holds the answer among the candidates twice the weight, without it a tenth), a set of long documents with
/// unanswerable questions about them (weight one for either kind), and the sample corpus with its questions (one half). The
/// same constants hold for all. `docs/evaluation.md` has the sweep. What names add was the largest gain: without them the
/// chance that an answerable question looks surer than one without an answer is 0.72 on the long documents and 0.84 on
/// the corpus, with them 0.79 and 0.91. Pairs of characters across two words are found more seldom than words are, so they
/// get a bonus, which was set on the Chinese questions.
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
        let found = 1.13 * e.sentence + 1.64 * e.surroundings + 0.45 * e.candidate + 1.92 * e.anywhere
        // Many words in one sentence say more than a few, whatever their share.
        let shape = 0.79 * e.missing + 0.8 * e.proximity + 1.09 * e.kind + (3.22 + 2.9 * e.sentence) * e.words
        let names = 1.88 * e.names + 1.8 * e.missingNames
        return 1 / (1 + exp(5.6 - found - shape + names - 1.2 * e.pairs))
    }
}

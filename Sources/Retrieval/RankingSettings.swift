package import Storage

/// The constants of the ranking: one set for every collection and every language, chosen by the sweep that
/// `docs/retrieval.md` describes.
package struct RankingSettings: Sendable, Hashable {
    /// How the index's columns count in the first stage.
    package var columns = SearchWeights(body: 1, heading: 1, title: 1, name: 1)
    /// How many passages the first stage hands to the second.
    package var candidates = 100
    /// BM25's constants in the second stage, which is not bound to FTS5's.
    package var k1 = 1.4
    package var b = 0.75
    /// How much of a passage's score is what its whole document says about the question.
    package var documentShare = 0.8
    package var documentK1 = 6.0
    package var documentB = 0.9
    /// How much of its score a passage gains when its document's name and title say all that the question names, and how
    /// much of that (in what words tell) gives half of it.
    package var nameShare = 0.75
    package var nameHalf = 5.0
    /// What words count that stand in a passage just as they do in the question, in multiples of the less informative.
    package var orderedPair = 0.2
    /// What they count when they stand near each other in any order.
    package var nearPair = 0.1
    /// How near that is, in words.
    package var nearWindow = 8
    /// Words that the best passages share are looked for as well: from how many passages, how many words, how much.
    package var feedbackPassages = 8
    package var feedbackWords = 60
    package var feedbackShare = 1.0
    /// Only where the last of these passages scores at least this part of the best, and fully from the second figure on.
    package var feedbackFrom = 0.0
    package var feedbackFull = 0.7
    /// Neighbours that are both found become one passage when the weaker scores at least this part of the better.
    package var joinedFrom = 0.8

    package init() {}
}

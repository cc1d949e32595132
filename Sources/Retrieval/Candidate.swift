package import DocumentModel
package import Storage

/// A passage of the first stage's list with everything that the second stage learned of it.
package struct Candidate: Sendable {
    package let passage: Int
    package let document: Int
    package let span: TextSpan
    /// FTS5's score.
    package let firstScore: Double
    /// How many words it has, as the index counts them.
    package let length: Int
    package let words: PassageWords
    /// How many words its document has.
    package let documentLength: Int

    /// What each term of the pattern adds to the first score.
    package var shares: [Double] = []
    /// What the words' order and nearness add.
    package var pairs = 0.0
    /// What the whole document says.
    package var documentEvidence = 0.0
    /// What the document's name and title say.
    package var name = 0.0
    /// What words shared by the best passages add.
    package var feedback = 0.0
    package var score = 0.0
}

extension Candidate {
    /// Equal scores: the passage that stands first.
    static func isBetter(_ a: Candidate, _ b: Candidate) -> Bool {
        a.score != b.score ? a.score > b.score : a.passage < b.passage
    }
}

/// The passages that the second stage ranks, and what it needs to know of the collection.
package struct CandidateList {
    package let list: TopList
    package let candidates: [Candidate]
    package let table: WordTable
    /// In how many passages a word stands, when it is common enough for the collection to keep that.
    package let holders: (Int32) -> Int?
}

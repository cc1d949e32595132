package import DocumentModel
package import Storage

/// What was found for a question, and what a person should know about the search.
package struct Retrieval: Sendable {
    /// Best first.
    package var passages: [RetrievedPassage] = []
    /// From 0 to 1: how likely it is that the documents speak of what was asked.
    package var confidence = 0.0
    package var confidenceFacts = Confidence.Facts()
    /// What the question was taken for, by collection.
    package var questions: [QuestionAnalysis] = []
    /// Words of the question that no passage holds, with words of the index that are spelled alike.
    package var unknownWords: [UnknownWord] = []
    package var searched = Searched()
    /// What the collections know of the question's terms.
    package var terms: [TopList.Term] = []

    package init() {}

    /// What was looked through, so that "nothing found" can be judged.
    package struct Searched: Sendable, Hashable {
        package var collections: [String] = []
        package var passages = 0
        /// Passages that the filters leave; nil without filters.
        package var allowed: Int?
        /// Files of readable kinds that could not be read, and pages without text.
        package var skippedFiles = 0
        package var unreadPages = 0

        package init() {}
    }

    package struct UnknownWord: Sendable, Hashable {
        package let word: String
        package let suggestions: [String]
    }
}

/// A passage that was found.
package struct RetrievedPassage: Sendable, Hashable {
    package var collection: String
    package var document: Int
    package var span: TextSpan
    /// The numbers of the stored passages that it covers: more than one when neighbours were both found.
    package var numbers: Range<Int>
    package var score: Double
    package var evidence: RankEvidence
    /// Where nearly the same text stands as well.
    package var otherPlaces: [Place] = []

    package struct Place: Sendable, Hashable {
        package let document: Int
        package let span: TextSpan
    }
}

/// Why a passage ranks where it does: its score is the sum of these.
package struct RankEvidence: Sendable, Hashable {
    package struct Term: Sendable, Hashable {
        /// As the index keeps it.
        package let word: String
        package let share: Double
        /// In how many passages of the collection it stands.
        package let holders: Int
    }

    /// Terms of the question, in its order, those that are missing with share 0.
    package var terms: [Term]
    /// For words that stand together as they do in the question.
    package var pairs: Double
    /// For what the whole document says.
    package var document: Double
    /// For what the document's name and title say.
    package var name: Double
    /// For words that the best passages share.
    package var feedback: Double
    /// FTS5's score for the same passage.
    package var firstScore: Double
}

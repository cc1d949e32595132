/// A text that may hold the answer: a passage, or a whole short document.
package struct QuoteCandidate: Sendable {
    /// What stands in it for a sentence.
    package enum Layout: Sendable {
        /// Sentences, and here and there a heading or a table.
        case prose
        /// Lines, each of which says something itself.
        case lines
        /// Lines under a first one that says what stands in them.
        case table
    }

    /// The caller's name for it.
    package var id: Int
    package var text: [UInt8]
    /// The titles of the headings it stands under, outermost first.
    package var headingPath: [String]
    /// How well retrieval likes it; only the ratio to the best candidate's score counts.
    package var score: Double?
    package var layout: Layout

    package init(
        id: Int, text: [UInt8], headingPath: [String] = [], score: Double? = nil, layout: Layout = .prose
    ) {
        self.id = id
        self.text = text
        self.headingPath = headingPath
        self.score = score
        self.layout = layout
    }
}

/// A sentence that answers.
package struct Quote: Sendable, Equatable {
    /// The candidate it stands in.
    package var candidate: Int
    /// Its bytes in the candidate's text.
    package var range: Range<Int>
    /// How well it answers; comparable within one answer.
    package var score: Double
}

/// What was found in the candidates.
package struct QuotedAnswer: Sendable, Equatable {
    /// The best sentence first, then the others in the order of their candidates and of the text. Empty when declined.
    package var quotes: [Quote]
    /// From 0 to 1: how likely it is that the candidates hold the answer at all.
    package var confidence: Double
    /// The candidates do not hold the answer.
    package var isDeclined: Bool
    /// The sentences that come closest, also when declined; in the order of `quotes`.
    package var closest: [Quote]
}

/// How common words are in everything that could have been retrieved, for telling rare words from common ones.
package struct WordCounts: Sendable {
    package var documents: Int
    /// In how many of them a word (as the index keeps it) stands.
    package var frequency: @Sendable (String) -> Int

    package init(documents: Int, frequency: @escaping @Sendable (String) -> Int) {
        self.documents = documents
        self.frequency = frequency
    }
}

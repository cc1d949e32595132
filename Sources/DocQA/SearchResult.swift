public import DocumentModel

/// What was found.
public struct SearchResult: Sendable {
    /// Best first.
    public var hits: [SearchHit]
    /// From 0 to 1: how likely it is that the documents speak of what was asked.
    public var confidence: Double
    /// Two letters: what the question was judged to be written in.
    public var language: String?
    /// The words that were looked for.
    public var words: [String]
    /// Words that no passage holds, with words of the documents that are spelled alike.
    public var unknownWords: [UnknownWord]
    public var searched: Searched

    public struct UnknownWord: Sendable, Hashable {
        public var word: String
        public var suggestions: [String]
    }

    /// What was looked through, and what could not be.
    public struct Searched: Sendable, Hashable {
        public var collections: [String]
        public var passages: Int
        /// Passages that the filters left; nil when there were none.
        public var allowed: Int?
        public var skippedFiles: Int
        public var unreadPages: Int
    }
}

/// A passage that was found.
public struct SearchHit: Sendable {
    public var rank: Int
    public var score: Double
    public var document: StoredDocument
    public var span: TextSpan
    /// The pages on which it stands; empty for documents without pages.
    public var pages: [SearchPage]
    /// Its first and last line, counted from 1; nil for documents with pages.
    public var lines: ClosedRange<Int>?
    /// The titles of the headings above it, outermost first.
    public var heading: [String]
    /// Without what a reader of the document cannot see.
    public var text: String
    /// A piece of the text, and where in it the question's words stand (UTF-8 offsets).
    public var snippet: String
    public var marks: [Range<Int>]
    /// Where nearly the same text stands as well.
    public var otherPlaces: [Place]
    public var explanation: Explanation

    public struct Place: Sendable, Hashable {
        public var document: String
        public var span: TextSpan
    }

    /// Why it ranks where it does: the score is the sum of these.
    public struct Explanation: Sendable, Hashable {
        public var words: [Word]
        /// Words that stand together as they do in the question.
        public var nearness: Double
        /// What the whole document says.
        public var document: Double
        /// What the document's name and title say.
        public var name: Double
        /// Words that the best passages share.
        public var related: Double
        /// BM25 as SQLite computes it.
        public var bm25: Double

        public struct Word: Sendable, Hashable {
            public var word: String
            public var share: Double
            /// How many passages hold it.
            public var passages: Int
        }
    }
}

/// A page of a hit.
public struct SearchPage: Sendable, Hashable {
    /// Counted from 1.
    public var number: Int
    /// What is printed on it, where that is known.
    public var label: String?
}

/// An answer as far as it is judged.
package struct GivenAnswer: Sendable {
    package struct Citation: Sendable, Hashable {
        /// The document's name, and its file name without the ending.
        package var names: Set<String>
        package var codePoints: Range<Int>?
        package var pages: Set<Int>
        package var lines: ClosedRange<Int>?
        package var quote: String
        package var isProved: Bool

        package init(
            names: Set<String>, codePoints: Range<Int>?, pages: Set<Int>, lines: ClosedRange<Int>?, quote: String,
            isProved: Bool
        ) {
            self.names = names
            self.codePoints = codePoints
            self.pages = pages
            self.lines = lines
            self.quote = quote
            self.isProved = isProved
        }
    }

    package var isDeclined: Bool
    /// The first sentence that has a source, with the words behind it.
    package var first: [String]
    /// The whole text, with the words behind it.
    package var all: [String]
    package var citations: [Citation]

    package init(isDeclined: Bool, first: [String], all: [String], citations: [Citation]) {
        self.isDeclined = isDeclined
        self.first = first
        self.all = all
        self.citations = citations
    }
}

/// How good answers are, question by question.
package struct AnswerQuality: Sendable {
    /// Of questions whose right answer stands in the documents word for word: whether the first sentence holds it, and
    /// whether the answer does. A question that was declined holds nothing.
    package private(set) var inFirst: [Double] = []
    package private(set) var inAnswer: [Double] = []
    /// For each footnote of an answerable question with known places: whether it stands in one.
    package private(set) var precision: [Double] = []
    /// For each answerable question with known places: whether a footnote stands in one.
    package private(set) var recall: [Double] = []
    /// For each declined question: whether it has no answer; for each without an answer: whether it was declined.
    package private(set) var refusalPrecision: [Double] = []
    package private(set) var refusalRecall: [Double] = []
    package private(set) var verified: [Double] = []
    package private(set) var answerable = 0
    package private(set) var unanswerable = 0
    package private(set) var declinedAnswerable = 0

    package init() {}

    /// - Parameter isVerbatim: whether one of the question's answers stands in the documents word for word.
    package mutating func add(_ given: GivenAnswer, to question: AnswerQuestions.Question, isVerbatim: Bool) {
        if question.isUnanswerable { unanswerable += 1 } else { answerable += 1 }
        if given.isDeclined {
            refusalPrecision.append(question.isUnanswerable ? 1 : 0)
            if !question.isUnanswerable { declinedAnswerable += 1 }
        }
        verified += given.citations.map { $0.isProved ? 1 : 0 }
        guard !question.isUnanswerable else { return refusalRecall.append(given.isDeclined ? 1 : 0) }
        if isVerbatim {
            inFirst.append(AnswerQuality.holds(given.isDeclined ? [] : given.first, question.answers) ? 1 : 0)
            inAnswer.append(AnswerQuality.holds(given.isDeclined ? [] : given.all, question.answers) ? 1 : 0)
        }
        guard !question.places.isEmpty else { return }
        let right = given.citations.map { citation in question.places.contains { citation.stands(in: $0) } }
        precision += right.map { $0 ? 1 : 0 }
        recall.append(right.contains(true) ? 1 : 0)
    }

    /// Whether a text says one of the answers, or an answer (a whole passage) holds the text.
    package static func holds(_ texts: [String], _ answers: [String]) -> Bool {
        texts.contains { text in
            let folded = fold(text)
            return answers.contains { answer in
                let wanted = fold(answer)
                guard !wanted.isEmpty, !folded.isEmpty else { return false }
                return folded.contains(wanted) || folded.count >= 20 && wanted.contains(folded)
            }
        }
    }

    /// Without white space and case: extractors space cells and lines differently.
    package static func fold(_ text: String) -> String { String(text.lowercased().filter { !$0.isWhitespace }) }
}

extension GivenAnswer.Citation {
    func stands(in place: AnswerQuestions.Place) -> Bool {
        guard names.contains(place.document) else { return false }
        if let wanted = place.codePoints { return codePoints.map { $0.overlaps(wanted) } ?? false }
        if let wanted = place.pages { return !pages.isDisjoint(with: wanted) }
        if let wanted = place.lines { return lines.map { $0.overlaps(wanted) } ?? false }
        return true
    }
}

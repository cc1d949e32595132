import JSON

/// Questions whose answers stand on known pages of known documents: `questions.jsonl`.
package struct PageQuestions: Sendable {
    package struct Question: Sendable, Hashable {
        package let text: String
        /// The document's name without its ending.
        package let document: String
        /// Counted from 1.
        package let pages: Set<Int>
    }

    package let questions: [Question]

    package init(parsing text: String) throws(EvaluationError) {
        questions = try JudgedQueries.lines(text, name: "questions.jsonl").map { line throws(EvaluationError) in
            let pages = line.value["evidence"]?.array?.compactMap { $0["page_1based"]?.int } ?? []
            guard let text = line.value["text"]?.string, let document = line.value["doc"]?.string, !pages.isEmpty else {
                throw EvaluationError(
                    .malformed,
                    "questions.jsonl, line \(line.number): give each question a text, a doc and evidence with page_1based."
                )
            }
            return Question(text: text, document: document, pages: Set(pages))
        }
    }
}

/// How often the right place is among the first k, for several k.
package struct PlaceQuality: Sendable {
    package static let depths = [1, 5, 10]

    /// The rank of the first right one, counted from 1; nil when it was not found.
    package private(set) var ranks: [Int?] = []

    package init() {}

    package mutating func add(_ rank: Int?) { ranks.append(rank) }

    package func within(_ depth: Int) -> Mean { Mean(ranks.map { ($0 ?? .max) <= depth ? 1 : 0 }) }
}

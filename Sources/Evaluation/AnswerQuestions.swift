import JSON

/// Questions with what a right answer says and where it stands: `queries.jsonl` with `spans.jsonl` or `qrels.tsv`, or
/// `questions.jsonl` with evidence.
package struct AnswerQuestions: Sendable {
    package struct Question: Sendable, Hashable {
        package var id: String
        package var text: String
        /// Known not to be answered by the documents (`"kind": "no_answer"`).
        package var isUnanswerable: Bool
        /// Words of which one must stand in a right answer; in the words of the documents, or they cannot be looked for.
        package var answers: [String] = []
        /// Where the answer stands; any of them is right.
        package var places: [Place] = []

        package init(id: String, text: String, isUnanswerable: Bool) {
            self.id = id
            self.text = text
            self.isUnanswerable = isUnanswerable
        }
    }

    /// A part of a document that answers. What is nil may be anything.
    package struct Place: Sendable, Hashable {
        /// The document's name, or its file name without the ending.
        package var document: String
        /// Code points of the document's text.
        package var codePoints: Range<Int>?
        /// Counted from 1.
        package var pages: Set<Int>?
        package var lines: ClosedRange<Int>?

        package init(
            document: String, codePoints: Range<Int>? = nil, pages: Set<Int>? = nil, lines: ClosedRange<Int>? = nil
        ) {
            self.document = document
            self.codePoints = codePoints
            self.pages = pages
            self.lines = lines
        }
    }

    package let questions: [Question]

    /// - Parameters:
    ///   - spans: `spans.jsonl`, where there is one.
    ///   - judgements: `qrels.tsv`, where there is one: documents that answer.
    package init(queries: String, spans: String?, judgements: String?) throws(EvaluationError) {
        let judged = try JudgedQueries(queries: queries, relevance: judgements ?? "")
        var answers: [String: [String]] = [:]
        var places: [String: [Place]] = [:]
        for (number, line) in try JudgedQueries.lines(spans ?? "", name: "spans.jsonl") {
            guard let id = line["id"]?.string, let document = line["doc"]?.string, let answer = line["answer"]?.string,
                let start = line["char_offset"]?.int, start >= 0
            else {
                throw EvaluationError(
                    .malformed, "spans.jsonl, line \(number): give each an id, a doc, an answer and a char_offset.")
            }
            answers[id, default: []].append(answer)
            places[id, default: []].append(
                Place(document: document, codePoints: start..<(start + answer.unicodeScalars.count)))
        }
        let lines = try JudgedQueries.lines(queries, name: "queries.jsonl").map(\.value)
        questions = zip(judged.queries, lines).map { query, line in
            var question = Question(id: query.id, text: query.text, isUnanswerable: query.isUnanswerable)
            question.answers = answers[query.id] ?? line["answer"]?.string.map { [$0] } ?? []
            let relevant = judged.relevance[query.id]?.filter { $0.value > 0 }.keys.sorted() ?? []
            let named = line["doc"]?.string.map { [$0] } ?? []
            question.places = places[query.id] ?? (relevant.isEmpty ? named : relevant).map { Place(document: $0) }
            return question
        }
    }

    /// `doc` with `evidence` as [{"page_1based": 3}], or as the words themselves with `page` or `lines` beside them.
    package init(questions text: String) throws(EvaluationError) {
        questions = try JudgedQueries.lines(text, name: "questions.jsonl").map {
            (number, line) throws(EvaluationError) in
            guard let text = line["text"]?.string else {
                throw EvaluationError(.malformed, "questions.jsonl, line \(number): give each question a text.")
            }
            var question = Question(
                id: line["id"]?.string ?? String(number), text: text,
                isUnanswerable: line["kind"]?.string == "no_answer")
            if question.isUnanswerable { return question }
            guard let document = line["doc"]?.string else {
                throw EvaluationError(.malformed, "questions.jsonl, line \(number): name the doc that answers.")
            }
            let listed = line["evidence"]?.array ?? []
            let pages = Set(listed.compactMap { $0["page_1based"]?.int } + [line["page"]?.int].compactMap { $0 })
            let bounds = line["lines"]?.array?.compactMap(\.int) ?? []
            question.answers = [line["evidence"]?.string].compactMap { $0 } + listed.compactMap { $0["text"]?.string }
            question.places = [
                Place(
                    document: document, pages: pages.isEmpty ? nil : pages,
                    lines: bounds.count == 2 && bounds[0] <= bounds[1] ? bounds[0]...bounds[1] : nil)
            ]
            question.places += line["also"]?.array?.compactMap(\.string).map { Place(document: $0) } ?? []
            return question
        }
    }
}

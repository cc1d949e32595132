package import JSON

/// Questions with the documents that answer them: `queries.jsonl` and `qrels.tsv`.
package struct JudgedQueries: Sendable {
    package struct Query: Sendable, Hashable {
        package let id: String
        package let text: String
        /// Known not to be answered by the documents (`"kind": "no_answer"`).
        package let isUnanswerable: Bool
    }

    package let queries: [Query]
    /// By query, then by document: how relevant it is; 0 and less is not.
    package let relevance: [String: [String: Int]]

    /// Queries that count for the ranking: those with at least one relevant document.
    package var judged: [Query] { queries.filter { relevance[$0.id]?.contains { $0.value > 0 } ?? false } }
    package var unanswerable: [Query] { queries.filter(\.isUnanswerable) }

    package init(queries text: String, relevance judgements: String) throws(EvaluationError) {
        queries = try JudgedQueries.lines(text, name: "queries.jsonl").map { (number, value) throws(EvaluationError) in
            guard let query = value["text"]?.string else {
                throw EvaluationError(.malformed, "queries.jsonl, line \(number): give each query an id and a text.")
            }
            let id = value["id"]?.string ?? value["id"]?.int.map { String($0) } ?? String(number)
            return Query(id: id, text: query, isUnanswerable: value["kind"]?.string == "no_answer")
        }
        relevance = try JudgedQueries.judgements(judgements)
    }

    /// `query TAB document TAB relevance`, also with TREC's second column between query and document.
    private static func judgements(_ text: String) throws(EvaluationError) -> [String: [String: Int]] {
        var relevance: [String: [String: Int]] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let fields = line.split(whereSeparator: { $0 == "\t" || $0 == " " || $0 == "\r" })
            guard !fields.isEmpty else { continue }
            guard fields.count == 3 || fields.count == 4 else {
                throw EvaluationError(
                    .malformed, "qrels.tsv, line \(index + 1): write query, document and relevance, separated by tabs.")
            }
            guard let grade = fields.last.flatMap({ Int($0) }) else {
                // A first line may name the columns.
                if index == 0 { continue }
                throw EvaluationError(.malformed, "qrels.tsv, line \(index + 1): the relevance is not a number.")
            }
            relevance[String(fields[0]), default: [:]][String(fields[fields.count - 2])] = grade
        }
        return relevance
    }

    /// The objects of a JSON Lines file with their line numbers.
    package static func lines(_ text: String, name: String) throws(EvaluationError) -> [(number: Int, value: JSONValue)]
    {
        var lines: [(number: Int, value: JSONValue)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            guard let value = try? JSONValue(parsing: String(line)) else {
                throw EvaluationError(.malformed, "\(name), line \(index + 1): this is not JSON.")
            }
            lines.append((index + 1, value))
        }
        return lines
    }
}

/// Rankings of documents for a set of queries, as TREC files hold them: `query Q0 document rank score name`.
package struct Run: Sendable, Equatable {
    package struct Entry: Sendable, Hashable {
        package let document: String
        package let score: Double

        package init(document: String, score: Double) {
            self.document = document
            self.score = score
        }
    }

    /// Best first, by query.
    package var rankings: [String: [Entry]] = [:]
    /// The queries in the order in which they were asked.
    package var queries: [String] = []

    package init() {}

    package mutating func append(_ query: String, _ ranking: [Entry]) {
        if rankings.updateValue(ranking, forKey: query) == nil { queries.append(query) }
    }

    package func text(name: String) -> String {
        var text = ""
        for query in queries {
            for (rank, entry) in (rankings[query] ?? []).enumerated() {
                text += "\(query) Q0 \(entry.document) \(rank + 1) \(entry.score) \(name)\n"
            }
        }
        return text
    }

    /// Reads a run file; within a query the scores decide, as `trec_eval` has it, then the order of the lines.
    package init(parsing text: String, name: String) throws(EvaluationError) {
        var lines: [String: [(entry: Entry, line: Int)]] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
            guard !fields.isEmpty else { continue }
            guard fields.count >= 5, let score = Double(fields[4]) else {
                throw EvaluationError(
                    .malformed, "\(name), line \(index + 1): a run's line is `query Q0 document rank score name`.")
            }
            let query = String(fields[0])
            if lines[query] == nil { queries.append(query) }
            lines[query, default: []].append((Entry(document: String(fields[2]), score: score), index))
        }
        rankings = lines.mapValues { entries in
            entries.sorted { $0.entry.score != $1.entry.score ? $0.entry.score > $1.entry.score : $0.line < $1.line }
                .map(\.entry)
        }
    }

    /// The quality of each judged query's ranking; a query that was not answered has none of it.
    package func quality(_ set: JudgedQueries) -> [RankingQuality] {
        set.judged.map { query in
            RankingQuality((rankings[query.id] ?? []).map(\.document), relevance: set.relevance[query.id] ?? [:])
        }
    }
}

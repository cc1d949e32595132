internal import DocQA
internal import Evaluation
internal import Folders
internal import JSON
internal import Storage

/// How well a text without spaces is found, and how large its index is, against FTS5's own trigram tokenizer over the same
/// passages: `FOLDER` is one for `docqa eval retrieval`. The trigram index is asked for any three characters of a question.
enum GramsBenchmark: Benchmark {
    static let name = "grams"
    static let usage = "FOLDER   (corpus/, queries.jsonl, qrels.tsv)"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let folder = arguments.first else { throw BenchmarkError(description: usage) }
        func text(_ name: String) throws -> String {
            String(decoding: try RegularFile(FilePath("\(folder)/\(name)")).contents(limit: 1 << 28), as: UTF8.self)
        }
        let set = try JudgedQueries(queries: try text("queries.jsonl"), relevance: try text("qrels.tsv"))
        let database = try await EvaluationDatabase(of: "\(folder)/corpus")
        let ours = try await RetrievalEvaluation(set, in: database)
        let stems = try await database.stems()
        let passages = Passages()
        try await database.library.export { line in
            guard line["type"]?.string == "passage", let id = line["document_id"]?.int, let text = line["text"]?.string
            else { return }
            passages.add(stems[id] ?? "", text)
        }
        let size = try await database.library.store.write { connection throws(StorageError) in
            try connection.execute("INSERT INTO index_1(index_1) VALUES('optimize')")
            return try indexBytes("index_1", on: connection)
        }
        await database.remove()
        let (theirSize, theirs) = try trigrams(passages.all, set)
        return [
            "queries": JSONValue(theirs.count), "passages": JSONValue(passages.all.count),
            "text_bytes": JSONValue(passages.all.reduce(0) { $0 + $1.text.utf8.count }),
            "index_bytes": JSONValue(size), "trigram_index_bytes": JSONValue(theirSize),
            "per_thousand_of_trigram_index": JSONValue(Int((1000 * Double(size) / Double(theirSize)).rounded())),
            "ndcg10_per_10000": perTenThousand(.ndcg10, ours.qualities),
            "trigram_ndcg10_per_10000": perTenThousand(.ndcg10, theirs),
            "recall10_per_10000": perTenThousand(.recall10, ours.qualities),
            "trigram_recall10_per_10000": perTenThousand(.recall10, theirs),
        ]
    }

    private static func perTenThousand(_ measure: RankingMeasure, _ qualities: [RankingQuality]) -> JSONValue {
        JSONValue(Int((Mean(qualities.map { measure.value(of: $0) }).value * 1e4).rounded()))
    }

    private static func trigrams(
        _ passages: [(document: String, text: String)], _ set: JudgedQueries
    ) throws -> (bytes: Int, qualities: [RankingQuality]) {
        let connection = try Connection(path: ":memory:", mode: .write)
        try connection.execute("CREATE TABLE passage(body TEXT)")
        try connection.execute(
            "CREATE VIRTUAL TABLE trigram USING fts5(body, content = 'passage', tokenize = 'trigram')")
        for (number, passage) in passages.enumerated() {
            try connection.run("INSERT INTO passage(rowid, body) VALUES(?1, ?2)") {
                $0.bind(1, number).bind(2, passage.text)
            }
        }
        try connection.execute("INSERT INTO trigram(trigram) VALUES('rebuild')")
        try connection.execute("INSERT INTO trigram(trigram) VALUES('optimize')")
        var qualities: [RankingQuality] = []
        for query in set.queries {
            let relevance = set.relevance[query.id] ?? [:]
            guard relevance.contains(where: { $0.value > 0 }) else { continue }
            let letters = Array(query.text).filter { $0 != "\"" }
            let grams = letters.count < 3 ? [] : (0...letters.count - 3).map { "\"\(String(letters[$0..<$0 + 3]))\"" }
            let pattern = grams.joined(separator: " OR ")
            var ranking: [String] = []
            if !grams.isEmpty {
                let rows = try connection.rows(
                    "SELECT rowid FROM trigram WHERE trigram MATCH ?1 ORDER BY rank LIMIT 100",
                    bind: { $0.bind(1, pattern) }, { $0.int(0) })
                for row in rows where !ranking.contains(passages[row].document) {
                    ranking.append(passages[row].document)
                }
            }
            qualities.append(RankingQuality(ranking, relevance: relevance))
        }
        return (try indexBytes("trigram", on: connection), qualities)
    }

    /// What FTS5 keeps of words: its segments.
    private static func indexBytes(_ table: String, on connection: Connection) throws(StorageError) -> Int {
        try connection.first("SELECT total(length(block)) FROM \(table)_data") { $0.int(0) } ?? 0
    }
}

/// Gathered from a callback that may come from any thread, one call after the other.
// Unchecked: the export calls in order, and `all` is read when it has ended.
private final class Passages: @unchecked Sendable {
    private(set) var all: [(document: String, text: String)] = []
    func add(_ document: String, _ text: String) { all.append((document, text)) }
}

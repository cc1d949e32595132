internal import DocQA
internal import Evaluation
internal import Folders
internal import Glibc
internal import JSON
internal import Retrieval
internal import Storage
internal import Words

/// How well the confidence tells questions with an answer from those without, fitted on all sets but one and tried on that
/// one, for each in turn.
///
/// Without an answer are a set's own `no_answer` queries; every question asked while the documents that answer it are
/// left out, which is hard, since the other documents speak of the same things; and questions of the other sets in the
/// same language, which should be easy.
enum ConfidenceBenchmark: Benchmark {
    static let name = "confidence"
    static let usage = "[every=N] FOLDER..."

    private enum Kind: String { case answered, unanswerable, left_out, foreign }

    private struct Example {
        let facts: [Double]
        let kind: Kind

        var isAnswerable: Bool { kind == .answered }
    }

    private struct QuestionSet {
        let name: String
        let folder: String
        let queries: JudgedQueries
    }

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let step = arguments.first { $0.hasPrefix("every=") }.flatMap { Int($0.dropFirst(6)) } ?? 1
        let sets = try arguments.filter { !$0.contains("=") }.map { folder in
            QuestionSet(
                name: FilePath(folder).lastComponent.display, folder: folder,
                queries: try JudgedQueries(
                    queries: text("\(folder)/queries.jsonl"), relevance: text("\(folder)/qrels.tsv")))
        }
        guard !sets.isEmpty else { throw BenchmarkError(description: usage) }
        var examples: [[Example]] = []
        for set in sets { examples.append(try await self.examples(of: set, among: sets, step)) }
        var rows: [JSONValue] = []
        for (index, set) in sets.enumerated() where sets.count > 1 {
            let others = examples.enumerated().filter { $0.offset != index }.map(\.element)
            rows.append(quality(set.name, examples[index], fit(others)))
        }
        return [
            "left_out": .array(JSONArray(rows)),
            "constants": .array(JSONArray(fit(examples).map { JSONValue(Int(($0 * 1000).rounded())) })),
            "unit": "1/1000",
        ]
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try RegularFile(FilePath(path)).contents(limit: 1 << 30), as: UTF8.self)
    }

    private static func examples(of set: QuestionSet, among sets: [QuestionSet], _ step: Int) async throws -> [Example]
    {
        let database = try await EvaluationDatabase(of: "\(set.folder)/corpus")
        let stems = try await database.stems()
        let spoken = try await database.library.reading { connection throws(StorageError) in
            try connection.languages(of: connection.requiredCollection("default")).first?.language
        }
        var examples: [Example] = []
        func ask(_ text: String, documents: [Int]? = nil, _ kind: Kind) async throws {
            let found = try await database.search(text, documents: documents).retrieval
            guard kind != .foreign || found.questions.first?.language?.code == spoken else { return }
            examples.append(Example(facts: found.confidenceFacts.values, kind: kind))
        }
        let queries = set.queries.queries
        for (number, query) in queries.enumerated() where queries.count < 200 || number % step == 0 {
            let relevance = set.queries.relevance[query.id] ?? [:]
            if relevance.contains(where: { $0.value > 0 }) {
                try await ask(query.text, .answered)
                let others = stems.filter { (relevance[$0.value] ?? 0) <= 0 }.map(\.key)
                try await ask(query.text, documents: others, .left_out)
            } else if query.isUnanswerable {
                try await ask(query.text, .unanswerable)
            }
        }
        for other in sets where other.name != set.name {
            let asked = other.queries.judged
            for number in 0..<min(asked.count, foreignQuestions) {
                try await ask(asked[number * asked.count / foreignQuestions % asked.count].text, .foreign)
            }
        }
        await database.remove()
        return examples
    }

    private static let foreignQuestions = 25

    /// Logistic regression by gradient descent, every set weighing as much; the first constant stands alone.
    private static func fit(_ sets: [[Example]]) -> [Double] {
        let count = (sets.first?.first?.facts.count ?? 0) + 1
        var constants = [Double](repeating: 0, count: count)
        for _ in 0..<3_000 {
            var gradient = [Double](repeating: 0, count: count)
            for examples in sets {
                let weight = 1 / Double(max(examples.count, 1) * sets.count)
                for example in examples {
                    let error = weight * (value(example, constants) - (example.isAnswerable ? 1 : 0))
                    gradient[0] += error
                    for (place, fact) in example.facts.enumerated() { gradient[place + 1] += error * fact }
                }
            }
            for place in constants.indices { constants[place] -= 3 * (gradient[place] + 0.0002 * constants[place]) }
        }
        return constants
    }

    private static func value(_ example: Example, _ constants: [Double]) -> Double {
        let sum = zip(example.facts, constants.dropFirst()).reduce(constants[0]) { $0 + $1.0 * $1.1 }
        return 1 / (1 + exp(-sum))
    }

    private static func quality(_ name: String, _ examples: [Example], _ constants: [Double]) -> JSONValue {
        let values = examples.map { (confidence: value($0, constants), kind: $0.kind) }
        func percent(_ part: Int, of whole: Int) -> JSONValue { JSONValue(whole == 0 ? 0 : part * 100 / whole) }
        let refused = values.filter { $0.confidence < 0.5 }
        let right = refused.count { $0.kind != .answered }
        let answered = values.count { $0.kind == .answered }
        var row: JSONObject = [
            "set": JSONValue(name), "questions": JSONValue(values.count),
            "precision_percent": percent(right, of: refused.count),
            "recall_percent": percent(right, of: values.count - answered),
        ]
        for kind in [Kind.unanswerable, .left_out, .foreign] {
            let all = values.filter { $0.kind == kind }
            guard !all.isEmpty else { continue }
            row.append("recall_percent_\(kind.rawValue)", percent(all.count { $0.confidence < 0.5 }, of: all.count))
        }
        // How far the mean confidence is from how often there was an answer.
        let mean = values.reduce(0) { $0 + $1.confidence } / Double(max(values.count, 1))
        row.append("mean_confidence_percent", JSONValue(Int((mean * 100).rounded())))
        row.append("answerable_percent", percent(answered, of: values.count))
        return .object(row)
    }
}

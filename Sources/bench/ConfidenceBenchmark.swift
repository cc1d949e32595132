internal import DocQA
internal import Evaluation
internal import Folders
internal import Glibc
internal import JSON
internal import Retrieval

/// How well the confidence tells questions with an answer from those without, fitted on all sets but one and tried on that
/// one, for each in turn.
///
/// Without an answer are a set's own `no_answer` queries, and every question asked while the documents that answer it are
/// left out: the hardest kind, since the other documents of the set speak of the same things.
enum ConfidenceBenchmark: Benchmark {
    static let name = "confidence"
    static let usage = "[every=N] FOLDER..."

    private struct Example {
        let facts: [Double]
        let isAnswerable: Bool
    }

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let step = arguments.first { $0.hasPrefix("every=") }.flatMap { Int($0.dropFirst(6)) } ?? 1
        var sets: [(name: String, examples: [Example])] = []
        for folder in arguments where !folder.contains("=") {
            sets.append((FilePath(folder).lastComponent.display, try await examples(of: folder, step)))
        }
        guard !sets.isEmpty else { throw BenchmarkError(description: usage) }
        var rows: [JSONValue] = []
        for (index, set) in sets.enumerated() where sets.count > 1 {
            let others = sets.indices.filter { $0 != index }.flatMap { sets[$0].examples }
            rows.append(quality(set.name, set.examples, fit(others)))
        }
        let all = fit(sets.flatMap(\.examples))
        return [
            "left_out": .array(JSONArray(rows)),
            "constants": .array(JSONArray(all.map { JSONValue(Int(($0 * 1000).rounded())) })), "unit": "1/1000",
        ]
    }

    private static func examples(of folder: String, _ step: Int) async throws -> [Example] {
        func text(_ name: String) throws -> String {
            String(decoding: try RegularFile(FilePath("\(folder)/\(name)")).contents(limit: 1 << 30), as: UTF8.self)
        }
        let set = try JudgedQueries(queries: text("queries.jsonl"), relevance: text("qrels.tsv"))
        let database = try await EvaluationDatabase(of: "\(folder)/corpus")
        let stems = try await database.stems()
        var examples: [Example] = []
        for (number, query) in set.queries.enumerated() where set.queries.count < 200 || number % step == 0 {
            let relevance = set.relevance[query.id] ?? [:]
            let isAnswerable = relevance.contains { $0.value > 0 }
            guard isAnswerable || query.isUnanswerable else { continue }
            let found = try await database.search(query.text)
            examples.append(Example(facts: found.retrieval.confidenceFacts.values, isAnswerable: isAnswerable))
            guard isAnswerable else { continue }
            let others = stems.filter { (relevance[$0.value] ?? 0) <= 0 }.map(\.key)
            let without = try await database.search(query.text, documents: others)
            examples.append(Example(facts: without.retrieval.confidenceFacts.values, isAnswerable: false))
        }
        await database.remove()
        return examples
    }

    /// Logistic regression by gradient descent, sets and kinds weighing alike as they come; the first constant stands alone.
    private static func fit(_ examples: [Example]) -> [Double] {
        let count = (examples.first?.facts.count ?? 0) + 1
        var constants = [Double](repeating: 0, count: count)
        for _ in 0..<3_000 {
            var gradient = [Double](repeating: 0, count: count)
            for example in examples {
                let error = value(example, constants) - (example.isAnswerable ? 1 : 0)
                gradient[0] += error
                for (place, fact) in example.facts.enumerated() { gradient[place + 1] += error * fact }
            }
            for place in constants.indices {
                constants[place] -= 2 * (gradient[place] / Double(examples.count) + 0.0005 * constants[place])
            }
        }
        return constants
    }

    private static func value(_ example: Example, _ constants: [Double]) -> Double {
        let sum = zip(example.facts, constants.dropFirst()).reduce(constants[0]) { $0 + $1.0 * $1.1 }
        return 1 / (1 + exp(-sum))
    }

    private static func quality(_ name: String, _ examples: [Example], _ constants: [Double]) -> JSONValue {
        let values = examples.map { (value($0, constants), $0.isAnswerable) }
        let refused = values.filter { $0.0 < 0.5 }
        let unanswerable = values.count { !$0.1 }
        let right = refused.count { !$0.1 }
        // How far the mean confidence is from how often there was an answer.
        let mean = values.reduce(0) { $0 + $1.0 } / Double(max(values.count, 1))
        let share = Double(values.count - unanswerable) / Double(max(values.count, 1))
        return [
            "set": JSONValue(name), "queries": JSONValue(values.count), "unanswerable": JSONValue(unanswerable),
            "precision_percent": JSONValue(refused.isEmpty ? 0 : right * 100 / refused.count),
            "recall_percent": JSONValue(unanswerable == 0 ? 0 : right * 100 / unanswerable),
            "mean_confidence_percent": JSONValue(Int(mean * 100)), "answerable_percent": JSONValue(Int(share * 100)),
        ]
    }
}

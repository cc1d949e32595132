import CommandLine
import DocQA
import Evaluation
import Glibc
import JSON

/// `docqa eval retrieval`
enum EvalRetrievalCommand {
    static let folder = Argument.texts(
        "FOLDER", "A folder with corpus/, queries.jsonl and qrels.tsv.", completion: .folder)
    static let run = Flag.text("run", "FILE", "Write the ranking of documents as a TREC run file.")
    static let compare = Flag.toggle("compare", "Compare two run files, named after the folder.")

    static let command = Command(
        "eval retrieval", group: .measuring, "Measure how well documents are found for judged queries.",
        discussion: """
            Ingests corpus/ into a temporary database, asks every query, and prints how good the rankings are, with 95 % \
            confidence intervals, and how long a search took. Queries of kind no_answer measure what refusing below a \
            confidence of one half would do. docs/evaluation.md shows how to make a set of your own.
            """,
        arguments: [folder], flags: [run, compare],
        examples: [
            CommandExample("docqa eval retrieval sets/helpdesk", "Measure."),
            CommandExample("docqa eval retrieval sets/helpdesk --run today.run", "And keep the ranking."),
            CommandExample(
                "docqa eval retrieval sets/helpdesk --compare before.run today.run", "Whether two rankings differ."),
        ],
        exits: [CommandExit(.databaseProblem)], schema: "eval-retrieval", run: evaluate)

    static func evaluate(_ call: Invocation) async throws -> ExitCode {
        let paths = call[folder]
        if call[compare] {
            guard paths.count == 3 else {
                throw UsageError(
                    "--compare takes a folder and two run files.", next: "docqa eval retrieval FOLDER --compare A B")
            }
            return try compareRuns(call, paths)
        }
        guard paths.count == 1 else { throw UsageError("Name one folder.") }
        let set = try EvaluationFiles.judged(in: paths[0])
        let database = try await EvaluationDatabase(of: "\(paths[0])/corpus")
        let result: RetrievalEvaluation
        do {
            result = try await RetrievalEvaluation(set, in: database)
        } catch {
            await database.remove()
            throw error
        }
        await database.remove()
        if let path = call[run] { try write(result.run.text(name: "docqa"), to: path) }
        if call[SharedFlags.json] {
            try call.console.print(json: json(result, database.report))
        } else {
            try print(result, database.report, on: call.console)
        }
        return .success
    }

    private static func compareRuns(_ call: Invocation, _ paths: [String]) throws -> ExitCode {
        let set = try EvaluationFiles.judged(in: paths[0])
        let (first, second) = (
            try EvaluationFiles.run(paths[1]).quality(set), try EvaluationFiles.run(paths[2]).quality(set)
        )
        var rows: [JSONValue] = []
        for measure in RankingMeasure.allCases {
            let (a, b) = (first.map { measure.value(of: $0) }, second.map { measure.value(of: $0) })
            let difference = RunDifference(a, b)
            if call[SharedFlags.json] {
                rows.append([
                    "measure": JSONValue(measure.rawValue), "first": JSONValue(rounding: Mean(a).value),
                    "second": JSONValue(rounding: Mean(b).value),
                    "difference": JSONValue(rounding: difference.difference),
                    "p": JSONValue(rounding: difference.probability),
                    "significant": JSONValue(difference.isSignificant),
                ])
            } else {
                let verdict = difference.isSignificant ? "differ" : "no significant difference"
                try call.console.print(
                    "\(padded(measure.rawValue, 11)) \(figure(Mean(a).value))  \(figure(Mean(b).value))  "
                        + "p = \(figure(difference.probability))  \(verdict)")
            }
        }
        if call[SharedFlags.json] {
            try call.console.print(json: ["queries": JSONValue(first.count), "compared": .array(JSONArray(rows))])
        }
        return .success
    }

    private static func print(_ result: RetrievalEvaluation, _ report: IngestReport, on console: Console) throws {
        console.note("\(report.added) documents, \(report.passages) passages, \(result.qualities.count) judged queries")
        for measure in RankingMeasure.allCases {
            let mean = result.mean(measure)
            try console.print(
                "\(padded(measure.rawValue, 11)) \(figure(mean.value))  (\(figure(mean.low)) to \(figure(mean.high)))")
        }
        let latency = result.latency
        try console.print(
            "latency     p50 \(figure(latency.p50)) ms, p95 \(figure(latency.p95)) ms, p99 \(figure(latency.p99)) ms")
        if let refusing = result.refusing(below: 0.5) {
            try console.print(
                "refusing    precision \(figure(refusing.precision)), recall \(figure(refusing.recall)) "
                    + "(\(refusing.unanswerable) of \(refusing.queries) queries have no answer)")
        }
    }

    private static func json(_ result: RetrievalEvaluation, _ report: IngestReport) -> JSONValue {
        let measures = RankingMeasure.allCases.map { JSONObject.Member($0.rawValue, result.mean($0).json) }
        let refusing = result.refusing(below: 0.5).map { refusing -> JSONValue in
            [
                "threshold": JSONValue(rounding: refusing.threshold),
                "precision": JSONValue(rounding: refusing.precision),
                "recall": JSONValue(rounding: refusing.recall), "unanswerable": JSONValue(refusing.unanswerable),
                "queries": JSONValue(refusing.queries),
            ]
        }
        return [
            "documents": JSONValue(report.added), "passages": JSONValue(report.passages),
            "queries": JSONValue(result.qualities.count), "measures": .object(JSONObject(measures)),
            "latency_ms": result.latency.json, "refusing": refusing ?? .null,
        ]
    }

    private static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w"), fputs(text, file) >= 0, fclose(file) == 0 else {
            throw Failure(.usage, code: "unwritable", "\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
    }
}

/// A figure with four digits behind the point.
func figure(_ value: Double) -> String {
    let scaled = Int((abs(value) * 10_000).rounded())
    let digits = String(scaled % 10_000)
    return "\(value < 0 ? "-" : "")\(scaled / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
}

func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

extension Mean {
    var json: JSONValue {
        ["value": JSONValue(rounding: value), "low": JSONValue(rounding: low), "high": JSONValue(rounding: high)]
    }
}

extension Percentiles {
    var json: JSONValue {
        [
            "p50": JSONValue(rounding: p50), "p95": JSONValue(rounding: p95), "p99": JSONValue(rounding: p99),
            "mean": JSONValue(rounding: mean),
        ]
    }
}

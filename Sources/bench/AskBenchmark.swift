internal import Evaluation
internal import Glibc
internal import JSON

/// How long `docqa ask` takes as a process: from its start until its request is on the wire, and until an answer without a
/// model is finished.
///
/// Questions and passages are those of `bench search`. With KEEP.db the passages are made only once; no answer is kept there.
enum AskBenchmark: Benchmark {
    static let name = "ask"
    static let usage = "FOLDER [PASSAGES] [QUESTIONS] [KEEP.db]   (docqa stands beside this program)"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let folder = arguments.first else { throw BenchmarkError(description: usage) }
        let passages = arguments.count > 1 ? arguments[1] : "100000"
        let count = arguments.count > 2 ? arguments[2] : "60"
        let place = try ScratchPlace()
        let database = arguments.count > 3 ? arguments[3] : place["search.db"]
        let questions = place["questions"]
        defer { withExtendedLifetime(place) {} }
        _ = try Process.run(
            [
                try Process.beside("bench"), SearchBenchmark.name, SearchPart.fill.rawValue, database, folder, passages,
                count, questions, place["output"],
            ], accepting: [0])
        let asked = (SearchBenchmark.text(questions) ?? "").split(separator: "\n")
            .compactMap { try? JSONValue(parsing: String($0))["text"]?.string }
        guard !asked.isEmpty else { throw BenchmarkError(description: "\(folder) gave no question") }
        return [
            "passages": JSONValue(Int(passages) ?? 0), "questions": JSONValue(asked.count),
            "request_on_the_wire": try requests(asked, database, passages: 12),
            "request_on_the_wire_with_100_passages": try requests(asked, database, passages: 100),
            "extractive_answer": try extractive(asked, database),
        ]
    }

    // MARK: Processes

    private static func requests(_ questions: [String], _ database: String, passages: Int) throws -> JSONValue {
        let docqa = try Process.beside("docqa")
        let server = try FirstByteServer()
        setenv("ANTHROPIC_BASE_URL", server.url, 1)
        setenv("ANTHROPIC_API_KEY", "bench", 1)
        defer {
            unsetenv("ANTHROPIC_BASE_URL")
            unsetenv("ANTHROPIC_API_KEY")
        }
        var times: [Double] = []
        var figures: [Process.Figures] = []
        var bytes: [Int] = []
        // The first brings the program itself into memory.
        for question in questions.prefix(3) + questions {
            let start = ContinuousClock.now
            let run = try Process.run(
                [
                    docqa, "ask", question, "--db", database, "--model", "haiku", "--fresh", "--keep-answers", "0",
                    "--passages", "\(passages)", "--pdf-pages", "never",
                ], accepting: [0, 1])
            guard let seen = server.take() else {
                throw BenchmarkError(description: "no request came for: \(question)")
            }
            times.append((seen.time - start) / .milliseconds(1))
            figures.append(run)
            bytes.append(seen.bytes)
        }
        let request = bytes.dropFirst(3).sorted()
        return [
            "ms": quantiles(Array(times.dropFirst(3))),
            "whole_process_cpu_ms": quantiles(figures.dropFirst(3).map { $0.processor * 1e3 }),
            "request_kib": [
                "p50": JSONValue(request[request.count / 2] >> 10), "most": JSONValue((request.last ?? 0) >> 10),
            ],
            "peak_rss_mib": JSONValue((figures.map(\.peakKiB).max() ?? 0) >> 10),
        ]
    }

    private static func extractive(_ questions: [String], _ database: String) throws -> JSONValue {
        let docqa = try Process.beside("docqa")
        var figures: [Process.Figures] = []
        for question in questions.prefix(3) + questions {
            figures.append(
                try Process.run(
                    [docqa, "ask", question, "--db", database, "--offline", "--keep-answers", "0"], accepting: [0, 1]))
        }
        let counted = figures.dropFirst(3)
        return [
            "ms": quantiles(counted.map { $0.seconds * 1e3 }), "cpu_ms": quantiles(counted.map { $0.processor * 1e3 }),
            "peak_rss_mib": JSONValue((counted.map(\.peakKiB).max() ?? 0) >> 10),
        ]
    }

    // MARK: Figures

    private static func quantiles(_ values: [Double]) -> JSONValue {
        let all = Percentiles(values)
        return ["p50": rounded(all.p50), "p95": rounded(all.p95)]
    }

    private static func rounded(_ value: Double) -> JSONValue {
        JSONNumber((value * 10).rounded() / 10).map { .number($0) } ?? .null
    }
}

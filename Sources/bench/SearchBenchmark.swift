internal import Evaluation
internal import Folders
internal import Glibc
internal import JSON

/// How fast passages are found: the first stage against FTS5's own `ORDER BY rank`, tantivy and bm25s with the same
/// questions over the same passages, the second stage, what a search costs as a whole, and the first one of a fresh process.
///
/// The questions are those of 8 to 15 words that stand in `queries.jsonl` files of the folder. Each part runs as a process
/// of its own, so that the memory of one is not taken for another's. With KEEP.db the passages are made only once.
enum SearchBenchmark: Benchmark {
    static let name = "search"
    static let usage = "FOLDER [PASSAGES] [QUESTIONS] [KEEP.db]   (docqa stands beside this program)"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        if let part = arguments.first.flatMap(SearchPart.init) { return try await part.run(arguments) }
        guard let folder = arguments.first else { throw BenchmarkError(description: usage) }
        let passages = arguments.count > 1 ? arguments[1] : "100000"
        let count = arguments.count > 2 ? arguments[2] : "200"
        let place = try ScratchPlace()
        let database = arguments.count > 3 ? arguments[3] : place["search.db"]
        let questions = place["questions"]
        defer { withExtendedLifetime(place) {} }

        var result = try part(.fill, [database, folder, passages, count, questions], place)
        let ours = try part(.ask, [database, questions], place)
        let plain = try part(.plain, [database, questions], place)
        let peers = try peers(database, questions, place)
        result.members += ours.members + plain.members
        result.append("fresh_process", try freshProcess(database, questions))
        result.append("peers", .object(peers))
        result.append("ratios", .object(ratios(result)))
        return result
    }

    /// One part of the measurement as a process of its own.
    private static func part(_ part: SearchPart, _ arguments: [String], _ place: ScratchPlace) throws -> JSONObject {
        let output = place["output"]
        _ = try Process.run(
            [try Process.beside("bench"), name, part.rawValue] + arguments + [output], accepting: [0])
        return try object(output)
    }

    private static func object(_ path: String) throws -> JSONObject {
        guard let text = text(path), let value = try? JSONValue(parsing: text), let object = value.object else {
            throw BenchmarkError(description: "\(path) holds no JSON object.")
        }
        return object
    }

    static func text(_ path: String) -> String? {
        (try? RegularFile(FilePath(path)).contents(limit: 1 << 30)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The same with what people would otherwise pick; empty where its packages cannot be had.
    private static func peers(_ database: String, _ questions: String, _ place: ScratchPlace) throws -> JSONObject {
        let script = "scripts/search-peers"
        guard access(script, X_OK) == 0 else { return ["left_out": "run this in the project's folder"] }
        let output = place["peers"]
        do {
            _ = try Process.run([script, database + ".passages", questions, output], accepting: [0])
        } catch {
            return ["left_out": "scripts/search-peers did not succeed"]
        }
        return try object(output)
    }

    /// Whole processes that ask one question each.
    private static func freshProcess(_ database: String, _ questions: String) throws -> JSONValue {
        let docqa = try Process.beside("docqa")
        let asked = (text(questions) ?? "").split(separator: "\n")
            .compactMap { try? JSONValue(parsing: String($0))["text"]?.string }
        var times: [Double] = []
        var processor: [Double] = []
        var peak = 0
        for turn in 0..<12 where !asked.isEmpty {
            let question = asked[turn * asked.count / 12]
            let figures = try Process.run(
                [docqa, "search", question, "--db", database, "--limit", "20", "--json"], accepting: [0])
            // The first brings the program itself into memory.
            guard turn > 0 else { continue }
            times.append(figures.seconds)
            processor.append(figures.processor)
            peak = max(peak, figures.peakKiB)
        }
        return [
            "median_ms": rounded(Percentiles(times).p50 * 1e3), "slowest_ms": rounded((times.max() ?? 0) * 1e3),
            "median_cpu_ms": rounded(Percentiles(processor).p50 * 1e3), "peak_rss_mib": JSONValue(peak >> 10),
        ]
    }

    /// How many times faster or slower, by p95 of the clock and of processor time, which says more on a busy machine.
    private static func ratios(_ result: JSONObject) -> JSONObject {
        func figure(_ name: String, _ path: [String]) -> Double? {
            var value: JSONValue? = .object(result)
            for name in path { value = value?[name] }
            return value?[name]?.double
        }
        let own = ["first_stage_us"]
        let comparisons: [(String, [String], [String])] = [
            ("faster_than_fts5", ["fts5_order_by_rank_us"], own),
            (
                "faster_than_fts5_with_stop_words", ["fts5_order_by_rank_with_stop_words_us"],
                ["first_stage_with_stop_words_us"]
            ),
            ("times_tantivy", own, ["peers", "tantivy", "us"]), ("times_bm25s", own, ["peers", "bm25s", "us"]),
        ]
        var ratios = JSONObject()
        for (name, above, below) in comparisons {
            for (ending, measure) in [("", "p95"), ("_by_cpu", "cpu_p95")] {
                if let above = figure(measure, above), let below = figure(measure, below), below > 0 {
                    ratios.append(name + ending, rounded(above / below))
                }
            }
        }
        return ratios
    }

    private static func rounded(_ value: Double) -> JSONValue {
        JSONNumber((value * 100).rounded() / 100).map { .number($0) } ?? .null
    }
}

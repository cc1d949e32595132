internal import DocumentModel
internal import Evaluation
internal import Folders
internal import Glibc
internal import JSON
internal import Retrieval
internal import Storage
internal import Words

/// The parts of `bench search`, each a process: it writes one JSON object to the path that is its last argument.
enum SearchPart: String {
    /// Makes the passages and chooses the questions.
    case fill = "--fill"
    /// Our own search.
    case ask = "--ask"
    /// FTS5's.
    case plain = "--plain"

    func run(_ arguments: [String]) async throws -> JSONObject {
        let arguments = Array(arguments.dropFirst())
        guard let output = arguments.last, arguments.count >= 3 else {
            throw BenchmarkError(description: "these parts are started by `bench search`")
        }
        let store = try await SQLiteStore.open(path: arguments[0], create: self == .fill)
        let result: JSONObject
        switch self {
        case .fill:
            try await SearchPart.fill(store, arguments)
            result = JSONObject()
        case .ask:
            let questions = try SearchPart.questions(arguments[1])
            result = try await store.read { connection throws(StorageError) in
                try SearchPart.ask(questions, connection)
            }
        case .plain:
            let questions = try SearchPart.questions(arguments[1])
            result = try await store.read { connection throws(StorageError) in
                try SearchPart.plain(questions, connection)
            }
        }
        await store.close()
        try SearchPart.write(JSONValue.object(result).text(), to: output)
        return result
    }

    // MARK: - Passages and questions

    private static func fill(_ store: SQLiteStore, _ arguments: [String]) async throws {
        var babble = try Babble(arguments[1])
        let passages = Int(arguments[2]) ?? 100_000
        try write(
            try babble.questions(Int(arguments[3]) ?? 200).map { try line($0) }.joined(separator: "\n"),
            to: arguments[4])
        let isFilled = try await store.read { connection throws(StorageError) in
            try connection.collection(named: "default") != nil
        }
        if isFilled { return }
        guard let lines = fopen(arguments[0] + ".passages", "wb") else {
            throw BenchmarkError(description: "\(arguments[0]).passages cannot be written")
        }
        defer { fclose(lines) }
        let perDocument = 10
        var number = 0
        while number * perDocument < passages {
            var batch: [NewDocument] = []
            while batch.count < 1_000, number * perDocument < passages {
                let document = babble.document(number, passages: perDocument)
                _ = document.extracted.text.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, lines) }
                batch.append(document)
                number += 1
            }
            let documents = batch
            try await store.write { connection throws(StorageError) in
                try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                    for document in documents { try writer.put(document, now: 1) }
                }
            }
        }
        try await store.write { connection throws(StorageError) in
            try connection.refreshStatistics(connection.requiredCollection("default"))
        }
    }

    /// A question as one line, with its words that are no stop words for those who have no list of their own.
    private static func line(_ question: String) throws -> String {
        let analysis = QuestionAnalysis(question, languages: ["en"], tokenizer: Tokenizer())
        let words = analysis.words.filter { !$0.isStopWord }.map(\.text).joined(separator: " ")
        return JSONValue.object(["text": JSONValue(question), "words": JSONValue(words)]).text()
    }

    private static func questions(_ path: String) throws -> [String] {
        let lines = (SearchBenchmark.text(path) ?? "").split(separator: "\n")
        let questions = try lines.compactMap { try JSONValue(parsing: String($0))["text"]?.string }
        guard !questions.isEmpty else { throw BenchmarkError(description: "\(path) holds no question.") }
        return questions
    }

    private static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "wb") else { throw BenchmarkError(description: "\(path) cannot be written") }
        defer { fclose(file) }
        var text = text + "\n"
        text.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, file) }
    }

    // MARK: - Measurements

    private static func ask(_ questions: [String], _ connection: Connection) throws(StorageError) -> JSONObject {
        let collection = try connection.requiredCollection("default")
        let settings = RankingSettings()
        var (first, firstAll, candidates) = (Times(), Times(), Times())
        var (second, whole) = (Times(), Times())
        var postings = 0
        var narrowed = 0
        for round in 0..<2 {
            for text in questions {
                let question = QuestionAnalysis(text, languages: ["en"], tokenizer: connection.questionTokenizer)
                guard let pattern = question.pattern, let all = everyWord(of: question) else { continue }
                // The first round warms the cache.
                let counts = round == 1
                let short = try first.measure(counts) { () throws(StorageError) in
                    try connection.topList(pattern, in: collection, weights: settings.columns, count: 20)
                }
                _ = try firstAll.measure(counts) { () throws(StorageError) in
                    try connection.topList(all, in: collection, weights: settings.columns, count: 20)
                }
                let list = try candidates.measure(counts) { () throws(StorageError) in
                    try connection.topList(
                        pattern, in: collection, weights: settings.columns, count: settings.candidates)
                }
                _ = try second.measure(counts) { () throws(StorageError) in
                    SecondStage(settings).rank(try CandidateReader(collection, on: connection).read(list), question)
                }
                _ = try whole.measure(counts) { () throws(StorageError) in
                    try connection.retrieve(RetrievalRequest(text, limit: 20), settings)
                }
                guard counts else { continue }
                postings += short.postingsRead
                narrowed += short.narrowedTo == nil ? 0 : 1
            }
        }
        let asked = max(first.wall.count, 1)
        return [
            "passages": JSONValue(try connection.first("SELECT count(*) FROM passage_1") { $0.int(0) } ?? 0),
            "words": try words(in: collection, connection), "questions": JSONValue(asked),
            "first_stage_us": first.microseconds, "first_stage_with_stop_words_us": firstAll.microseconds,
            "first_stage_candidates_us": candidates.microseconds, "second_stage_us": second.microseconds,
            "whole_search_us": whole.microseconds, "postings_per_question": JSONValue(postings / asked),
            "questions_cut_short": JSONValue(narrowed), "peak_rss_mib": JSONValue(peakKiB >> 10),
        ]
    }

    private static func plain(_ questions: [String], _ connection: Connection) throws(StorageError) -> JSONObject {
        let collection = try connection.requiredCollection("default")
        let weights = RankingSettings().columns
        var (plain, plainAll) = (Times(), Times())
        // It is slow: a part of the questions is enough.
        for text in questions.enumerated().filter({ $0.offset % 5 == 0 }).map(\.element) {
            let question = QuestionAnalysis(text, languages: ["en"], tokenizer: connection.questionTokenizer)
            guard let pattern = question.pattern, let all = everyWord(of: question) else { continue }
            for counts in [false, true] {
                _ = try plain.measure(counts) { () throws(StorageError) in
                    try connection.plainTopList(pattern, in: collection, weights: weights, count: 20)
                }
            }
            _ = try plainAll.measure(true) { () throws(StorageError) in
                try connection.plainTopList(all, in: collection, weights: weights, count: 20)
            }
        }
        return [
            "fts5_questions": JSONValue(plain.wall.count), "fts5_order_by_rank_us": plain.microseconds,
            "fts5_order_by_rank_with_stop_words_us": plainAll.microseconds,
        ]
    }

    /// The pattern that leaves no stop word out.
    private static func everyWord(of question: QuestionAnalysis) -> SearchPattern? {
        SearchPattern(question.words.flatMap(\.forms).compactMap { SearchPattern.Term([$0]) })
    }

    /// How the words of the passages are spread: Zipf's law says that the word of rank n is n times as rare.
    private static func words(in collection: Collection, _ connection: Connection) throws(StorageError) -> JSONValue {
        let counts = try connection.rows(
            "SELECT passages FROM term_\(collection.id) ORDER BY passages DESC", { $0.int(0) })
        func holders(of rank: Int) -> JSONValue { rank <= counts.count ? JSONValue(counts[rank - 1]) : .null }
        return [
            "in_32_passages_or_more": JSONValue(counts.count), "passages_of_rank_10": holders(of: 10),
            "of_rank_100": holders(of: 100), "of_rank_1000": holders(of: 1_000), "of_rank_10000": holders(of: 10_000),
        ]
    }

    /// Of this program since it began; what `getrusage` says may be that of the program that started it.
    private static var peakKiB: Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.hasPrefix("VmHWM:") { return Int(text.filter(\.isNumber)) ?? 0 }
        }
        return 0
    }
}

/// What calls took, by the clock and of the processor.
struct Times {
    private(set) var wall: [Double] = []
    private var processor: [Double] = []

    mutating func measure<Result>(
        _ counts: Bool, _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        let (start, busy) = (Times.now(CLOCK_MONOTONIC), Times.now(CLOCK_THREAD_CPUTIME_ID))
        let result = try body()
        let (taken, used) = (Times.now(CLOCK_MONOTONIC) - start, Times.now(CLOCK_THREAD_CPUTIME_ID) - busy)
        if counts {
            wall.append(taken)
            processor.append(used)
        }
        return result
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }

    var microseconds: JSONValue {
        let (wall, processor) = (Percentiles(wall), Percentiles(processor))
        return [
            "p50": JSONValue(Int(wall.p50)), "p95": JSONValue(Int(wall.p95)), "p99": JSONValue(Int(wall.p99)),
            "mean": JSONValue(Int(wall.mean)), "cpu_mean": JSONValue(Int(processor.mean)),
            "cpu_p95": JSONValue(Int(processor.p95)),
        ]
    }
}

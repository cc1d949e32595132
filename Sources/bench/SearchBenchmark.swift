internal import DocumentModel
internal import Evaluation
internal import Folders
internal import Glibc
internal import JSON
internal import Retrieval
internal import Storage
internal import Words

/// How fast passages are found: the first stage against FTS5's own `ORDER BY rank` with the same questions, the second
/// stage, and what a search costs as a whole. Passages and questions are made from the words of a folder of texts: each
/// word follows another as often as it does there, so common and rare words are as common and rare as in real texts.
enum SearchBenchmark: Benchmark {
    static let name = "search"
    static let usage = "FOLDER [PASSAGES] [QUESTIONS] [KEEP.db]"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let folder = arguments.first else { throw BenchmarkError(description: usage) }
        let passages = arguments.count > 1 ? Int(arguments[1]) ?? 100_000 : 100_000
        let count = arguments.count > 2 ? Int(arguments[2]) ?? 200 : 200
        let path = arguments.count > 3 ? arguments[3] : "/tmp/docqa-bench-search-\(getpid()).db"
        var babble = try Babble(folder)
        let store = try await SQLiteStore.open(path: path, create: true)
        let isFilled = try await store.read { connection throws(StorageError) in
            try connection.collection(named: "default") != nil
        }
        if !isFilled { try await fill(store, &babble, passages) }
        var questions = Babble.questions(&babble, count)
        questions.removeAll { $0.isEmpty }
        let asked = questions
        let measured = try await store.read { connection throws(StorageError) in try measure(asked, connection) }
        await store.close()
        if arguments.count <= 3 { for ending in ["", "-wal", "-shm", ".lock"] { unlink(path + ending) } }
        return measured
    }

    private static func fill(_ store: SQLiteStore, _ babble: inout Babble, _ passages: Int) async throws {
        let perDocument = 10
        var number = 0
        while number * perDocument < passages {
            var batch: [NewDocument] = []
            while batch.count < 1_000, number * perDocument < passages {
                batch.append(babble.document(number, passages: perDocument))
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

    private static func measure(_ questions: [String], _ connection: Connection) throws(StorageError) -> JSONObject {
        let collection = try connection.requiredCollection("default")
        let settings = RankingSettings()
        var plain: [Double] = []
        var first: [Double] = []
        var firstLong: [Double] = []
        var second: [Double] = []
        var whole: [Double] = []
        var postings = 0
        var rescored = 0
        for round in 0..<2 {
            for (index, text) in questions.enumerated() {
                let question = QuestionAnalysis(text, languages: ["en"], tokenizer: connection.questionTokenizer)
                guard let pattern = question.pattern else { continue }
                let (firstTime, _) = try timed { () throws(StorageError) in
                    try connection.topList(pattern, in: collection, weights: settings.columns, count: 20)
                }
                let (longTime, list) = try timed { () throws(StorageError) in
                    try connection.topList(
                        pattern, in: collection, weights: settings.columns, count: settings.candidates)
                }
                let (secondTime, _) = try timed { () throws(StorageError) in
                    SecondStage(settings).rank(try CandidateReader(collection, on: connection).read(list), question)
                }
                let (wholeTime, _) = try timed { () throws(StorageError) in
                    try connection.retrieve(RetrievalRequest(text, limit: 20), settings)
                }
                // The first round warms the cache.
                guard round == 1 else { continue }
                first.append(firstTime)
                firstLong.append(longTime)
                second.append(secondTime)
                whole.append(wholeTime)
                postings += list.postingsRead
                rescored += list.passagesRescored
                // FTS5's own way is slow: a part of the questions is enough.
                if index % 5 == 0 {
                    plain.append(
                        try timed { () throws(StorageError) in
                            try connection.plainTopList(pattern, in: collection, weights: settings.columns, count: 20)
                        }.0)
                }
            }
        }
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        let (fts5, ours) = (Percentiles(plain), Percentiles(first))
        return [
            "passages": JSONValue(try connection.first("SELECT count(*) FROM passage_\(1)") { $0.int(0) } ?? 0),
            "questions": JSONValue(first.count), "fts5_order_by_rank_us": fts5.microseconds,
            "first_stage_20_us": ours.microseconds, "first_stage_candidates_us": Percentiles(firstLong).microseconds,
            "second_stage_us": Percentiles(second).microseconds, "whole_search_us": Percentiles(whole).microseconds,
            "p95_ratio": JSONValue(Int((fts5.p95 / max(ours.p95, 1e-9)).rounded())),
            "postings_per_question": JSONValue(postings / max(first.count, 1)),
            "rescored_per_question": JSONValue(rescored / max(first.count, 1)),
            "peak_rss_mib": JSONValue(Int(usage.ru_maxrss) / 1024),
        ]
    }

    private static func timed<Result>(
        _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> (Double, Result) {
        let clock = ContinuousClock()
        let start = clock.now
        let result = try body()
        let taken = (clock.now - start).components
        return (Double(taken.seconds) * 1e3 + Double(taken.attoseconds) / 1e15, result)
    }
}

extension Percentiles {
    fileprivate var microseconds: JSONValue {
        [
            "p50": JSONValue(Int(p50 * 1e3)), "p95": JSONValue(Int(p95 * 1e3)), "p99": JSONValue(Int(p99 * 1e3)),
            "mean": JSONValue(Int(mean * 1e3)),
        ]
    }
}

/// Text in which each word follows another as often as it does in real texts.
struct Babble {
    private var followers: [String: [String]] = [:]
    private var starts: [String] = []
    private var state: UInt64 = 42

    init(_ folder: String) throws {
        for file in try FolderWalk(FilePath(folder)).files {
            guard let bytes = try? RegularFile(file.path).contents(limit: 1 << 26) else { continue }
            var last: String?
            for word in String(decoding: bytes, as: UTF8.self).split(whereSeparator: { $0.isWhitespace }) {
                let word = String(word)
                if let last { followers[last, default: []].append(word) } else { starts.append(word) }
                last = word
            }
        }
        guard !starts.isEmpty else { throw BenchmarkError(description: "\(folder) holds no text.") }
    }

    /// SplitMix64.
    private mutating func next(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(limit))
    }

    private mutating func text(_ count: Int) -> String {
        var words = [starts[next(below: starts.count)]]
        while words.count < count {
            if let choices = followers[words[words.count - 1]], next(below: 200) > 0 {
                words.append(choices[next(below: choices.count)])
            } else {
                words.append(starts[next(below: starts.count)])
            }
        }
        return words.joined(separator: " ")
    }

    mutating func document(_ number: Int, passages count: Int) -> NewDocument {
        var text: [UInt8] = []
        var passages: [Passage] = []
        for _ in 0..<count {
            let start = text.count
            text += Array(self.text(60 + next(below: 140)).utf8)
            passages.append(Passage(span: TextSpan(start, text.count), language: "en"))
            text.append(0x0A)
        }
        return NewDocument(
            source: DocumentSource(
                path: nil, name: "document-\(number).txt", externalID: "\(number)",
                sha256: [UInt8](repeating: 0, count: 32), size: text.count),
            extracted: ExtractedDocument(format: .text, text: text), passages: passages, language: "en")
    }

    static func questions(_ babble: inout Babble, _ count: Int) -> [String] {
        // The same questions whatever was made before.
        babble.state = 7
        return (0..<count).map { _ in babble.text(8 + babble.next(below: 8)) }
    }
}

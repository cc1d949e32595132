internal import DocQA
internal import Evaluation
internal import Folders
internal import JSON
internal import Retrieval
internal import Storage

/// What each part of the ranking is worth: every evaluation folder is measured with the constants as they are, and with
/// variants of them. Without variants in the arguments: with each part switched off (the ablation of docs/retrieval.md).
///
/// A folder with `qrels.tsv` gives nDCG@10, one with `questions.jsonl` alone document@1, page@5 and page@10.
enum RankingBenchmark: Benchmark {
    static let name = "ranking"
    static let usage = "[every=N] FOLDER... [PART=VALUE[,PART=VALUE]...]..."

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let folders = arguments.filter { !$0.contains("=") }
        guard !folders.isEmpty else { throw BenchmarkError(description: usage) }
        var step = 1
        var variants: [String] = []
        for argument in arguments where argument.contains("=") {
            if argument.hasPrefix("every=") {
                step = Int(argument.dropFirst(6)) ?? 1
            } else {
                variants.append(argument)
            }
        }
        if variants.isEmpty { variants = ablations }
        var rows: [(name: String, figures: JSONObject)] = ([""] + variants).map { ($0, JSONObject()) }
        for folder in folders {
            let set = FilePath(folder).lastComponent.display
            let figures = try await figures(of: folder, rows.map { try settings($0.name) }, step)
            for index in rows.indices {
                for (measure, value) in figures[index] {
                    rows[index].figures.append(set + measure, JSONValue(Int((value * 1e4).rounded())))
                }
            }
        }
        return [
            "unit": "1/10000", "every": JSONValue(step),
            "rows": .array(JSONArray(rows.map { ["variant": JSONValue($0.name), "figures": .object($0.figures)] })),
        ]
    }

    /// Each part switched off, or as it would be without a choice.
    static let ablations = [
        "document=0", "name-share=0", "ordered=0,near=0", "feedback=0", "k1=1.2", "joined-from=0",
        "heading=2,title=2,name=2",
    ]

    private static func figures(of folder: String, _ settings: [RankingSettings], _ step: Int) async throws
        -> [[(measure: String, value: Double)]]
    {
        var figures: [[(measure: String, value: Double)]] = []
        if let judgements = text("\(folder)/qrels.tsv"), let queries = text("\(folder)/queries.jsonl") {
            let set = try JudgedQueries(queries: queries, relevance: judgements)
            let database = try await EvaluationDatabase(of: "\(folder)/corpus")
            for variant in settings {
                let every = set.queries.count > 400 ? step : 1
                let result = try await RetrievalEvaluation(set, in: database, settings: variant, every: every)
                figures.append([("", result.mean(.ndcg10).value)])
            }
            await database.remove()
        } else if let questions = text("\(folder)/questions.jsonl") {
            let set = try PageQuestions(parsing: questions)
            let database = try await EvaluationDatabase(of: "\(folder)/pdfs")
            for variant in settings {
                let result = try await PageEvaluation(set, in: database, settings: variant)
                figures.append([
                    (" document@1", result.document.within(1).value), (" page@5", result.page.within(5).value),
                    (" page@10", result.page.within(10).value),
                ])
            }
            await database.remove()
        } else {
            throw BenchmarkError(description: "\(folder) holds no queries.")
        }
        return figures
    }

    private static func text(_ path: String) -> String? {
        (try? RegularFile(FilePath(path)).contents(limit: 1 << 30)).map { String(decoding: $0, as: UTF8.self) }
    }

    static func settings(_ variant: String) throws -> RankingSettings {
        var settings = RankingSettings()
        for part in variant.split(separator: ",") {
            let pair = part.split(separator: "=")
            guard pair.count == 2, let value = Double(pair[1]) else { throw BenchmarkError(description: "\(part)?") }
            switch pair[0] {
            case "heading": settings.columns.heading = value
            case "title": settings.columns.title = value
            case "name": settings.columns.name = value
            case "candidates": settings.candidates = Int(value)
            case "k1": settings.k1 = value
            case "b": settings.b = value
            case "document": settings.documentShare = value
            case "document-k1": settings.documentK1 = value
            case "document-b": settings.documentB = value
            case "name-share": settings.nameShare = value
            case "name-half": settings.nameHalf = value
            case "joined-from": settings.joinedFrom = value
            case "ordered": settings.orderedPair = value
            case "near": settings.nearPair = value
            case "window": settings.nearWindow = Int(value)
            case "feedback": settings.feedbackShare = value
            case "feedback-passages": settings.feedbackPassages = Int(value)
            case "feedback-words": settings.feedbackWords = Int(value)
            case "feedback-from": settings.feedbackFrom = value
            case "feedback-full": settings.feedbackFull = value
            default: throw BenchmarkError(description: "There is no part \(pair[0]) of the ranking.")
            }
        }
        return settings
    }
}

internal import DocQA
internal import DocumentModel
internal import Evaluation
internal import Folders
internal import Glibc
internal import JSON
internal import LanguageModels
internal import Quoting

/// How well the sentences that answer are found, and how well it is told that there are none: with the weights as they
/// are, and with weights that are fitted on three quarters of the documents and tried on the last, for each in turn.
///
/// `features=FILE` writes what was judged, one JSON object a line.
enum QuotingBenchmark: Benchmark {
    static let name = "quoting"
    static let usage = "[features=FILE] SET[=WEIGHT]..."

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let file = arguments.first { $0.hasPrefix("features=") }.map { String($0.dropFirst("features=".count)) }
        var sets: [QuotingExamples] = []
        for argument in arguments where !argument.hasPrefix("features=") {
            let parts = argument.split(separator: "=").map(String.init)
            let weight = parts.count > 1 ? Double(parts[1]) : 1
            guard parts.count <= 2, let folder = parts.first, let weight else {
                throw BenchmarkError(description: usage)
            }
            sets.append(try await QuotingExamples(of: folder, weight: weight))
        }
        guard !sets.isEmpty else { throw BenchmarkError(description: usage) }
        if let file {
            let lines = sets.flatMap { set in set.examples.map { $0.json(of: set.name).text() + "\n" } }
            guard let stream = fopen(file, "w") else { throw BenchmarkError(description: "cannot write \(file)") }
            fputs(lines.joined(), stream)
            fclose(stream)
        }
        let fit = QuotingFit(sets)
        let tried = fit.tried()
        return [
            "as_they_are": .array(JSONArray(sets.map { QuotingQuality($0.examples).json(of: $0.name) })),
            "cross_validated": .array(
                JSONArray(zip(sets, tried).map { QuotingQuality($1).json(of: $0.name) })),
            "fitted": .object(
                JSONObject(fit.named.map { .init($0.name, JSONValue(Int(($0.value * 1000).rounded()))) })),
            "unit": "1/1000",
        ]
    }
}

/// A set of questions with what was found for each.
struct QuotingExamples {
    struct Example {
        /// The questions of one document are in one part.
        var part: Int
        var isAnswerable: Bool
        /// Asked while the documents that answer it are left out.
        var isLeftOut = false
        /// Whether the answer is known in the words of the documents.
        var isVerbatim = false
        /// One of any sentences holds the answer.
        var isReachable = false
        var sentences: [Sentence] = []
        var evidence: [Double] = []
        var confidence = 0.0

        struct Sentence {
            var features: [Double]
            var score: Double
            /// It says the answer; it does so in a document that is known to answer.
            var isRight: Bool
            var isGold: Bool
        }

        /// Whether the first sentence says the answer, and one of the first three does.
        var isRightFirst: Bool { sentences.first?.isRight ?? false }
        var isRight: Bool { sentences.prefix(Quoter.maxQuotes).contains(where: \.isRight) }

        func json(of set: String) -> JSONValue {
            [
                "set": JSONValue(set), "part": JSONValue(part), "answerable": JSONValue(isAnswerable),
                "left_out": JSONValue(isLeftOut), "verbatim": JSONValue(isVerbatim),
                "first": JSONValue(isRightFirst), "right": JSONValue(isRight),
                "evidence_millionths": .array(JSONArray(evidence.map { JSONValue(Int(($0 * 1e6).rounded())) })),
            ]
        }
    }

    let name: String
    /// What its questions count in the fit.
    let weight: Double
    private(set) var examples: [Example] = []

    init(of folder: String, weight: Double) async throws {
        name = FilePath(folder).lastComponent.display
        self.weight = weight
        let questions = try QuotingExamples.questions(of: folder)
        let corpus = ["corpus", "pdfs"].map { "\(folder)/\($0)" }.first { access($0, F_OK) == 0 } ?? folder
        let database = try await EvaluationDatabase(of: corpus)
        let stems = try await database.stems()
        let names = Dictionary(try await database.library.documents().map { ($0.id, $0.name) }) { first, _ in first }
        let quoter = Quoter()
        for (number, question) in questions.enumerated() {
            let right = Set(question.places.map(\.document))
            let answering = names.filter { right.contains($0.value) || right.contains(stems[$0.key] ?? "") }.map(\.key)
            let part = question.places.first.map { QuotingExamples.part(of: $0.document) } ?? number % QuotingFit.parts
            for leavesOut in [false, true] {
                if leavesOut && (question.isUnanswerable || answering.isEmpty) { continue }
                let others = leavesOut ? names.keys.filter { !answering.contains($0) } : nil
                let found = try await database.search(question.text, documents: others, limit: 12).retrieval
                let quotable = try await database.library.quotable(question.text, found)
                let weighed = quoter.weigh(
                    question.text, ExtractiveModel.candidates(quotable.prompt), quotable.counts,
                    retrieval: quotable.retrieval)
                examples.append(
                    QuotingExamples.example(
                        question, part, leavesOut, quotable.prompt, weighed, Set(answering)))
            }
        }
        await database.remove()
    }

    private static func example(
        _ question: AnswerQuestions.Question, _ part: Int, _ isLeftOut: Bool, _ prompt: PlannedPrompt,
        _ weighed: Quoter.Weighed, _ answering: Set<Int>
    ) -> Example {
        let candidates = ExtractiveModel.candidates(prompt)
        var example = Example(part: part, isAnswerable: !question.isUnanswerable && !isLeftOut, isLeftOut: isLeftOut)
        example.isVerbatim = !question.answers.isEmpty
        example.evidence = weighed.evidence.values
        example.confidence = weighed.confidence
        for sentence in weighed.sentences {
            let text = String(decoding: candidates[sentence.candidate].text[sentence.range], as: UTF8.self)
            let isRight = AnswerQuality.holds([text], question.answers)
            let document = prompt.documents[prompt.passages[sentence.candidate].document].identity.id
            example.sentences.append(
                .init(
                    features: sentence.features.values, score: sentence.score, isRight: isRight,
                    isGold: isRight && answering.contains(document)))
        }
        example.isReachable = example.sentences.contains(where: \.isRight)
        return example
    }

    private static func questions(of folder: String) throws -> [AnswerQuestions.Question] {
        func text(_ name: String) throws -> String? {
            guard access("\(folder)/\(name)", F_OK) == 0 else { return nil }
            let bytes = try RegularFile(FilePath("\(folder)/\(name)")).contents(limit: 1 << 30)
            return String(decoding: bytes, as: UTF8.self)
        }
        guard let queries = try text("queries.jsonl") else {
            return try AnswerQuestions(questions: text("questions.jsonl") ?? "").questions
        }
        return try AnswerQuestions(
            queries: queries, spans: text("spans.jsonl"), judgements: text("qrels.tsv")
        ).questions
    }

    /// By the letters before the last digits of the name, so that paragraphs of one article stay together.
    private static func part(of document: String) -> Int {
        var name = Array(document.utf8)
        let digits = name.reversed().prefix { $0 &- 0x30 < 10 }.count
        if name.dropLast(digits).contains(where: { $0 &- 0x30 < 10 }) { name.removeLast(digits) }
        return Int(name.reduce(UInt64(5381)) { ($0 &* 33) ^ UInt64($1) } % UInt64(QuotingFit.parts))
    }
}

/// What becomes of a set's questions, in thousandths.
struct QuotingQuality {
    private let examples: [QuotingExamples.Example]

    init(_ examples: [QuotingExamples.Example]) { self.examples = examples }

    func json(of name: String) -> JSONValue {
        func share(_ part: Int, _ whole: Int) -> JSONValue {
            whole == 0 ? .null : JSONValue(Int((Double(part) * 1000 / Double(whole)).rounded()))
        }
        let asked = examples.filter { !$0.isLeftOut }
        let answerable = asked.filter(\.isAnswerable)
        let verbatim = answerable.filter(\.isVerbatim)
        let declined = asked.filter { $0.confidence < QuotingWeights.declineBelow }
        let rightlyDeclined = declined.count { !$0.isAnswerable }
        let given = verbatim.filter { $0.confidence >= QuotingWeights.declineBelow }
        let leftOut = examples.filter(\.isLeftOut)
        return [
            "set": JSONValue(name), "questions": JSONValue(asked.count),
            "answer_among_passages": share(verbatim.count(where: \.isReachable), verbatim.count),
            "ranked_first": share(verbatim.count(where: \.isRightFirst), verbatim.count),
            "ranked_in_three": share(verbatim.count(where: \.isRight), verbatim.count),
            "answerable_declined": share(declined.count - rightlyDeclined, answerable.count),
            "answer_in_first": share(given.count(where: \.isRightFirst), verbatim.count),
            "answer_in_answer": share(given.count(where: \.isRight), verbatim.count),
            "refusal_precision": share(rightlyDeclined, declined.count),
            "refusal_recall": share(rightlyDeclined, asked.count - answerable.count),
            "left_out_declined": share(
                leftOut.count { $0.confidence < QuotingWeights.declineBelow }, leftOut.count),
        ]
    }
}

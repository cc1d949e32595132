import CommandLine
import Configuration
import DocQA
import DocumentModel
import Evaluation
import JSON

/// `docqa eval answers`
enum EvalAnswersCommand {
    static let folder = Argument.text(
        "FOLDER", "A folder with documents and queries.jsonl or questions.jsonl.", completion: .folder)
    static let every = Flag.integer("every", "N", default: 1, in: 1...100_000, "Ask only every Nth question.")
    static let cases = Flag.text(
        "cases", "FILE", "Write every question with its answer, one JSON object a line.", completion: .file)

    static let command = Command(
        "eval answers", group: .measuring, "Measure answers: whether they are right, and their footnotes.",
        discussion: """
            Ingests the documents (corpus/, pdfs/, or the folder itself) into a temporary database and asks every question, \
            without a model unless --model names one. Prints how often the right answer stands in the first sentence and in the \
            answer, how many footnotes stand where the answer does, how well it declines what has no answer, how many footnotes \
            are verified, and what it cost. docs/evaluation.md says what the files hold.
            """,
        arguments: [folder], flags: [AskCommand.model, AskCommand.passages, every, cases],
        examples: [
            CommandExample("docqa eval answers sets/helpdesk", "Without a model."),
            CommandExample(
                "docqa eval answers sets/helpdesk --model haiku --every 10 --json", "A tenth, with a model."),
        ],
        exits: [CommandExit(.databaseProblem)], schema: "eval-answers", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let path = call[folder]
        let set = try EvaluationFiles.answerQuestions(in: path)
        var request = AskRequest("", passages: call[AskCommand.passages])
        var service: AnsweringService?
        if let name = call[AskCommand.model],
            let client = try AskCommand.client(for: name, call.configuration())
        {
            request.model = name == "auto" ? .auto : .named(name)
            service = AnsweringService(client)
        }
        let database = try await EvaluationDatabase(of: EvaluationFiles.documents(in: path))
        let result: AnswerEvaluation
        do {
            result = try await AnswerEvaluation(set, in: database, like: request, with: service, every: call[every])
        } catch {
            await database.remove()
            throw error
        }
        await database.remove()
        if let file = call[cases] {
            let lines = result.cases.map { line($0.question, $0.answer).text() + "\n" }
            try PrivateFile.write(Array(lines.joined().utf8), to: file)
        }
        let model = service == nil ? AskCommand.extractive : call[AskCommand.model] ?? AskCommand.extractive
        try show(result, model: model, call)
        return .success
    }

    private static func show(_ result: AnswerEvaluation, model: String, _ call: Invocation) throws {
        let quality = result.quality
        let measures = [
            ("answer_in_first", quality.inFirst), ("answer_in_answer", quality.inAnswer),
            ("citation_precision", quality.precision), ("citation_recall", quality.recall),
            ("refusal_precision", quality.refusalPrecision), ("refusal_recall", quality.refusalRecall),
            ("verified", quality.verified),
        ]
        if call[SharedFlags.json] {
            try call.console.print(json: [
                "model": JSONValue(model), "answerable": JSONValue(quality.answerable),
                "unanswerable": JSONValue(quality.unanswerable),
                "declined_answerable": JSONValue(quality.declinedAnswerable),
                "measures": .object(
                    JSONObject(
                        measures.map { name, values in
                            .init(name, values.isEmpty ? .null : counted(Mean(values).json, values.count))
                        })),
                "cost_nano_dollars": result.nanoDollars.map { JSONValue($0) } ?? .null,
                "latency_ms": result.latency.json,
            ])
            return
        }
        call.console.note(
            "\(quality.answerable) questions with an answer, \(quality.unanswerable) without, model \(model)")
        for (name, values) in measures where !values.isEmpty {
            let mean = Mean(values)
            try call.console.print(
                "\(padded(name, 19)) \(figure(mean.value))  (\(figure(mean.low)) to \(figure(mean.high)), of \(values.count))"
            )
        }
        try call.console.print(
            "declined            \(quality.declinedAnswerable) of \(quality.answerable) with an answer")
        let cost = result.nanoDollars.map { "$\(figure(Double($0) / 1e9))" } ?? "not known: a price is missing"
        try call.console.print("cost                \(cost)")
        let latency = result.latency
        try call.console.print("latency             p50 \(figure(latency.p50)) ms, p95 \(figure(latency.p95)) ms")
    }

    private static func counted(_ mean: JSONValue, _ count: Int) -> JSONValue {
        guard var object = mean.object else { return mean }
        object.append("of", JSONValue(count))
        return .object(object)
    }

    private static func line(_ question: AnswerQuestions.Question, _ answer: Answer) -> JSONValue {
        [
            "id": JSONValue(question.id), "answerable": JSONValue(!question.isUnanswerable),
            "expected": .array(JSONArray(question.answers.map { JSONValue($0) })),
            "documents": .array(JSONArray(question.places.map { JSONValue($0.document) })), "given": answer.json,
        ]
    }
}

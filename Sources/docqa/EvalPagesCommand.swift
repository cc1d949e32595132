import CommandLine
import DocQA
import Evaluation
import JSON

/// `docqa eval pages`
enum EvalPagesCommand {
    static let folder = Argument.text("FOLDER", "A folder with pdfs/ and questions.jsonl.", completion: .folder)

    static let command = Command(
        "eval pages", group: .measuring, "Measure how well the right document and page are found.",
        discussion: """
            Ingests pdfs/ into a temporary database and asks every question of questions.jsonl, which names the document \
            (doc) and the physical pages (evidence, page_1based) that answer it. document@k, page@k: the right one is among \
            the first k; page_in_document@k: the same when only the right document is searched.
            """,
        arguments: [folder],
        examples: [CommandExample("docqa eval pages sets/filings", "Measure.")],
        exits: [CommandExit(.databaseProblem)], schema: "eval-pages", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let set = try EvaluationFiles.pageQuestions(in: call[folder])
        let database = try await EvaluationDatabase(of: "\(call[folder])/pdfs")
        let result: PageEvaluation
        do {
            result = try await PageEvaluation(set, in: database)
        } catch {
            await database.remove()
            throw error
        }
        await database.remove()
        let rows = [
            ("document", result.document), ("page", result.page), ("page_in_document", result.pageInDocument),
        ]
        if call[SharedFlags.json] {
            var measures: [JSONObject.Member] = []
            for (name, quality) in rows {
                for depth in PlaceQuality.depths {
                    measures.append(.init("\(name)@\(depth)", quality.within(depth).json))
                }
            }
            try call.console.print(json: [
                "documents": JSONValue(database.report.added), "pages": JSONValue(database.report.pages),
                "questions": JSONValue(set.questions.count), "measures": .object(JSONObject(measures)),
                "latency_ms": result.latency.json,
            ])
        } else {
            call.console.note(
                "\(database.report.added) documents, \(database.report.pages) pages, \(set.questions.count) questions")
            for (name, quality) in rows {
                for depth in PlaceQuality.depths {
                    let mean = quality.within(depth)
                    try call.console.print(
                        "\(padded("\(name)@\(depth)", 20)) \(figure(mean.value))  (\(figure(mean.low)) to \(figure(mean.high)))"
                    )
                }
            }
        }
        return .success
    }
}

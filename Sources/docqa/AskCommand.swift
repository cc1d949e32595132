import CommandLine
import Configuration
import DocQA
import DocumentModel
import Rendering

/// `docqa ask`
enum AskCommand {
    static let question = Argument.text("QUESTION", "What you want to know, in quotation marks.")
    static let passages = Flag.integer("passages", "N", default: 12, in: 1...200, "Draw on the N best passages.")

    static let keepAnswers = Flag.integer(
        "keep-answers", "DAYS",
        "Erase conversations so many days after their last question; with 0 this answer is not kept.",
        defaultText: "all are kept", setting: "keep_answers")

    static let command = Command(
        "ask", group: .questions, "Answer a question from the documents, with footnotes.",
        discussion: """
            The answer consists of sentences of your documents, word for word; each has a footnote that names the document, the \
            page or line, and the words. When the documents do not hold the answer, docqa says so and shows what comes closest.

            Pages and files that could not be read are named when they may matter.
            """,
        arguments: [question],
        flags: [
            SharedFlags.db, DocumentFlags.anyCollection, SearchCommand.labels, SearchCommand.paths,
            SearchCommand.formats,
            SearchCommand.after, SearchCommand.before, SearchCommand.asking, passages, keepAnswers,
        ],
        examples: [
            CommandExample("docqa ask \"How long is the warranty on batteries?\"", "Ask all documents."),
            CommandExample("docqa ask \"What does ERR-1042 mean?\" --type pdf --json", "Only PDFs, for programs."),
        ],
        exits: [
            CommandExit(.nothingFound, "the documents do not hold the answer"), CommandExit(.databaseProblem),
        ],
        schema: "ask", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let text = call[question]
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw UsageError("The question is empty.", next: "Put it in quotation marks: docqa ask \"How ...?\"")
        }
        let asked = try request(text, call)
        return try await call.withLibrary { library, configuration in
            var request = asked
            request.keepDays = configuration[Settings.keepAnswers]
            let answer = try await library.ask(request) { event in
                guard case .notKept(let error) = event else { return }
                call.console.warn("The answer could not be kept. \(error.message)")
            }
            if call[SharedFlags.json] {
                try call.console.print(json: answer.json)
            } else {
                try call.console.output.write(TerminalAnswer(call.console.output.terminal).text(answer))
                call.console.note(
                    call.console.errors.terminal.styled(
                        "Sentences of the documents, word for word; no model was asked.", .dim))
            }
            return answer.outcome == .answered ? .success : .nothingFound
        }
    }

    private static func request(_ text: String, _ call: Invocation) throws -> AskRequest {
        var request = AskRequest(text, collections: call[DocumentFlags.anyCollection].map { [$0] } ?? [])
        request.labels = Dictionary(call[SearchCommand.labels].map { ($0.key, $0.value) }) { _, last in last }
        request.paths = call[SearchCommand.paths]
        request.formats = call[SearchCommand.formats]
        request.after = try call[SearchCommand.after].map { try SearchCommand.day($0, "--after") }
        request.before = try call[SearchCommand.before].map { try SearchCommand.day($0, "--before") }
        request.access = call[SearchCommand.asking].isEmpty ? nil : Set(call[SearchCommand.asking])
        request.passages = call[passages]
        return request
    }
}

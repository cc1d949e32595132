import CommandLine
import Configuration
import DocQA
import DocumentModel
import Rendering

/// `docqa replay`
enum ReplayCommand {
    static let id = Argument.optionalText("ID", "The answer's number, as `docqa history` shows it.")
    static let last = Flag.toggle("last", "The newest answer.")
    static let access = Flag.texts(
        "access", "LABEL", "Look as somebody who holds this label, and no other that is not named.")

    static let command = Command(
        "replay", group: .questions, "Show a kept answer again, its footnotes proved anew.",
        discussion: """
            Needs no service and no key. Every quote is held against the kept copy of what was sent and against the document as \
            it was read last; where the source changed or vanished since, it says so beside the footnote. Whoever may not see \
            a document that the answer rests on does not see the answer.
            """,
        arguments: [id], flags: [SharedFlags.db, last, access] + AnswerOutput.flags,
        examples: [
            CommandExample("docqa replay --last", "The newest answer."),
            CommandExample("docqa replay 17 --json", "Answer 17, for programs."),
            CommandExample("docqa replay 17 --format html -o answer.html", "To look at in a browser."),
        ],
        exits: [
            CommandExit(.nothingFound, "there is no such answer, or it did not answer"), CommandExit(.databaseProblem),
        ],
        schema: "ask", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let wanted = try number(call)
        return try await call.withLibrary { library, _ in
            let answer = try await library.replay(wanted, access: call[access].isEmpty ? nil : Set(call[access]))
            if AnswerOutput.chosen(call) == .terminal {
                call.console.note(HistoryCommand.headline(of: answer, on: call.console.errors.terminal))
            }
            try await AnswerOutput.write(answer, from: library, call)
            AnswerOutput.writeReceipt(answer, call)
            return answer.outcome == .answered ? .success : .nothingFound
        }
    }

    /// The answer that is meant; nil: the last.
    private static func number(_ call: Invocation) throws -> Int? {
        guard let text = call[id] else {
            guard call[last] else {
                throw UsageError("docqa replay needs ID or --last.", next: "docqa history shows the answers.")
            }
            return nil
        }
        guard !call[last] else { throw UsageError("Name an ID or --last, not both.") }
        guard let number = Int(text.hasPrefix("#") ? String(text.dropFirst()) : text), number > 0 else {
            throw UsageError(
                "ID is the number of an answer, not \"\(text)\".", next: "docqa history shows the answers.")
        }
        return number
    }
}

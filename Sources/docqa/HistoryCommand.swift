import CommandLine
import Configuration
import DocQA
import DocumentModel
import JSON
import Rendering
import Storage

/// `docqa history`
enum HistoryCommand {
    static let conversation = Flag.integer("conversation", "ID", "Only this conversation, its turns in order.")
    static let limit = Flag.integer("limit", short: "n", "N", default: 20, in: 1...100_000, "Show at most N answers.")

    static let command = Command(
        "history", group: .questions, "List the questions that were asked, the newest first.",
        discussion: """
            Each with the number that `docqa replay` takes. keep_answers, or --keep-answers of `docqa ask`, bounds how long they \
            are kept; `docqa remove --forget` erases those that rest on a document.
            """,
        flags: [SharedFlags.db, conversation, limit, ReplayCommand.access],
        examples: [
            CommandExample("docqa history", "The last twenty questions."),
            CommandExample("docqa history --conversation 17 --json", "A conversation, for programs."),
        ],
        exits: [CommandExit(.nothingFound, "nothing was asked yet"), CommandExit(.databaseProblem)],
        schema: "history", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, _ in
            let answers = try await library.history(
                conversation: call[conversation], limit: call[limit],
                access: call[ReplayCommand.access].isEmpty ? nil : Set(call[ReplayCommand.access]))
            if call[SharedFlags.json] {
                try call.console.print(json: ["answers": .array(JSONArray(answers.map { $0.historyJSON }))])
            } else {
                for answer in answers { try call.console.print(headline(of: answer, on: call.console.output.terminal)) }
            }
            return answers.isEmpty ? .nothingFound : .success
        }
    }

    /// "#17  2026-11-21 06:30  How long is the warranty?  (extractive, 2 footnotes)"
    static func headline(of answer: Answer, on terminal: Terminal) -> String {
        var facts = [answer.model.name]
        if answer.outcome != .failed { facts.append(Quantity.count(answer.footnotes.count, "footnote")) }
        if answer.outcome != .answered {
            facts.append(answer.outcome.rawValue.split(separator: "_").joined(separator: " "))
        }
        if answer.outcome == .failed { facts.append(answer.model.stopReason) }
        if let reused = answer.reused { facts.append("#\(reused.answer) again") }
        if let cost = answer.cost, cost.nanoDollars > 0 { facts.append(ReceiptLine.dollars(cost.nanoDollars)) }
        if let turn = answer.turn, let conversation = answer.conversation, turn > 1 {
            facts.append("turn \(turn) of conversation \(conversation)")
        }
        let moment = answer.askedAt.map { CalendarDay.minute(of: $0) } ?? ""
        return "#\(answer.id ?? 0)  \(moment)  "
            + terminal.styled(HarmlessText.of(answer.question, oneLine: true), .bold) + "  "
            + terminal.styled("(\(HarmlessText.of(facts.joined(separator: ", "), oneLine: true)))", .dim)
    }
}

extension Answer {
    /// An answer in a list: `docs/schemas/history.json`.
    var historyJSON: JSONValue {
        [
            "id": id.map { JSONValue($0) } ?? .null, "conversation": conversation.map { JSONValue($0) } ?? .null,
            "turn": turn.map { JSONValue($0) } ?? .null, "asked_at": askedAt.map { JSONValue($0) } ?? .null,
            "question": JSONValue(question), "outcome": JSONValue(outcome.rawValue), "model": JSONValue(model.name),
            "footnotes": JSONValue(footnotes.count),
            "unverified": JSONValue(footnotes.count { $0.state == .unverified }),
            "error": outcome == .failed ? JSONValue(model.stopReason) : .null,
            "reused_from": reused.map { JSONValue($0.answer) } ?? .null,
            "cost_nano_dollars": cost.map { JSONValue($0.nanoDollars) } ?? .null,
        ]
    }
}

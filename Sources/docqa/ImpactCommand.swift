import CommandLine
import Configuration
import DocQA
import DocumentModel
import JSON
import Rendering

/// `docqa impact`
enum ImpactCommand {
    static let command = Command(
        "impact", group: .questions, "List kept answers whose sources have changed or vanished since.",
        discussion: """
            After an ingest this shows which answers that were given, or prepared for others to give, may now be wrong: the words \
            behind one of their footnotes stand in no document any more, or the document is gone. Words that merely stand \
            elsewhere in the same document do not count. Run `docqa ingest` first, what the files hold is compared as it was \
            read last.
            """,
        flags: [SharedFlags.db, ReplayCommand.access],
        examples: [
            CommandExample("docqa impact", "What needs a new answer."),
            CommandExample("docqa impact --json", "For programs."),
            CommandExample(
                "docqa impact --json | docqa batch - --yes", "Ask those questions again, at half the price."),
        ],
        exits: [CommandExit(.databaseProblem)], schema: "impact", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, _ in
            let access = call[ReplayCommand.access]
            let answers = try await library.impact(access: access.isEmpty ? nil : Set(access))
            if call[SharedFlags.json] {
                var values: [JSONValue] = []
                for answer in answers {
                    let scope = try await library.scope(ofAnswer: answer.id ?? 0)
                    values.append(json(answer, collections: scope?.collections ?? [], access: scope?.access))
                }
                try call.console.print(json: ["answers": .array(JSONArray(values))])
                return .success
            }
            for answer in answers {
                try call.console.print(HistoryCommand.headline(of: answer, on: call.console.output.terminal))
                for note in affected(answer) { try call.console.print("    " + line(note)) }
            }
            call.console.note(
                answers.isEmpty
                    ? "Every kept answer still stands in its sources."
                    : "\(Quantity.count(answers.count, "answer")) to look at; docqa replay ID shows one whole.")
            return .success
        }
    }

    private static func affected(_ answer: Answer) -> [Footnote] {
        answer.footnotes.filter { $0.since == .changed || $0.since == .vanished }
    }

    /// "[2] warranty.md, line 22: the text has changed"
    private static func line(_ note: Footnote) -> String {
        let place = PlaceText.of(note).map { ", \($0)" } ?? ""
        return "[\(note.number)] \(HarmlessText.of(note.document.name + place, oneLine: true)): "
            + (note.since == .vanished ? "the document is gone" : "the text has changed")
    }

    private static func json(_ answer: Answer, collections: [String], access: [String]?) -> JSONValue {
        guard var object = answer.historyJSON.object else { return .null }
        object.append("collections", .array(JSONArray(collections.map { JSONValue($0) })))
        object.append("access", access.map { .array(JSONArray($0.map { JSONValue($0) })) } ?? .null)
        object.append(
            "affected",
            .array(
                JSONArray(
                    affected(answer).map { note in
                        [
                            "number": JSONValue(note.number), "name": JSONValue(note.document.name),
                            "collection": JSONValue(note.document.collection), "quote": JSONValue(note.quote),
                            "since": JSONValue(note.since?.rawValue ?? "same"),
                        ]
                    })))
        return .object(object)
    }
}

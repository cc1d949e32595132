import CommandLine
import Configuration
import DocQA
import JSON

/// `docqa batch results ID`
enum BatchResultsCommand {
    static let command = Command(
        "batch results", group: .questions, "Write what became of a batch's questions, with the answers.",
        discussion: """
            Takes in what the service has ready first, when there is a key. Every footnote is proved anew against the \
            documents as they are now; an answer whose source has changed since says so.
            """,
        arguments: [BatchFlags.id],
        flags: [SharedFlags.db, ReplayCommand.access, BatchFlags.format, BatchFlags.output],
        examples: [
            CommandExample("docqa batch results 3", "JSON lines, one for each question."),
            CommandExample("docqa batch results 3 -o answers.csv", "A table for a spreadsheet."),
            CommandExample("docqa batch results 3 --format markdown", "To read."),
        ],
        exits: [
            CommandExit(.nothingFound, "there is no such batch, or no question is answered yet"),
            CommandExit(.serviceUnavailable, "some questions were not answered"), CommandExit(.databaseProblem),
        ],
        schema: "batch-results", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, configuration in
            var status = try await BatchFlags.newest(call[BatchFlags.id], library)
            let id = status.id
            if status.state != .done, let service = try BatchFlags.service(configuration) {
                do {
                    status = try await library.advance(batch: id, with: service, handsIn: false)
                } catch let error as DocQAError where error.code != "cancelled" {
                    call.console.warn("The service could not be asked. \(error.message)")
                }
            }
            let access = call[ReplayCommand.access]
            let results = try await library.results(ofBatch: id, access: access.isEmpty ? nil : Set(access))
            if call[SharedFlags.json] {
                try call.console.print(json: [
                    "batch": BatchJSON.value(status), "results": .array(JSONArray(results.map { BatchJSON.value($0) })),
                ])
            } else {
                try BatchOutput.write(results, call)
            }
            if status.state != .done {
                call.console.note(
                    "\(Quantity.count(status.open, "question")) still to be answered: docqa batch resume \(id) --wait")
            }
            guard results.contains(where: { $0.answer != nil }) else { return .nothingFound }
            return BatchFlags.exit(status)
        }
    }
}

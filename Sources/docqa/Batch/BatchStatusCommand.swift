import CommandLine
import Configuration
import DocQA
import JSON
import Rendering

/// `docqa batch status`
enum BatchStatusCommand {
    static let id = Argument.optionalText("ID", "The batch's number; without it all are listed.")

    static let command = Command(
        "batch status", group: .questions, "Show how far batches have come, and what they cost.",
        discussion: """
            What this database knows; it asks nobody. `docqa batch resume ID` asks the service and takes in what is there.
            """,
        arguments: [id], flags: [SharedFlags.db],
        examples: [
            CommandExample("docqa batch status", "All batches, the newest first."),
            CommandExample("docqa batch status 3 --json", "One, for programs."),
        ],
        exits: [CommandExit(.nothingFound, "there is no such batch"), CommandExit(.databaseProblem)],
        schema: "batch-status", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let wanted = try call[id].map { text in
            guard let number = Int(text.hasPrefix("#") ? String(text.dropFirst()) : text), number > 0 else {
                throw UsageError("ID is the number of a batch, not \"\(text)\".", next: "docqa batch status shows all.")
            }
            return number
        }
        return try await call.withLibrary { library, _ in
            var batches: [BatchStatus] = []
            if let wanted {
                batches = [try await library.status(ofBatch: wanted)]
            } else {
                batches = try await library.batches()
            }
            if call[SharedFlags.json] {
                try call.console.print(json: ["batches": .array(JSONArray(batches.map { BatchJSON.value($0) }))])
            } else {
                for batch in batches { try call.console.print(BatchDisplay.line(batch)) }
                if wanted != nil { for line in BatchDisplay.parts(batches[0]) { try call.console.print(line) } }
            }
            if batches.isEmpty { call.console.note("There is no batch yet: docqa batch QUESTIONS makes one.") }
            return .success
        }
    }
}

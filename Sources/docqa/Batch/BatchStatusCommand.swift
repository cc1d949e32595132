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
        try await call.withLibrary { library, _ in
            let wanted = try await BatchFlags.named(call[id], library)
            let batches = if let wanted { [wanted] } else { try await library.batches() }
            if call[SharedFlags.json] {
                try call.console.print(json: ["batches": .array(JSONArray(batches.map { BatchJSON.value($0) }))])
            } else {
                for batch in batches { try call.console.print(BatchDisplay.line(batch)) }
                for line in wanted.map(BatchDisplay.parts) ?? [] { try call.console.print(line) }
            }
            if batches.isEmpty { call.console.note("There is no batch yet: docqa batch QUESTIONS makes one.") }
            return .success
        }
    }
}

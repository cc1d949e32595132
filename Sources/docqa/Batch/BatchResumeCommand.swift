import CommandLine
import Configuration
import DocQA
import JSON

/// `docqa batch resume ID`
enum BatchResumeCommand {
    static let command = Command(
        "batch resume", group: .questions, "Go on with a batch: hand in, take in, and ask again what failed.",
        discussion: """
            Does what can be done now and says how far the batch is; with --wait it goes on until every question is done with. \
            It may be run at any time, as often as you like and by several processes: after an interruption, from a timer, \
            or beside a `docqa batch --wait` that is still running. A question that failed or was not answered within a day \
            is asked up to three times.
            """,
        arguments: [BatchFlags.id], flags: [SharedFlags.db, BatchFlags.wait, BatchFlags.format, BatchFlags.output],
        examples: [
            CommandExample("docqa batch resume 3", "From a timer, every few minutes."),
            CommandExample("docqa batch resume 3 --wait -o answers.md", "Until the end, then write the answers."),
        ],
        exits: [
            CommandExit(.nothingFound, "there is no such batch"), CommandExit(.notConfigured, "there is no key"),
            CommandExit(.authenticationRefused),
            CommandExit(.serviceUnavailable, "the service could not be reached, or did not answer some questions"),
            CommandExit(.limitReached, "a budget, or a limit of the service"), CommandExit(.databaseProblem),
        ],
        schema: "batch", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let id = try BatchFlags.number(call)
        return try await call.withLibrary { library, configuration in
            _ = try await library.status(ofBatch: id)
            let service = try BatchFlags.requiredService(configuration)
            let display = BatchDisplay(console: call.console)
            return try await BatchFlags.goingOn(id, call) {
                let status = try await BatchFlags.work(
                    on: id, library, service, display, waits: call[BatchFlags.wait])
                if call[SharedFlags.json] {
                    try call.console.print(json: BatchJSON.value(status, nil, []))
                } else {
                    try call.console.print(BatchDisplay.line(status))
                }
                if call[BatchFlags.output] != nil {
                    try BatchOutput.write(try await library.results(ofBatch: id), call)
                }
                return BatchFlags.exit(status)
            }
        }
    }
}

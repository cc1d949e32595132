import CommandLine
import Configuration
import DocQA

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
        arguments: [BatchFlags.openID], flags: [SharedFlags.db, BatchFlags.wait, BatchFlags.format, BatchFlags.output],
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
        try await call.withLibrary { library, configuration in
            let id = try await BatchFlags.open(call[BatchFlags.openID], library).id
            let service = try BatchFlags.requiredService(configuration)
            return try await BatchFlags.goingOn(id, call) {
                let status = try await BatchFlags.shownWork(on: id, library, service, call)
                if call[BatchFlags.output] != nil {
                    try BatchOutput.write(try await library.results(ofBatch: id), call)
                }
                return BatchFlags.exit(status)
            }
        }
    }
}

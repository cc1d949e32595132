import CommandLine
import Configuration
import DocQA

/// `docqa batch cancel ID`
enum BatchCancelCommand {
    static let command = Command(
        "batch cancel", group: .questions, "Stop a batch; what is answered already is paid and kept.",
        arguments: [BatchFlags.openID], flags: [SharedFlags.db, BatchFlags.wait],
        examples: [
            CommandExample("docqa batch cancel 3", "Tell the service to stop."),
            CommandExample("docqa batch cancel 3 --wait", "And take in what it had answered by then."),
        ],
        exits: [
            CommandExit(.nothingFound, "there is no such batch"), CommandExit(.notConfigured, "there is no key"),
            CommandExit(.authenticationRefused),
            CommandExit(.serviceUnavailable, "the service could not be reached: the batch runs on, try again"),
            CommandExit(.databaseProblem),
        ],
        schema: "batch", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, configuration in
            let id = try await BatchFlags.open(call[BatchFlags.openID], library).id
            let service = try BatchFlags.requiredService(configuration)
            try await library.cancel(batch: id)
            return try await BatchFlags.goingOn(id, call) {
                let status = try await BatchFlags.shownWork(on: id, library, service, call)
                if status.state != .done {
                    call.console.note(
                        "The service is stopping; docqa batch resume \(id) --wait takes in what it answered.")
                }
                return .success
            }
        }
    }
}

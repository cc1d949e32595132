import CommandLine
import Configuration
import DocQA
import JSON

/// `docqa batch cancel ID`
enum BatchCancelCommand {
    static let command = Command(
        "batch cancel", group: .questions, "Stop a batch; what is answered already is paid and kept.",
        arguments: [BatchFlags.id], flags: [SharedFlags.db, BatchFlags.wait],
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
        let id = try BatchFlags.number(call)
        return try await call.withLibrary { library, configuration in
            let service = try BatchFlags.requiredService(configuration)
            try await library.cancel(batch: id)
            let display = BatchDisplay(console: call.console)
            return try await BatchFlags.goingOn(id, call) {
                let status = try await BatchFlags.work(
                    on: id, library, service, display, waits: call[BatchFlags.wait])
                if call[SharedFlags.json] {
                    try call.console.print(json: BatchJSON.value(status, nil, []))
                } else {
                    try call.console.print(BatchDisplay.line(status))
                }
                if status.state != .done {
                    call.console.note(
                        "The service is stopping; docqa batch resume \(id) --wait takes in what it answered.")
                }
                return .success
            }
        }
    }
}

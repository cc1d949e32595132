import ClaudeSimulator
import CommandLine

/// `claude-simulator serve`, which is what `claude-simulator` does when nothing else is said.
enum ServeCommand {
    static let command = Command(
        "serve", group: .service, "Serve the API until the process is stopped.",
        discussion: """
            When the port is open, one line tells its address on standard output. SIGTERM and SIGINT let requests that are \
            being answered finish for two seconds, then close the port.
            """,
        flags: [
            ServeFlags.address, ServeFlags.port, ServeFlags.seed, ServeFlags.clock, ServeFlags.keys, ServeFlags.tier,
            ServeFlags.requestsPerMinute, ServeFlags.spendLimit, ServeFlags.replies, ServeFlags.records,
            ServeFlags.fault,
            ServeFlags.faults, ServeFlags.callTools, ServeFlags.batchSeconds, ServeFlags.firstEvent, ServeFlags.event,
        ],
        examples: [
            CommandExample("claude-simulator --port 0", "Serve on any free port, and print its address."),
            CommandExample("claude-simulator --fault overloaded=0.1 --seed 7", "Answer one request in ten with a 529."),
            CommandExample("claude-simulator --records calls", "Keep every request and response in the folder calls."),
        ],
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let simulator = try Simulator(try ServeFlags.configuration(call))
        try call.console.print("claude-simulator listens on \(simulator.url)")
        try call.console.output.flush()
        call.console.note("Stop it with Ctrl-C or SIGTERM. Its account: \(simulator.url)/simulator/account")
        // Nothing but the end of the task ends the wait.
        let (end, stopped) = AsyncStream<Void>.makeStream()
        await withTaskCancellationHandler {
            for await _ in end {}
        } onCancel: {
            stopped.finish()
        }
        await simulator.stop(grace: .seconds(2))
        return .success
    }
}

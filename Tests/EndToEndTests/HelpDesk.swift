import ClaudeSimulator
import Dispatch
import JSON
import TestSupport
import Testing

/// A folder of two manuals, ingested, a simulator whose clock stands until it is moved on, and the program that asks it.
final class HelpDesk: Sendable {
    static let warranty = """
        # Warranty

        ## Batteries

        The warranty on batteries runs for ten years from the day of commissioning.

        ## Inverters

        The warranty on inverters runs for five years.

        """
    let home = TemporaryFolder()
    let docqa = BuiltProgram("docqa")
    let simulator: Simulator

    init(change: (inout SimulatorConfiguration) -> Void = { _ in }) async throws {
        var configuration = SimulatorConfiguration()
        configuration.clock = SimulatorClock(standingAt: configuration.clock.now)
        change(&configuration)
        simulator = try Simulator(configuration)
        home.write("files/warranty.md", Self.warranty)
        home.write("files/pump.md", "# Pump\n\nThe pump moves four litres of water a minute.\n")
        let ingested = try await run("ingest", home["files"])
        try #require(ingested.status == 0, "\(ingested.errors)")
    }

    var environment: [String: String] {
        ["HOME": home.path, "ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": simulator.url]
    }

    func write(_ questions: String, to name: String = "q.jsonl") { home.write(name, questions) }

    func run(_ words: String...) async throws -> BuiltProgram.Result { try await run(words) }

    /// Runs the program to its end, on a thread of its own: the simulator needs those that run tasks.
    func run(
        _ words: [String], database: String = "a.db", environment more: [String: String] = [:], input: [UInt8] = [],
        killedAfter milliseconds: Int? = nil
    ) async throws -> BuiltProgram.Result {
        let environment = environment.merging(more) { $1 }
        return try await onThread { [self] in
            let running = try docqa.start(
                words + ["--db", home[database]], environment: environment, folder: home.path, input: input)
            guard let milliseconds else { return running.wait() }
            return running.kill(after: milliseconds)
        }
    }

    /// What a command printed with `--json`, held against its schema.
    func value(_ result: BuiltProgram.Result, _ schema: String) throws -> JSONValue {
        let value = try JSONValue(parsing: result.output)
        #expect(try Project.schemas().problems(of: value, against: schema + ".json") == [])
        return value
    }

    /// Nano-dollars that the simulator charges, and how many requests it has answered.
    var charged: Int { simulator.account["nano_dollars"]?.int ?? -1 }
    var answered: Int {
        (simulator.account["models"]?.object?.members ?? []).reduce(0) { $0 + ($1.value["requests"]?.int ?? 0) }
    }

    /// What must hold of the first batch when it is done with, whatever happened on the way.
    ///
    /// - Parameters:
    ///   - paid: how many questions were asked, when that is not all of them.
    ///   - kept: how many answers are kept.
    func problems(
        questions: Int, paid: Int? = nil, kept: Int? = nil, database: String = "a.db"
    ) async throws -> [String] {
        var problems: [String] = []
        let status = try JSONValue(
            parsing: try await run(["batch", "status", "1", "--json"], database: database).output)["batches"]?[0]
        if status?["state"] != "done" || status?["answered"]?.int != questions { problems.append("\(status ?? .null)") }
        if answered != paid ?? questions { problems.append("\(answered) answers were paid for \(questions) questions") }
        if status?["spent"]?["nano_dollars"]?.int != charged || status?["reserved"]?["nano_dollars"]?.int != 0 {
            problems.append("\(charged) nano-dollars were charged: \(status ?? .null)")
        }
        let history = try await run(["history", "--limit", "1000"], database: database).output.split(separator: "\n")
        if history.count != kept ?? questions { problems.append("\(history.count) answers are kept") }
        let verified = try await run(["verify"], database: database)
        if verified.status != 0 { problems.append("verify: \(verified.output)\(verified.errors)") }
        return problems
    }

    func stop() async { await simulator.stop() }
}

/// Waits for something on a thread of its own: those that run tasks are needed by the simulator.
func onThread<Success: Sendable>(_ body: @escaping @Sendable () throws -> Success) async throws -> Success {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
    }
}

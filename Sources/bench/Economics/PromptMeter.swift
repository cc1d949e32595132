internal import Claude
internal import ClaudeSimulator
internal import JSON

/// The simulator's checks, cache and clock, one request after the other.
final class PromptMeter {
    private let simulator: Simulator
    private let clock = SimulatorClock(standingAt: Timestamp(seconds: 1_800_000_000))
    private var start: Int

    init() throws {
        var configuration = SimulatorConfiguration()
        configuration.clock = clock
        simulator = try Simulator(configuration)
        start = clock.now.milliseconds
    }

    /// An empty cache, and time from 0.
    func restart() {
        simulator.reset()
        start = clock.now.milliseconds
    }

    /// What a request at this time is charged for.
    func usage(_ body: JSONValue, at time: Int, outputTokens: Int) throws -> Usage {
        let now = start + time
        if now > clock.now.milliseconds { clock.advance(milliseconds: now - clock.now.milliseconds) }
        return try simulator.usage(of: body, outputTokens: outputTokens)
    }

    func stop() async { await simulator.stop() }
}

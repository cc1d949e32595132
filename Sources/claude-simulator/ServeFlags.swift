import ClaudeSimulator
import CommandLine
import JSON

/// The flags of `claude-simulator serve`.
enum ServeFlags {
    enum Tier: String, CaseIterable, Sendable { case start, build, scale, custom }
    enum Clock: String, CaseIterable, Sendable { case runs, stands }

    static let address = Flag.text(
        "address", "ADDRESS", default: "127.0.0.1", "Listen on this numeric address.",
        details: "Everyone who can reach the address can use the simulator, and read what others ask it.")
    static let port = Flag.integer(
        "port", short: "p", "N", default: 8787, in: 0...65_535, "Listen on this port; 0 takes any free one.")
    static let seed = Flag.integer(
        "seed", "N", default: 1, "Make names, pieces of streams and faults follow from this number.")
    static let clock: Flag<Clock> = .choice(
        "clock", "HOW", default: .runs, "Let the simulated clock run, or stand until it is moved on.",
        details: "POST /simulator/clock with {\"advance_seconds\": N} moves it on in both cases.")
    static let keys = Flag.texts("key", "KEY", "Accept this key, and no others than those named.")
    static let tier: Flag<Tier> = .choice(
        "tier", "TIER", default: .custom, "Hold requests against the rate limits of this tier.")
    static let requestsPerMinute = Flag.integer(
        "requests-per-minute", "N", in: 1...10_000_000, "Allow so many requests a minute, whatever the tier says.")
    static let spendLimit: Flag<Int?> = .value(
        "spend-limit", "DOLLARS", "Refuse requests once so much was spent in a month.", read: dollars)
    static let replies = Flag.text(
        "replies", "FOLDER", "Take scripted replies from here: NAME.json for requests with x-simulator-reply: NAME.",
        completion: .folder)
    static let records = Flag.text(
        "records", "FOLDER", "Write every request and response into this folder.", completion: .folder)
    static let fault = Flag.texts(
        "fault", "FAULT", "Let this go wrong: with =RATE to that share of the requests, else to all.",
        details: "For example overloaded=0.05. docs/simulator.md lists the faults.")
    static let faults = Flag.text(
        "faults", "FILE", "Read rules for faults from this JSON file.", completion: .file)
    static let callTools = Flag.toggle("call-tools", "Call the first tool of a request before answering.")
    static let batchSeconds = Flag.integer(
        "batch-seconds", "N", default: 0, in: 0...86_400, "Let batches take so long on the simulated clock.")
    static let firstEvent = Flag.integer(
        "first-event-ms", "N", default: 0, in: 0...600_000, "Wait so many milliseconds before a response.")
    static let event = Flag.integer(
        "event-ms", "N", default: 0, in: 0...600_000, "Wait so many milliseconds between the events of a stream.")

    static func configuration(_ call: Invocation) throws -> SimulatorConfiguration {
        var configuration = SimulatorConfiguration()
        configuration.address = call[address]
        configuration.port = call[port]
        configuration.seed = UInt64(call[seed])
        if call[clock] == .stands { configuration.clock = SimulatorClock(standingAt: configuration.clock.now) }
        configuration.keys = Set(call[keys])
        switch call[tier] {
        case .start: configuration.limits = .start
        case .build: configuration.limits = .build
        case .scale: configuration.limits = .scale
        case .custom: configuration.limits = .custom
        }
        if let requests = call[requestsPerMinute] { configuration.limits.requests = requests }
        configuration.spendLimit = call[spendLimit]
        configuration.replies = call[replies]
        configuration.records = call[records]
        configuration.faults = try call[fault].map(rule)
        if let path = call[faults] { configuration.faults += try rules(in: path) }
        configuration.callsTools = call[callTools]
        configuration.batchSeconds = call[batchSeconds]
        configuration.firstEventMilliseconds = call[firstEvent]
        configuration.eventMilliseconds = call[event]
        return configuration
    }

    /// `overloaded` or `overloaded=0.05`.
    private static func rule(_ text: String) throws -> FaultRule {
        let parts = text.split(separator: "=")
        if parts.count == 2, !text.contains(";"), let rate = Double(parts[1]), (0...1).contains(rate) {
            return FaultRule(try usable { () throws(FaultError) in try Fault(String(parts[0])) }, rate: rate)
        }
        return FaultRule(try usable { () throws(FaultError) in try Fault(text) })
    }

    /// A fault that does not exist is a mistake on the command line.
    private static func usable<Value>(_ read: () throws(FaultError) -> Value) throws -> Value {
        do throws(FaultError) { return try read() } catch {
            throw Failure(.usage, code: "unknown_fault", error.description)
        }
    }

    private static func rules(in path: String) throws -> [FaultRule] {
        let value = try JSONValue(parsing: FileBytes.read(path))
        guard let rules = value.array else {
            throw Failure(.usage, code: "not_a_list", "\(path) has to hold a JSON list of rules.")
        }
        return try rules.elements.map { rule in
            try usable { () throws(FaultError) in try FaultRule(json: rule) }
        }
    }

    private static func dollars(_ text: String) throws(Expected) -> Int {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Int(parts[0]), whole >= 0, whole < 1_000_000 else {
            throw Expected("an amount such as 2.50")
        }
        guard parts.count == 2 else { return whole * 1_000_000_000 }
        guard parts[1].count <= 9, let cents = Int(parts[1] + String(repeating: "0", count: 9 - parts[1].count)) else {
            throw Expected("an amount such as 2.50")
        }
        return whole * 1_000_000_000 + cents
    }
}

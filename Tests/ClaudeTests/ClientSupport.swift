import HTTPClient
import JSON
import Synchronization
import TestSupport

@testable import Claude

/// A clock that moves when somebody sleeps, and remembers for how long.
final class TestClock: Sendable {
    private let state = Mutex((now: Duration.zero, sleeps: [Duration]()))

    var sleeps: [Duration] { state.withLock { $0.sleeps } }
    func advance(by duration: Duration) { state.withLock { $0.now += duration } }

    func clock(random: Double = 0) -> ClientClock {
        ClientClock(
            now: { [self] in state.withLock { $0.now } },
            wallTime: { [self] in 1_800_000_000 + state.withLock { $0.now / .seconds(1) } },
            sleep: { [self] duration in
                state.withLock { state in
                    state.now += duration
                    state.sleeps.append(duration)
                }
                await Task.yield()
                try Task.checkCancellation()
            }, random: { random })
    }
}

/// A client of a loopback server.
func client(
    _ server: LoopbackServer, _ clock: TestClock = TestClock(), limiter: RateLimiter? = nil,
    _ change: (inout ClientConfiguration) -> Void = { _ in }
) throws -> ClaudeClient {
    var configuration = ClientConfiguration(.apiKey(Secret("sk-ant-test-key")))
    configuration.baseURL = server.url
    change(&configuration)
    return try ClaudeClient(
        configuration, http: HTTPClient(HTTPConfiguration()), limiter: limiter, clock: clock.clock())
}

let question = MessageRequest(model: "claude-sonnet-5-5", maxTokens: 100, messages: [.user("How long?")])

let plainMessage =
    #"{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[{"type":"text","text":"Six months."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":4}}"#

func errorBody(_ type: String, _ message: String = "m", code: String? = nil) -> String {
    APIErrorBody(type: type, message: message, code: code).json.text()
}

extension LoopbackServer {
    /// A server that gives these responses one after another, and the last one again and again.
    static func scripted(_ responses: [(status: Int, fields: [String: String], body: String)]) throws -> LoopbackServer
    {
        let count = Counter()
        return try LoopbackServer { _, connection in
            let number = count.next()
            let response = responses[min(number, responses.count - 1)]
            try connection.respond(response.status, response.fields, response.body)
        }
    }
}

/// Counts up from 0.
final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock { value in
            defer { value += 1 }
            return value
        }
    }
}

/// The error that a call throws.
func failure<T>(_ body: () async throws(ClaudeError) -> T) async -> ClaudeError? {
    do throws(ClaudeError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}

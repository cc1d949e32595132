internal import ClaudeSimulator
internal import Glibc
internal import JSON

/// The simulator under load from this same process: small messages over kept connections, many slow streams at once, and what
/// the cache costs.
enum SimulatorBenchmark: Benchmark {
    static let name = "simulator"
    static let usage = "[CONNECTIONS [STREAMS]]"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let connections = arguments.first.flatMap { Int($0) } ?? 64
        let streams = arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
        return [
            "connections": JSONValue(connections), "messages_per_second": JSONValue(try await messages(connections)),
            "streams": JSONValue(streams), "slow_streams": .object(try await slowStreams(streams)),
            "cache_microseconds_per_KiB": .number(JSONNumber(try await cacheCost())!),
        ]
    }

    private static let small: JSONObject = [
        "model": "claude-haiku-5-5", "max_tokens": 64, "messages": [["role": "user", "content": "Hello?"]],
        "thinking": ["type": "disabled"],
    ]

    private static func request(_ body: JSONObject) -> [UInt8] {
        let bytes = JSONValue.object(body).bytes()
        let head =
            "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nx-api-key: bench\r\nanthropic-version: 2026-10-21\r\n"
            + "Content-Length: \(bytes.count)\r\n\r\n"
        return Array(head.utf8) + bytes
    }

    /// One request at a time on each connection, for two seconds.
    private static func messages(_ count: Int) async throws -> Int {
        let simulator = try Simulator()
        let bytes = request(small)
        let end = "\"speed\":\"standard\"}}"
        let port = simulator.port
        let total = await onThread {
            let clients = (0..<count).map { _ in LoadConnection(port: port) }
            func round() {
                for client in clients { client.send(bytes) }
                for client in clients { client.receive(until: end) }
            }
            round()
            var done = 0
            let clock = ContinuousClock()
            let start = clock.now
            while clock.now - start < .seconds(2) {
                round()
                done += count
            }
            let taken = clock.now - start
            return Int(Double(done) / (Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18))
        }
        await simulator.stop()
        return total
    }

    /// Streams whose events are 100 ms apart, all begun before the first one ends.
    private static func slowStreams(_ count: Int) async throws -> JSONObject {
        var configuration = SimulatorConfiguration()
        configuration.eventMilliseconds = 100
        let simulator = try Simulator(configuration)
        var body = small
        body.append("stream", true)
        let bytes = request(body)
        let port = simulator.port
        func all(_ count: Int) async -> (seconds: Double, whole: Int) {
            let (taken, whole) = await seconds {
                await onThread {
                    let clients = (0..<count).map { _ in LoadConnection(port: port) }
                    for client in clients { client.send(bytes) }
                    return clients.count { $0.receive(until: "event: message_stop") }
                }
            }
            return (taken, whole)
        }
        let one = await all(1)
        let many = await all(count)
        await simulator.stop()
        return [
            "finished": JSONValue(many.whole), "one_ms": JSONValue(Int(one.seconds * 1000)),
            "all_ms": JSONValue(Int(many.seconds * 1000)),
        ]
    }

    /// Checking, laying out and looking up a prompt of 1 MiB in 64 documents, per KiB.
    private static func cacheCost() async throws -> Double {
        let simulator = try Simulator()
        let text = JSONValue(String(repeating: "Batteries are covered for 6 months. ", count: 455))
        let source: JSONValue = ["type": "text", "media_type": "text/plain", "data": text]
        var blocks = [JSONValue](repeating: ["type": "document", "source": source], count: 64)
        blocks.append(["type": "text", "text": "Well?", "cache_control": ["type": "ephemeral"]])
        var body = small
        body["messages"] = [["role": "user", "content": .array(JSONArray(blocks))]]
        let request = JSONValue.object(body)
        _ = try simulator.usage(of: request, outputTokens: 0)
        let rounds = 20
        let (taken, _) = try await seconds {
            for _ in 0..<rounds { _ = try simulator.usage(of: request, outputTokens: 0) }
        }
        await simulator.stop()
        return (taken * 1e6 / Double(rounds) / Double(request.bytes().count / 1024) * 1000).rounded() / 1000
    }
}

private final class Work {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
}

/// Runs blocking work beside the threads of the concurrency pool, which the simulator needs.
private func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                Unmanaged<Work>.fromOpaque(context!).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(Work { continuation.resume(returning: body()) }).toOpaque())
        pthread_detach(thread)
    }
}

/// A kept connection that sends and waits.
private final class LoadConnection {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)
    private var last: [UInt8] = []

    init(port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    private static func contains(_ pattern: [UInt8], _ bytes: [UInt8]) -> Bool {
        guard bytes.count >= pattern.count else { return false }
        // Mostly it is the end.
        for start in stride(from: bytes.count - pattern.count, through: 0, by: -1) where bytes[start] == pattern[0] {
            var length = 1
            while length < pattern.count, bytes[start + length] == pattern[length] { length += 1 }
            if length == pattern.count { return true }
        }
        return false
    }

    /// Reads until this has come; whether it has.
    @discardableResult
    func receive(until end: String) -> Bool {
        let end = Array(end.utf8)
        last = []
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            last = last.suffix(end.count) + buffer[..<count]
            if Self.contains(end, last) { return true }
        }
    }
}

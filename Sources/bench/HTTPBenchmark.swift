internal import Claude
internal import Glibc
internal import HTTPClient
internal import JSON

/// What a request to the Claude API costs on this side of the wire, beside the `curl` program with a connection it uses again. All
/// sides ask the same server, in a process of its own, in turns.
enum HTTPBenchmark: Benchmark {
    static let name = "http"
    static let usage = "[REQUESTS [ROUNDS]]"

    /// The best of the rounds: what disturbs a round only makes it longer.
    private struct Side {
        var seconds = Double.infinity
        var processor = Double.infinity

        mutating func add(_ seconds: Double, _ processor: Double) {
            self.seconds = min(self.seconds, seconds)
            self.processor = min(self.processor, processor)
        }

        func figures(_ count: Int, curl: Side) -> JSONObject {
            func microseconds(_ value: Double) -> JSONValue {
                .number(JSONNumber((value / Double(count) * 1e7).rounded() / 10)!)
            }
            return [
                "microseconds_a_request": microseconds(seconds), "of_processor_time": microseconds(processor),
                "times_curl": .number(JSONNumber((seconds / curl.seconds * 100).rounded() / 100)!),
                "processor_times_curl": .number(JSONNumber((processor / curl.processor * 100).rounded() / 100)!),
            ]
        }
    }

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let count = arguments.first.flatMap(Int.init) ?? 2_000
        let rounds = arguments.dropFirst().first.flatMap(Int.init) ?? 7
        let server = try CannedServerProcess(.message)
        var configuration = ClientConfiguration(.apiKey(Secret("none")))
        configuration.baseURL = server.url
        let client = try ClaudeClient(configuration)
        let http = HTTPClient()
        let message = MessageRequest(
            model: "claude-sonnet-5-5", maxTokens: 1024, messages: [.user(String(repeating: "How long? ", count: 50))])
        let bare = HTTPRequest(
            .post, server.url + "/v1/messages", headers: ["content-type": "application/json"],
            body: .bytes(message.encoded()))
        let program = try CurlProgram(url: bare.url, body: message.encoded(), count: count)

        var sides = (client: Side(), http: Side(), curl: Side())
        for round in 0...rounds {
            let asked = try await measured(count) { _ = try await client.create(message) }
            let sent = try await measured(count) { _ = try await http.send(bare).bytes() }
            let curl = try program.run()
            // The first round only warms up.
            guard round > 0 else { continue }
            sides.client.add(asked.seconds, asked.processor)
            sides.http.add(sent.seconds, sent.processor)
            sides.curl.add(curl.seconds, curl.processor)
        }
        return [
            "requests": JSONValue(count), "rounds": JSONValue(rounds),
            "client": .object(sides.client.figures(count, curl: sides.curl)),
            "http_alone": .object(sides.http.figures(count, curl: sides.curl)),
            "curl": .object(sides.curl.figures(count, curl: sides.curl)),
        ]
    }

    /// One request after the other, in a task of its own: the main queue would add a hop to each wait.
    private static func measured(
        _ count: Int, _ request: @escaping @Sendable () async throws -> Void
    ) async throws -> (seconds: Double, processor: Double) {
        let before = Process.ownProcessorSeconds()
        let task = Task.detached { try await seconds { for _ in 0..<count { try await request() } }.0 }
        let taken = try await task.value
        return (taken, Process.ownProcessorSeconds() - before)
    }
}

/// The `curl` program, made to send the same request again and again over one connection.
private final class CurlProgram {
    private let folder: String

    init(url: String, body: [UInt8], count: Int) throws {
        var template = Array("/tmp/bench-curl-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchmarkError(description: "no temporary folder") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try write(body, to: folder + "/body.json")
        let urls = String(repeating: "url = \"\(url)\"\noutput = /dev/null\n", count: count)
        let settings = "silent\nheader = \"content-type: application/json\"\ndata = @\(folder)/body.json\n"
        try write(Array((settings + urls).utf8), to: folder + "/curl.conf")
    }

    deinit {
        unlink(folder + "/body.json")
        unlink(folder + "/curl.conf")
        rmdir(folder)
    }

    func run() throws -> Process.Figures {
        try Process.run(["/usr/bin/curl", "-K", folder + "/curl.conf"], accepting: [0])
    }
}

/// Writes a file.
func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
        throw BenchmarkError(description: "cannot write \(path)")
    }
}

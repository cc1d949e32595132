internal import Claude
internal import Glibc
internal import JSON

/// What a request to the Claude API costs on this side of the wire, beside the `curl` program with a connection it uses again.
enum HTTPBenchmark: Benchmark {
    static let name = "http"
    static let usage = "[REQUESTS]"

    static let answer =
        #"{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[{"type":"text","text":"Six months."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":4}}"#

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let count = arguments.first.flatMap(Int.init) ?? 2_000
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: \(answer.utf8.count)\r\n\r\n"
        let server = try CannedServer(answer: Array((head + answer).utf8))
        var configuration = ClientConfiguration(.apiKey(Secret("none")))
        configuration.baseURL = server.url
        let client = try ClaudeClient(configuration)
        let request = MessageRequest(
            model: "claude-sonnet-5-5", maxTokens: 1024, messages: [.user(String(repeating: "How long? ", count: 50))])
        var template = Array("/tmp/bench-curl-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchmarkError(description: "no temporary folder") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            unlink(folder + "/body.json")
            unlink(folder + "/curl.conf")
            rmdir(folder)
        }
        try write(request.encoded(), to: folder + "/body.json")
        let urls = String(repeating: "url = \"\(server.url)/v1/messages\"\noutput = /dev/null\n", count: count)
        let settings = "silent\nheader = \"content-type: application/json\"\ndata = @\(folder)/body.json\n"
        try write(Array((settings + urls).utf8), to: folder + "/curl.conf")
        // Both sides are warm, and take turns.
        for _ in 0..<20 { _ = try await client.create(request) }
        var ours = Double.infinity
        var theirs = Double.infinity
        for _ in 0..<3 {
            // In a task of its own: the main queue would add a hop to each wait.
            let task = Task.detached {
                try await seconds { for _ in 0..<count { _ = try await client.create(request) } }.0
            }
            ours = min(ours, try await task.value)
            let (time, status) = try await seconds {
                try StartupBenchmark.spawn(["/usr/bin/curl", "-K", folder + "/curl.conf"])
            }
            guard status == 0 else { throw BenchmarkError(description: "curl ended with \(status)") }
            theirs = min(theirs, time)
        }
        return [
            "requests": JSONValue(count), "microseconds_a_request": JSONValue(Int(ours / Double(count) * 1e6)),
            "curl_microseconds_a_request": JSONValue(Int(theirs / Double(count) * 1e6)),
            "times_curl": .number(JSONNumber((ours / theirs * 100).rounded() / 100)!),
        ]
    }
}

/// What a stream that is open takes of memory, the server's end and its thread included.
enum StreamsBenchmark: Benchmark {
    static let name = "streams"
    static let usage = "[STREAMS]"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let count = arguments.first.flatMap(Int.init) ?? 500
        // The server waits before the end of each stream until a byte stands in this pipe.
        var pipes: [Int32] = [0, 0]
        guard pipe(&pipes) == 0 else { throw BenchmarkError(description: "no pipe") }
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
        let server = try CannedServer(answer: Array((head + start).utf8), rest: (Array(end.utf8), pipes[0]))
        let finish = pipes[1]
        var configuration = ClientConfiguration(.apiKey(Secret("none")))
        configuration.baseURL = server.url
        let client = try ClaudeClient(configuration)
        let request = MessageRequest(model: "claude-sonnet-5-5", maxTokens: 1024, messages: [.user("How long?")])
        let before = residentBytes()
        let (opened, continuation) = AsyncStream.makeStream(of: Void.self)
        let (time, kibibytes) = try await seconds {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<count {
                    group.addTask {
                        let stream = try await client.stream(request)
                        for try await event in stream { if case .text = event { continuation.yield() } }
                        return stream.message?.text.utf8.count ?? 0
                    }
                }
                var iterator = opened.makeAsyncIterator()
                for _ in 0..<count { _ = await iterator.next() }
                let kibibytes = Double(residentBytes() - before) / Double(count) / 1024
                _ = Glibc.write(finish, "x", 1)
                for try await length in group where length == 0 {
                    throw BenchmarkError(description: "a stream gave no text")
                }
                return kibibytes
            }
        }
        return [
            "streams": JSONValue(count), "seconds": .number(JSONNumber((time * 1000).rounded() / 1000)!),
            "kibibytes_a_stream": .number(JSONNumber((kibibytes * 10).rounded() / 10)!),
        ]
    }

    private static func event(_ name: String, _ members: String) -> String {
        "event: \(name)\ndata: {\"type\":\"\(name)\"\(members)}\n\n"
    }

    private static let start =
        event(
            "message_start",
            #","message":{"id":"m","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[],"usage":{"input_tokens":1,"output_tokens":1}}"#
        )
        + event("content_block_start", #","index":0,"content_block":{"type":"text","text":""}"#)
        + event("content_block_delta", #","index":0,"delta":{"type":"text_delta","text":"Six months."}"#)
    private static let end =
        event("content_block_stop", #","index":0"#)
        + event("message_delta", #","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}"#)
        + event("message_stop", "")

    /// What the process holds in memory now.
    private static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
            separator: " ")
        return (words.count > 1 ? Int(words[1]) ?? 0 : 0) * 4096
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

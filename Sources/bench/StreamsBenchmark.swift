internal import Claude
internal import Glibc
internal import JSON

/// What a stream that is open takes of this process's memory; the server is another process.
enum StreamsBenchmark: Benchmark {
    static let name = "streams"
    static let usage = "[STREAMS]"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let count = arguments.first.flatMap(Int.init) ?? 500
        let server = try CannedServerProcess(.stream)
        var configuration = ClientConfiguration(.apiKey(Secret("none")))
        configuration.baseURL = server.url
        let client = try ClaudeClient(configuration)
        let request = MessageRequest(model: "claude-sonnet-5-5", maxTokens: 1024, messages: [.user("How long?")])
        let before = residentBytes()
        let (opened, continuation) = AsyncStream.makeStream(of: Void.self)
        let (time, held) = try await seconds {
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
                let held = residentBytes() - before
                server.letGo()
                for try await length in group where length == 0 {
                    throw BenchmarkError(description: "a stream gave no text")
                }
                return held
            }
        }
        return [
            "streams": JSONValue(count), "seconds": .number(JSONNumber((time * 1000).rounded() / 1000)!),
            "kibibytes_a_stream": .number(JSONNumber((Double(held) / Double(count) / 1024 * 10).rounded() / 10)!),
        ]
    }

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

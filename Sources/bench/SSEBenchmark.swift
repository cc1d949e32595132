internal import CAllocationCount
internal import Claude
internal import Glibc
internal import JSON

/// How fast one core decodes and accumulates a stream, beside the official Python SDK on the same bytes.
enum SSEBenchmark: Benchmark {
    static let name = "sse"
    static let usage = "[DELTAS]   (run at the top of the project, after scripts/test has made .venv)"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let deltas = arguments.first.flatMap(Int.init) ?? 20_000
        let stream = Self.stream(deltas: deltas)
        var best = Double.infinity
        var allocations = 0.0
        for _ in 0..<5 {
            let before = callocation_count()
            let (time, text) = try await seconds { try accumulate(stream) }
            allocations = Double(callocation_count() - before) / Double(deltas)
            best = min(best, time)
            guard text > 0 else { throw BenchmarkError(description: "the stream gave no text") }
        }
        let rate = Double(deltas) / best
        var result: JSONObject = [
            "deltas": JSONValue(deltas), "bytes": JSONValue(stream.count), "deltas_per_second": JSONValue(Int(rate)),
            "allocations_per_delta": .number(JSONNumber((allocations * 100).rounded() / 100)!),
        ]
        if let theirs = try await sdkRate(stream, deltas) {
            result["sdk_deltas_per_second"] = JSONValue(Int(theirs))
            result["times_the_sdk"] = .number(JSONNumber((rate / theirs * 10).rounded() / 10)!)
        }
        return result
    }

    /// In pieces as a socket gives them.
    private static func accumulate(_ stream: [UInt8]) throws -> Int {
        var decoder = ServerSentEventDecoder()
        var accumulator = MessageAccumulator()
        var textBytes = 0
        for start in stride(from: 0, to: stream.count, by: 1400) {
            decoder.append(Array(stream[start..<min(start + 1400, stream.count)]))
            while let raw = decoder.next() {
                guard let event = try StreamEvent(raw) else { continue }
                if case .text(let piece, _) = try accumulator.received(event) { textBytes += piece.utf8.count }
            }
        }
        guard accumulator.isComplete else { throw BenchmarkError(description: "the stream did not end") }
        return textBytes
    }

    /// An answer as the API streams it: pieces of a few letters, some of them beyond ASCII, padded events, a citation now and then.
    private static func stream(deltas: Int) -> [UInt8] {
        let pieces = [
            "The", " warranty", " lasts for", " 24", " months", ",", " während", " \\\"six\\\"", " months.\\n", " €5 😀",
        ]
        var text = event(
            "message_start",
            #""message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":24,"output_tokens":1}}"#
        )
        var index = 0
        text += event("content_block_start", #""index":0,"content_block":{"type":"text","text":""}"#)
        for number in 0..<deltas {
            if number % 40 == 39 {
                text += event(
                    "content_block_delta",
                    #""index":\#(index),"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"Batteries are covered for 6 months.","document_index":0,"document_title":"Warranty","start_char_index":30,"end_char_index":65,"file_id":null}}"#
                )
                text += event("content_block_stop", #""index":\#(index)"#)
                index += 1
                text += event("content_block_start", #""index":\#(index),"content_block":{"type":"text","text":""}"#)
            } else {
                let padding = String(repeating: " ", count: number % 12)
                text += event(
                    "content_block_delta",
                    #""index":\#(index),"delta":{"type":"text_delta","text":"\#(pieces[number % pieces.count])"}\#(padding)"#
                )
            }
        }
        text += event("content_block_stop", #""index":\#(index)"#)
        text += event(
            "message_delta", #""delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":61}"#)
        text += event("message_stop", "").replacing(",}", with: "}")
        return Array(text.utf8)
    }

    private static func event(_ name: String, _ members: String) -> String {
        "event: \(name)\ndata: {\"type\":\"\(name)\",\(members)}\n\n"
    }

    /// What the SDK does a second; nil when it is not installed.
    private static func sdkRate(_ stream: [UInt8], _ deltas: Int) async throws -> Double? {
        let python = ".venv/bin/python"
        guard access(python, X_OK) == 0 else { return nil }
        var template = Array("/tmp/bench-sse-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchmarkError(description: "no temporary folder") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let (recorded, result) = (folder + "/stream.sse", folder + "/seconds")
        defer {
            unlink(recorded)
            unlink(result)
            rmdir(folder)
        }
        try write(stream, to: recorded)
        let status = try StartupBenchmark.spawn([python, "Tests/RefereeTests/sdk/sse_speed.py", recorded, result])
        guard status == 0, let file = fopen(result, "r") else { throw BenchmarkError(description: "the SDK failed") }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 64)
        guard fgets(&line, Int32(line.count), file) != nil, atof(line) > 0 else {
            throw BenchmarkError(description: "the SDK gave no time")
        }
        return Double(deltas) / atof(line)
    }
}

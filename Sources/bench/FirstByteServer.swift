internal import Glibc
internal import Synchronization

/// A Claude API on 127.0.0.1 that gives every request the same short answer, and notes when its first byte came and how long
/// it was.
struct FirstByteServer: Sendable {
    struct Request: Sendable {
        var time: ContinuousClock.Instant
        var bytes: Int
    }

    private final class Last: Sendable {
        let request = Mutex<Request?>(nil)
    }

    private let last: Last
    private let listener: LoopbackListener
    var url: String { listener.url }

    /// The request that came since the last call.
    func take() -> Request? {
        last.request.withLock { request in
            defer { request = nil }
            return request
        }
    }

    init() throws {
        let last = Last()
        self.last = last
        listener = try LoopbackListener { Self.serve($0, last) }
    }

    private static func serve(_ connection: Int32, _ last: Last) {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var began: ContinuousClock.Instant?
        var wanted = Int.max
        while received.count < wanted {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            began = began ?? .now
            received += buffer[..<count]
            if wanted == .max { wanted = length(received) ?? .max }
        }
        if let began { last.request.withLock { $0 = Request(time: began, bytes: received.count) } }
        _ = answer.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// How long the request is, once its head is there.
    private static func length(_ bytes: [UInt8]) -> Int? {
        let head = String(decoding: bytes.prefix(8_192), as: UTF8.self).lowercased()
        guard let end = head.firstRange(of: "\r\n\r\n") else { return nil }
        let headBytes = head.utf8.distance(from: head.startIndex, to: end.upperBound)
        guard let field = head.firstRange(of: "content-length: ") else { return headBytes }
        return headBytes + (Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0)
    }

    private static let answer: [UInt8] = {
        let usage = "\"usage\":{\"input_tokens\":10,\"output_tokens\":5}"
        let message =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-haiku-5-5\",\"content\":[],"
            + "\"stop_reason\":null,\"stop_sequence\":null,\(usage)}"
        let events = [
            ("message_start", "{\"type\":\"message_start\",\"message\":\(message)}"),
            (
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"
            ),
            (
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Yes.\"}}"
            ),
            ("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}"),
            (
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\(usage)}"
            ),
            ("message_stop", "{\"type\":\"message_stop\"}"),
        ]
        let body = events.map { "event: \($0)\ndata: \($1)\n\n" }.joined()
        return Array(
            ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n" + body).utf8)
    }()
}

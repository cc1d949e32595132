internal import Glibc
internal import Synchronization

/// A Claude API on 127.0.0.1 that gives every request the same short answer, and notes when its first byte came and how long
/// it was.
final class FirstByteServer: Sendable {
    struct Request: Sendable {
        var time: ContinuousClock.Instant
        var bytes: Int
    }

    private let last = Mutex<Request?>(nil)
    private let port: Int
    var url: String { "http://127.0.0.1:\(port)" }

    /// The request that came since the last call.
    func take() -> Request? {
        last.withLock { request in
            defer { request = nil }
            return request
        }
    }

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isReady else { throw BenchmarkError(description: "no port on 127.0.0.1") }
        port = Int(UInt16(bigEndian: address.sin_port))
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Listening(server: self, descriptor: listener)).toOpaque()
        pthread_create(
            &thread, nil,
            { context in
                let listening = Unmanaged<Listening>.fromOpaque(context!).takeRetainedValue()
                while case let connection = accept(listening.descriptor, nil, nil), connection >= 0 {
                    listening.server.serve(connection)
                    close(connection)
                }
                return nil
            }, context)
        pthread_detach(thread)
    }

    private final class Listening {
        let server: FirstByteServer
        let descriptor: Int32
        init(server: FirstByteServer, descriptor: Int32) {
            self.server = server
            self.descriptor = descriptor
        }
    }

    private func serve(_ connection: Int32) {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var began: ContinuousClock.Instant?
        var wanted = Int.max
        while received.count < wanted {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            began = began ?? .now
            received += buffer[..<count]
            if wanted == .max { wanted = FirstByteServer.length(received) ?? .max }
        }
        if let began { last.withLock { $0 = Request(time: began, bytes: received.count) } }
        _ = FirstByteServer.answer.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
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

import Glibc
import Synchronization

/// The server's end of one connection.
public final class LoopbackConnection: Sendable {
    private let descriptor: Int32
    private let pending = Mutex<[UInt8]>([])
    private let isClosed = Mutex(false)

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close() }

    public func send(_ text: String) throws { try send(Array(text.utf8)) }

    public func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw LoopbackError(what: "the client has gone") }
            sent += count
        }
    }

    /// Sends every byte in a packet of its own.
    public func drip(_ text: String) throws {
        for byte in text.utf8 { try send([byte]) }
    }

    /// Sends a whole response.
    public func respond(_ status: Int = 200, _ fields: [String: String] = [:], _ body: String = "") throws {
        let lines = fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        try send("HTTP/1.1 \(status) Scripted\r\ncontent-length: \(body.utf8.count)\r\n\(lines)\r\n\(body)")
    }

    /// Begins a response whose body ends with the connection, or by chunks.
    public func begin(_ status: Int = 200, _ fields: [String: String] = [:]) throws {
        let lines = fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        try send("HTTP/1.1 \(status) Scripted\r\n\(lines)\r\n")
    }

    public func chunk(_ text: String) throws { try chunk(Array(text.utf8)) }

    public func chunk(_ bytes: [UInt8]) throws {
        try send(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8))
    }

    /// Waits until the client has closed its end.
    public func waitUntilClientCloses() {
        while let more = receive(), !more.isEmpty {}
    }

    /// Closes at once, with a reset rather than a farewell.
    public func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    public func close() {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        if !wasClosed { Glibc.close(descriptor) }
    }

    /// Some bytes; none when the client has closed; nil after an error.
    private func receive() -> [UInt8]? {
        if isClosed.withLock({ $0 }) { return nil }
        var buffer = [UInt8](repeating: 0, count: 8 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : Array(buffer[..<count])
    }

    /// Reads until there are this many bytes, or until the pattern was seen, and takes them.
    private func read(until isEnough: ([UInt8]) -> Int?) -> [UInt8]? {
        while true {
            let taken = pending.withLock { pending -> [UInt8]? in
                guard let count = isEnough(pending) else { return nil }
                defer { pending.removeFirst(count) }
                return Array(pending[..<count])
            }
            if let taken { return taken }
            guard let more = receive(), !more.isEmpty else { return nil }
            pending.withLock { $0 += more }
        }
    }

    func readRequest(withBody: Bool) -> LoopbackRequest? {
        let end = Array("\r\n\r\n".utf8)
        guard let head = read(until: { $0.firstRange(of: end)?.upperBound }) else { return nil }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(parts[0]), value: String(parts.last?.drop { $0 == " " } ?? ""))
        }
        let length = fields.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        let body = withBody ? read(until: { $0.count >= length ? length : nil }) : []
        guard let body, words.count > 1 else { return nil }
        return LoopbackRequest(method: String(words[0]), target: String(words[1]), fields: fields, body: body)
    }
}

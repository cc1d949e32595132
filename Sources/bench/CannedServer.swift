internal import Glibc

/// A server on 127.0.0.1 that answers every request with the same bytes: what a client costs shows against one that costs nothing.
struct CannedServer: Sendable {
    private let listener: LoopbackListener
    var port: Int { listener.port }
    var url: String { listener.url }

    /// - Parameters:
    ///   - answer: what every request gets at once.
    ///   - rest: what follows once a byte can be read from this descriptor; then the connection ends.
    init(answer: [UInt8], rest: (bytes: [UInt8], gate: Int32)? = nil) throws {
        listener = try LoopbackListener { Self.serve($0, answer, rest) }
    }

    private static func serve(_ connection: Int32, _ answer: [UInt8], _ rest: (bytes: [UInt8], gate: Int32)?) {
        var on: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            while let length = requestLength(pending) {
                pending.removeFirst(length)
                guard send(connection, answer, answer.count, Int32(MSG_NOSIGNAL)) == answer.count else { return }
                guard let rest else { continue }
                var gate = pollfd(fd: rest.gate, events: Int16(POLLIN), revents: 0)
                poll(&gate, 1, -1)
                send(connection, rest.bytes, rest.bytes.count, Int32(MSG_NOSIGNAL))
                return
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            pending += buffer[..<count]
        }
    }

    /// How long the first request is, when it is whole.
    private static func requestLength(_ bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard let end = position(of: "\r\n\r\n", in: bytes) else { return nil }
            let head = UnsafeRawBufferPointer(rebasing: bytes[..<end])
            var length = end
            if let start = position(of: "ontent-Length: ", in: head) ?? position(of: "ontent-length: ", in: head) {
                length += head[start...].prefix { (0x30...0x39).contains($0) }.reduce(0) { $0 * 10 + Int($1 & 15) }
            }
            return bytes.count >= length ? length : nil
        }
    }

    /// Where a text ends in the bytes. The searches of the library would cost more than all else the server does.
    private static func position(of text: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
        let count = text.utf8CodeUnitCount
        for start in stride(from: 0, through: bytes.count - count, by: 1)
        where memcmp(bytes.baseAddress! + start, text.utf8Start, count) == 0 {
            return start + count
        }
        return nil
    }
}

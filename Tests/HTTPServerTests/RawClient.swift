import Glibc

@testable import HTTPServer

/// A socket that speaks whatever bytes a test wants. It waits on threads of its own: those of the concurrency pool are the
/// handlers'.
final class RawClient: Sendable {
    private let descriptor: Int32

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

    deinit { Glibc.close(descriptor) }

    var isConnected: Bool {
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        var peer = sockaddr_storage()
        var peerSize = socklen_t(MemoryLayout<sockaddr_storage>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        return withUnsafeMutablePointer(to: &peer) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &peerSize) == 0 }
        } && error == 0
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Some bytes; empty once the server has closed.
    func receive() async -> String {
        await withCheckedContinuation { continuation in
            startThread { [descriptor] in
                var buffer = [UInt8](repeating: 0, count: 65_536)
                let count = recv(descriptor, &buffer, buffer.count, 0)
                continuation.resume(returning: String(decoding: buffer[..<max(0, count)], as: UTF8.self))
            }
        }
    }

    /// Everything until this stands in it, or the server closes.
    func receive(until text: String) async -> String {
        var all = ""
        while !all.contains(text) {
            let more = await receive()
            if more.isEmpty { break }
            all += more
        }
        return all
    }
}

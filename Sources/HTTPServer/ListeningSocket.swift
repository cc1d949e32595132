import Glibc

/// A socket that listens on a numeric address.
struct ListeningSocket {
    let descriptor: Int32
    let port: Int

    init(address: String, port: Int) throws(HTTPServerError) {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard (0...65_535).contains(port), getaddrinfo(address, String(port), &hints, &found) == 0, let found else {
            throw HTTPServerError(.invalidAddress, "\(address) port \(port)")
        }
        defer { freeaddrinfo(found) }
        let flags = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        descriptor = socket(found.pointee.ai_family, flags, 0)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0, listen(descriptor, 4096) == 0
        else {
            let number = errno
            close(descriptor)
            switch number {
            case EADDRINUSE: throw HTTPServerError(.portInUse, String(port))
            case EACCES: throw HTTPServerError(.notPermitted, String(port))
            case EADDRNOTAVAIL: throw HTTPServerError(.invalidAddress, address)
            default: throw HTTPServerError(.other, String(cString: strerror(number)))
            }
        }
        self.port = Self.port(of: descriptor)
    }

    private static func port(of descriptor: Int32) -> Int {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &size) }
            // The port stands at the same place for IPv4 and IPv6.
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                Int(UInt16(bigEndian: $0.pointee.sin_port))
            }
        }
    }
}

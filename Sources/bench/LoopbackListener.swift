internal import Glibc

/// A port on 127.0.0.1 whose connections are served on a thread each.
struct LoopbackListener: Sendable {
    let port: Int
    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameters:
    ///   - backlog: how many connections may wait to be accepted.
    ///   - serve: the connection is closed when it returns.
    init(backlog: Int32 = 1_024, _ serve: @escaping @Sendable (_ connection: Int32) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, backlog) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isReady else { throw BenchmarkError(description: "no port on 127.0.0.1") }
        port = Int(UInt16(bigEndian: address.sin_port))
        startThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                startThread {
                    serve(connection)
                    close(connection)
                }
            }
        }
    }
}

private func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Body(body)).toOpaque()
    pthread_create(
        &thread, nil,
        { context in
            Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
            return nil
        }, context)
    pthread_detach(thread)
}

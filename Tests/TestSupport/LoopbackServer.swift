import Glibc
import Synchronization

/// An HTTP server on 127.0.0.1 that does what a test scripts, misbehaviour included.
///
/// Each connection has a thread; the script is called for each request on it and writes raw bytes.
public final class LoopbackServer: Sendable {
    public typealias Script = @Sendable (LoopbackRequest, LoopbackConnection) throws -> Void

    public let port: Int
    public var url: String { "http://127.0.0.1:\(port)" }
    /// How many connections were made so far.
    public var connectionCount: Int { counts.withLock { $0.connections } }
    /// The requests so far, in the order in which they were read.
    public var requests: [LoopbackRequest] { counts.withLock { $0.requests } }

    private struct Counts {
        var connections = 0
        var requests: [LoopbackRequest] = []
    }

    private let counts = Mutex(Counts())
    private let listener: Int32

    /// - Parameter readsBodies: whether the server reads a request's body before it calls the script.
    public init(readsBodies: Bool = true, _ script: @escaping Script) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 1024) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard bound else { throw LoopbackError(what: "no port on 127.0.0.1") }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        startThread { [weak self, listener] in
            // By this thread alone: a number that is closed elsewhere may be another server's before it is accepted from again.
            defer { close(listener) }
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0, let self else {
                    if descriptor >= 0 { close(descriptor) }
                    return
                }
                counts.withLock { $0.connections += 1 }
                let connection = LoopbackConnection(descriptor)
                startThread { [weak self] in
                    while let request = connection.readRequest(withBody: readsBodies) {
                        self?.counts.withLock { $0.requests.append(request) }
                        do { try script(request, connection) } catch { break }
                    }
                    connection.close()
                }
            }
        }
    }

    /// Nothing is accepted from now on, and the thread ends.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }
}

/// One request as it came in.
public struct LoopbackRequest: Sendable {
    public let method: String
    public let target: String
    public let fields: [(name: String, value: String)]
    public let body: [UInt8]

    public var text: String { String(decoding: body, as: UTF8.self) }

    public subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

public struct LoopbackError: Error {
    public let what: String
}

private func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var thread = pthread_t()
    pthread_create(
        &thread, nil,
        { context in
            Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
            return nil
        }, Unmanaged.passRetained(Body(body)).toOpaque())
    pthread_detach(thread)
}

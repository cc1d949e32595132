import CMicroHTTPD
import Glibc
import Synchronization

/// An HTTP/1.1 server: here is a port, hand me requests and let me stream.
///
///     let server = try HTTPServer(port: 0) { request in
///         ServerResponse(200, [("content-type", "text/plain")], .stream { writer in
///             try await writer.write("slowly\n")
///         })
///     }
///     print(server.port)
///     await server.stop()
///
/// Each request has a task of its own, which is cancelled when its client goes away. Request bodies are collected up to a limit;
/// response bodies can be streamed, as fast as the client reads and no faster.
package final class HTTPServer: Sendable {
    package struct Configuration: Sendable {
        /// A numeric address. Nobody outside this machine reaches the default.
        package var address = "127.0.0.1"
        /// 0 for any free port.
        package var port = 0
        /// Threads that serve connections.
        package var threads = 2
        package var connectionLimit = 10_000
        /// After how many seconds a connection is closed on which nothing happens and no request is being answered.
        package var idleSeconds = 120
        /// The size of the largest body that a request may have. What is longer is read to its end and answered with `tooLarge`.
        package var bodyLimit: @Sendable (RequestHead) -> Int = { _ in 32 << 20 }
        package var tooLarge: @Sendable (RequestHead) -> ServerResponse = { _ in
            ServerResponse(413, [("content-type", "text/plain")], text: "The body of the request is too large.\n")
        }

        package init(port: Int = 0) { self.port = port }
    }

    package typealias Handler = @Sendable (ServerRequest) async -> ServerResponse

    /// The port, also when any free one was asked for.
    package let port: Int
    let configuration: Configuration
    let handler: Handler
    let hangups: HangupWatch
    private let exchanges = Mutex(Exchanges())
    private let daemon = Mutex(Daemon())

    // Unchecked because of the pointer, which libmicrohttpd lets any thread use.
    private struct Daemon: @unchecked Sendable {
        var pointer: OpaquePointer?
    }

    private struct Exchanges {
        var open: [ObjectIdentifier: Exchange] = [:]
        var isStopping = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    package convenience init(port: Int = 0, handler: @escaping Handler) throws(HTTPServerError) {
        try self.init(Configuration(port: port), handler: handler)
    }

    package init(_ configuration: Configuration, handler: @escaping Handler) throws(HTTPServerError) {
        if let reason = cmicrohttpd_load() { throw HTTPServerError(.libraryMissing, String(cString: reason)) }
        let socket = try ListeningSocket(address: configuration.address, port: configuration.port)
        port = socket.port
        self.configuration = configuration
        self.handler = handler
        hangups = HangupWatch()
        var callbacks = cmicrohttpd_callbacks(began: requestBegan, received: requestReceived, ended: requestEnded)
        let context = Unmanaged.passUnretained(self).toOpaque()
        // A connection whose request is being answered is suspended, and suspended ones do not time out.
        let pointer = cmicrohttpd_start(
            socket.descriptor, UInt32(max(2, configuration.threads)), UInt32(configuration.connectionLimit),
            UInt32(configuration.idleSeconds), 16 << 10, &callbacks, context)
        guard let pointer else {
            close(socket.descriptor)
            throw HTTPServerError(.other, "libmicrohttpd refused to start")
        }
        daemon.withLock { $0.pointer = pointer }
    }

    deinit {
        precondition(daemon.withLock { $0.pointer == nil }, "a server is stopped before it is let go")
    }

    /// Stops accepting requests, lets those that are being answered finish, cuts those that have not finished after the grace
    /// time, and closes the port.
    package func stop(grace: Duration = .zero) async {
        guard
            let pointer = daemon.withLock({ daemon -> Daemon in
                defer { daemon.pointer = nil }; return daemon
            }).pointer
        else { return }
        let listener = cmicrohttpd_quiesce(pointer)
        if listener >= 0 { shutdown(listener, Int32(SHUT_RDWR)) }
        let cutting = Task {
            try? await Task.sleep(for: grace)
            let left = exchanges.withLock { exchanges in
                exchanges.isStopping = true
                return Array(exchanges.open.values)
            }
            for exchange in left { exchange.cut() }
        }
        if grace > .zero {
            await noneIsOpen()
            cutting.cancel()
        }
        await cutting.value
        await noneIsOpen()
        hangups.stop()
        let stopping = Daemon(pointer: pointer)
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            // It joins the threads: nothing for a thread of the concurrency pool.
            startThread {
                cmicrohttpd_stop(stopping.pointer)
                // Not earlier: a thread may be about to accept on it, and its number would soon be another's.
                if listener >= 0 { close(listener) }
                continuation.resume()
            }
        }
    }

    private func noneIsOpen() async {
        await withCheckedContinuation { continuation in
            let isEmpty = exchanges.withLock { exchanges in
                if !exchanges.open.isEmpty { exchanges.waiting.append(continuation) }
                return exchanges.open.isEmpty
            }
            if isEmpty { continuation.resume() }
        }
    }

    // MARK: Called by exchanges

    /// Whether the exchange may begin: not when the server is being stopped.
    func opens(_ exchange: Exchange) -> Bool {
        exchanges.withLock { exchanges in
            if exchanges.isStopping { return false }
            exchanges.open[ObjectIdentifier(exchange)] = exchange
            return true
        }
    }

    func closes(_ exchange: Exchange) {
        let waiting = exchanges.withLock { exchanges in
            exchanges.open[ObjectIdentifier(exchange)] = nil
            guard exchanges.open.isEmpty else { return [CheckedContinuation<Void, Never>]() }
            defer { exchanges.waiting = [] }
            return exchanges.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

// MARK: Callbacks of libmicrohttpd

private let requestBegan:
    @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?) -> UnsafeMutableRawPointer? = {
        context, connection, target in
        guard let context, let connection, let target else { return nil }
        let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
        let exchange = Exchange(server: server, connection: connection, target: String(cString: target))
        return Unmanaged.passRetained(exchange).toOpaque()
    }

private let requestReceived:
    @convention(c) (
        UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, Int
    ) -> Int32 = { request, connection, method, bytes, count in
        guard let request, let method else { return 0 }
        let exchange = Unmanaged<Exchange>.fromOpaque(request).takeUnretainedValue()
        let goesOn = exchange.received(
            method: method, UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
        return goesOn ? 1 : 0
    }

private let requestEnded: @convention(c) (UnsafeMutableRawPointer?) -> Void = { request in
    guard let request else { return }
    Unmanaged<Exchange>.fromOpaque(request).takeRetainedValue().ended()
}

import CMicroHTTPD
import Glibc
import Synchronization

/// One request and its response, between libmicrohttpd's threads and the handler's task.
///
/// The connection is suspended whenever it waits for the task: for the response, and for the next piece of a streamed body.
/// The task waits when the connection has more bytes than the client takes.
///
// Unchecked because of the connection's pointer: it is used on the thread that serves it, and elsewhere only to resume it while
// `isSuspended` says, under the lock, that libmicrohttpd still holds it.
final class Exchange: @unchecked Sendable {
    private let server: HTTPServer
    private let connection: OpaquePointer
    private let target: String
    private let state = Mutex(State())

    private struct State {
        var phase = Phase.started
        var head: RequestHead?
        var body: [UInt8] = []
        var bodyLimit = 0
        var isTooLarge = false
        var task: Task<Void, Never>?
        /// The connection's, until the exchange has ended.
        var socket: Int32?
        var watch: UInt64?
        var isSuspended = false
        /// What a streamed body has for the connection, from `sent` on.
        var pending: [UInt8] = []
        var sent = 0
        var streamEnd: StreamEnd?
        /// The task, when it waits for room.
        var writers: [CheckedContinuation<Void, Never>] = []
    }

    private enum Phase {
        case started
        case receiving
        /// The handler is at work.
        case handling
        /// The response is there for the connection to take.
        case answered(ServerResponse)
        case responding
        /// The client has gone, or the server stops.
        case gone
    }

    private enum StreamEnd { case whole, cut }

    /// How many bytes wait for the client before the handler does.
    private static let highWater = 64 << 10

    init(server: HTTPServer, connection: OpaquePointer, target: String) {
        self.server = server
        self.connection = connection
        self.target = target
    }

    // MARK: On the thread that serves the connection

    /// Takes the next part of the request, or hands out the response. Whether the connection goes on.
    func received(method: UnsafePointer<CChar>, _ bytes: UnsafeRawBufferPointer) -> Bool {
        enum Step { case goOn, close, handle(ServerRequest, isTooLarge: Bool), respond(ServerResponse) }
        let step: Step = state.withLock { state in
            switch state.phase {
            case .started:
                let head = RequestHead(method: String(cString: method), target: target, fields: headerFields())
                state.head = head
                state.socket = cmicrohttpd_socket(connection)
                state.bodyLimit = server.configuration.bodyLimit(head)
                state.phase = .receiving
                if let length = head.contentLength {
                    state.isTooLarge = length > state.bodyLimit
                    if !state.isTooLarge { state.body.reserveCapacity(length) }
                    // What is absurdly long is not even read.
                    if length / 4 > max(state.bodyLimit, 1 << 20) { return .close }
                }
                return server.opens(self) ? .goOn : .close
            case .receiving where bytes.count > 0:
                state.isTooLarge = state.isTooLarge || state.body.count + bytes.count > state.bodyLimit
                if state.isTooLarge { state.body = [] } else { state.body.append(contentsOf: bytes) }
                return .goOn
            case .receiving:
                state.phase = .handling
                state.isSuspended = true
                cmicrohttpd_suspend(connection)
                let request = ServerRequest(head: state.head!, body: state.body)
                state.body = []
                return .handle(request, isTooLarge: state.isTooLarge)
            case .answered(let response):
                state.phase = .responding
                return .respond(response)
            case .gone: return .close
            case .handling, .responding: return .goOn
            }
        }
        switch step {
        case .goOn: return true
        case .close: return false
        case .handle(let request, let isTooLarge):
            start(request, isTooLarge: isTooLarge)
            return true
        case .respond(let response): return queue(response)
        }
    }

    private func headerFields() -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        withUnsafeMutablePointer(to: &fields) { cmicrohttpd_each_header(connection, collectField, $0) }
        return fields
    }

    private func start(_ request: ServerRequest, isTooLarge: Bool) {
        let socket = cmicrohttpd_socket(connection)
        let number = server.hangups.watch(socket, for: self)
        let task = Task { [self] in
            let response = isTooLarge ? server.configuration.tooLarge(request.head) : await server.handler(request)
            answer(response)
            guard case .stream(let write) = response.body else { return }
            do {
                try await write(ResponseWriter(exchange: self))
                endStream(.whole)
            } catch {
                endStream(.cut)
            }
        }
        let isGone = state.withLock { state in
            state.task = task
            state.watch = number
            if case .gone = state.phase { return true }
            return false
        }
        if isGone { task.cancel() }
    }

    private func queue(_ response: ServerResponse) -> Bool {
        let made: OpaquePointer?
        switch response.body {
        case .bytes(let bytes): made = bytes.withUnsafeBytes { cmicrohttpd_whole($0.baseAddress, $0.count) }
        case .stream: made = cmicrohttpd_stream(32 << 10, readStream, Unmanaged.passUnretained(self).toOpaque())
        }
        guard let made else { return false }
        for field in response.fields { _ = cmicrohttpd_add_header(made, field.name, field.value) }
        return cmicrohttpd_respond(connection, UInt32(response.status), made) == 1
    }

    /// Copies the next bytes of a streamed body; suspends the connection when there are none yet.
    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var waiting: [CheckedContinuation<Void, Never>] = []
        let count = state.withLock { state -> Int in
            if case .gone = state.phase { return Int(CMICROHTTPD_ABORT) }
            let available = state.pending.count - state.sent
            guard available > 0 else {
                switch state.streamEnd {
                case .whole: return Int(CMICROHTTPD_END)
                case .cut: return Int(CMICROHTTPD_ABORT)
                case nil:
                    state.isSuspended = true
                    cmicrohttpd_suspend(connection)
                    return 0
                }
            }
            let count = min(available, buffer.count)
            state.pending.withUnsafeBytes { pending in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: pending[state.sent..<state.sent + count]))
            }
            state.sent += count
            if state.sent == state.pending.count {
                state.pending.removeAll(keepingCapacity: true)
                state.sent = 0
            }
            if state.pending.count - state.sent < Self.highWater { swap(&waiting, &state.writers) }
            return count
        }
        for writer in waiting { writer.resume() }
        return count
    }

    /// The connection is done with this request, one way or another.
    func ended() {
        let (task, watch, socket, writers) = state.withLock { state in
            state.phase = .gone
            state.isSuspended = false
            defer { (state.watch, state.socket, state.writers, state.pending) = (nil, nil, [], []) }
            return (state.task, state.watch, state.socket, state.writers)
        }
        if let watch, let socket { server.hangups.forget(watch, socket) }
        task?.cancel()
        for writer in writers { writer.resume() }
        server.closes(self)
    }

    // MARK: On any thread

    /// The server stops: the connection ends, also when its client neither reads nor writes.
    func cut() {
        clientHasGone()
        // While the exchange has not ended, its socket is not closed, and the number is no other's.
        state.withLock { state in
            if let socket = state.socket { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    /// The client has closed its end, or the server stops.
    func clientHasGone() {
        let (task, writers) = state.withLock { state in
            state.phase = .gone
            resume(&state)
            defer { state.writers = [] }
            return (state.task, state.writers)
        }
        task?.cancel()
        for writer in writers { writer.resume() }
    }

    private func resume(_ state: inout State) {
        guard state.isSuspended else { return }
        state.isSuspended = false
        cmicrohttpd_resume(connection)
    }

    // MARK: In the handler's task

    private func answer(_ response: ServerResponse) {
        state.withLock { state in
            guard case .handling = state.phase else { return }
            state.phase = .answered(response)
            resume(&state)
        }
    }

    func write(_ bytes: [UInt8]) async throws {
        try Task.checkCancellation()
        let isFull = try state.withLock { state in
            if case .gone = state.phase { throw CancellationError() }
            // What was sent goes once it is most of the buffer, so that each byte is moved once at most.
            if state.sent > Self.highWater {
                state.pending.removeFirst(state.sent)
                state.sent = 0
            }
            state.pending.append(contentsOf: bytes)
            resumeIfStreaming(&state)
            return state.pending.count - state.sent >= Self.highWater
        }
        guard isFull else { return }
        await withCheckedContinuation { continuation in
            let isRoom = state.withLock { state in
                if case .gone = state.phase { return true }
                if state.pending.count - state.sent < Self.highWater { return true }
                state.writers.append(continuation)
                return false
            }
            if isRoom { continuation.resume() }
        }
        try Task.checkCancellation()
    }

    private func endStream(_ end: StreamEnd) {
        state.withLock { state in
            state.streamEnd = end
            resumeIfStreaming(&state)
        }
    }

    /// Before the response was queued, the connection waits for nothing that a piece of body could give.
    private func resumeIfStreaming(_ state: inout State) {
        if case .responding = state.phase { resume(&state) }
    }
}

private let collectField:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, Int) -> Void = {
        context, name, value, count in
        guard let context, let name, let value else { return }
        let bytes = UnsafeRawBufferPointer(start: value, count: count)
        context.assumingMemoryBound(to: [(name: String, value: String)].self).pointee
            .append((String(cString: name).lowercased(), String(decoding: bytes, as: UTF8.self)))
    }

private let readStream: @convention(c) (UnsafeMutableRawPointer?, UInt64, UnsafeMutablePointer<CChar>?, Int) -> Int = {
    context, _, buffer, count in
    guard let context else { return Int(CMICROHTTPD_ABORT) }
    return Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
        .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
}

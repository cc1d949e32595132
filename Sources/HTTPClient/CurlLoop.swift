import CCurl
import Glibc
import Synchronization

/// Runs every transfer of a client on one thread, around one `curl_multi` handle.
///
/// The thread starts with the first request, or before it when it is told to, and loads libcurl, which takes some milliseconds in
/// which no thread of the process can be started. Other threads put commands into the inbox and wake the thread; nothing
/// else of curl is touched outside it.
final class CurlLoop: Sendable {
    enum Command: Sendable {
        case start(HTTPRequest, TransferMailbox)
        case resume(TransferMailbox)
        case cancel(TransferMailbox)
        case stop
    }

    private struct Inbox {
        var commands: [Command] = []
        var hasThread = false
        var isClosed = false
        /// Who waits until libcurl is loaded.
        var waiting: [CheckedContinuation<Void, Never>] = []
        /// Why nothing can be sent.
        var problem: HTTPError?
        /// Once the thread has it and until it lets it go.
        var handle: Handle?

        /// Whether the caller has to start the thread.
        mutating func takeThread() -> Bool {
            defer { hasThread = true }
            return !hasThread
        }

        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            defer { waiting = [] }
            return waiting
        }
    }

    /// What wakes the thread.
    // Unchecked because of the pointer: outside of the thread it is used for `curl_multi_wakeup` alone, which libcurl declares
    // safe from any thread, and whoever does so holds the handle.
    private final class Handle: @unchecked Sendable {
        let multi: UnsafeMutableRawPointer

        init?() {
            guard let multi = ccurl_multi_init() else { return nil }
            self.multi = multi
        }

        deinit { ccurl_multi_cleanup(multi) }
    }

    private let inbox = Mutex(Inbox())
    private let configuration: HTTPConfiguration

    init(_ configuration: HTTPConfiguration) { self.configuration = configuration }

    /// Starts the thread; returns when requests can be made, or are known to be impossible.
    func prepare() async {
        await withCheckedContinuation { continuation in
            let (isReady, needsThread) = inbox.withLock { inbox in
                if inbox.isClosed || inbox.handle != nil { return (true, false) }
                inbox.waiting.append(continuation)
                return (false, inbox.takeThread())
            }
            if isReady { continuation.resume() }
            if needsThread { startThread { [self] in run() } }
        }
    }

    /// Why no request can be made; nil when libcurl is there.
    static func problem() -> HTTPError? {
        ccurl_load().map { HTTPError(.libraryMissing, detail: String(cString: $0)) }
    }

    func send(_ command: Command) {
        let (refusal, sleeping, needsThread) = inbox.withLock { inbox -> (HTTPError?, Handle?, Bool) in
            if inbox.isClosed { return (inbox.problem ?? HTTPError(.cancelled), nil, false) }
            if case .stop = command, !inbox.hasThread { return (nil, nil, false) }
            inbox.commands.append(command)
            return (nil, inbox.commands.count == 1 ? inbox.handle : nil, inbox.takeThread())
        }
        if needsThread { startThread { [self] in run() } }
        // Outside the lock: the thread wakes at once, and would only find it taken.
        if let sleeping { ccurl_multi_wakeup(sleeping.multi) }
        if let refusal, case .start(_, let mailbox) = command { mailbox.finish(.failure(refusal)) }
    }

    // MARK: On the thread

    private func run() {
        if let problem = CurlLoop.problem() { return refuse(problem) }
        guard let handle = Handle() else { return refuse(HTTPError(.other, detail: "libcurl is out of memory")) }
        ccurl_multi_set_long(handle.multi, CURLMOPT_MAXCONNECTS, configuration.keptConnections)
        let waiting = inbox.withLock { inbox in
            inbox.handle = handle
            return inbox.takeWaiting()
        }
        for continuation in waiting { continuation.resume() }
        var transfers = RunningTransfers(multi: handle.multi, configuration: configuration)
        var isStopping = false
        while !isStopping {
            let commands = inbox.withLock { inbox in
                defer { inbox.commands.removeAll(keepingCapacity: true) }
                return inbox.commands
            }
            for command in commands {
                switch command {
                case .start(let request, let mailbox): transfers.start(request, mailbox)
                case .resume(let mailbox): transfers.resume(mailbox)
                case .cancel(let mailbox): transfers.cancel(mailbox)
                case .stop: isStopping = true
                }
            }
            transfers.perform()
            if !isStopping { ccurl_multi_poll(handle.multi, transfers.millisecondsToWait()) }
        }
        close(with: HTTPError(.cancelled))
        transfers.cancelAll()
        withExtendedLifetime(handle) {}
    }

    /// Gives every request the same answer until nobody can make one any more.
    private func refuse(_ problem: HTTPError) {
        inbox.withLock { $0.problem = problem }
        close(with: problem)
    }

    private func close(with error: HTTPError) {
        let (late, waiting) = inbox.withLock { inbox in
            inbox.isClosed = true
            inbox.handle = nil
            defer { inbox.commands = [] }
            return (inbox.commands, inbox.takeWaiting())
        }
        for continuation in waiting { continuation.resume() }
        for case .start(_, let mailbox) in late { mailbox.finish(.failure(error)) }
    }
}

/// Starts a thread that takes no signals: a broken pipe is an error of its transfer, not the end of the process.
private func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 512 << 10)
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let failure = pthread_create(
        &thread, &attributes,
        { context in
            var signals = sigset_t()
            sigfillset(&signals)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
            return nil
        }, Unmanaged.passRetained(Body(body)).toOpaque())
    precondition(failure == 0, "the system has no thread left for HTTP")
}

import CCurl
import Glibc
import Synchronization

/// Runs every transfer of a client on one thread, around one `curl_multi` handle.
///
/// Other threads put commands into the inbox and wake the thread; nothing else of curl is touched outside it.
///
// Unchecked because of the pointer: after `init` only the thread uses it, save for `curl_multi_wakeup`, which libcurl declares
// safe from any thread; it is freed with the loop, which the thread and everybody who sends hold.
final class CurlLoop: @unchecked Sendable {
    enum Command: Sendable {
        case start(HTTPRequest, TransferMailbox)
        case resume(TransferMailbox)
        case cancel(TransferMailbox)
        case stop
    }

    private struct Inbox {
        var commands: [Command] = []
        var isClosed = false
    }

    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer
    private let configuration: HTTPConfiguration

    init(_ configuration: HTTPConfiguration) throws(HTTPError) {
        if let reason = ccurl_load() { throw HTTPError(.libraryMissing, detail: String(cString: reason)) }
        guard let multi = ccurl_multi_init() else { throw HTTPError(.other, detail: "libcurl is out of memory") }
        self.multi = multi
        self.configuration = configuration
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.keptConnections)
        startThread { [self] in run() }
    }

    deinit { ccurl_multi_cleanup(multi) }

    func send(_ command: Command) {
        let (isClosed, wakes) = inbox.withLock { inbox in
            if inbox.isClosed { return (true, false) }
            inbox.commands.append(command)
            return (false, inbox.commands.count == 1)
        }
        // Outside the lock: the thread wakes at once, and would only find it taken.
        if wakes { ccurl_multi_wakeup(multi) }
        if isClosed, case .start(_, let mailbox) = command { mailbox.finish(.failure(HTTPError(.cancelled))) }
    }

    // MARK: On the thread

    private func run() {
        var transfers = RunningTransfers(multi: multi, configuration: configuration)
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
            if !isStopping { ccurl_multi_poll(multi, transfers.millisecondsToWait()) }
        }
        let late = inbox.withLock { inbox in
            inbox.isClosed = true
            defer { inbox.commands = [] }
            return inbox.commands
        }
        for case .start(_, let mailbox) in late { mailbox.finish(.failure(HTTPError(.cancelled))) }
        transfers.cancelAll()
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

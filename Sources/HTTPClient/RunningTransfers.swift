import CCurl

/// The transfers in flight; lives on the curl thread.
struct RunningTransfers {
    private let multi: UnsafeMutableRawPointer
    private let configuration: HTTPConfiguration
    private var transfers: [ObjectIdentifier: RunningTransfer] = [:]
    /// Handles that ended a transfer and can begin another; a fresh one costs 20 microseconds.
    private var spareHandles: [UnsafeMutableRawPointer] = []
    private var nextIdleCheck: ContinuousClock.Instant?

    init(multi: UnsafeMutableRawPointer, configuration: HTTPConfiguration) {
        self.multi = multi
        self.configuration = configuration
    }

    mutating func start(_ request: HTTPRequest, _ mailbox: TransferMailbox) {
        // Cancelled before it began.
        if mailbox.isFinished { return }
        guard let easy = spareHandles.popLast() ?? ccurl_easy_init() else {
            return mailbox.finish(.failure(HTTPError(.other, detail: "libcurl is out of memory")))
        }
        let transfer = RunningTransfer(easy, request, mailbox)
        do throws(HTTPError) {
            try transfer.configure(configuration)
            guard ccurl_multi_add_handle(multi, easy) == CURLM_OK else {
                throw HTTPError(.other, detail: "libcurl takes no more transfers")
            }
        } catch {
            transfer.release()
            ccurl_easy_cleanup(easy)
            return mailbox.finish(.failure(error))
        }
        transfers[ObjectIdentifier(mailbox)] = transfer
        if let idle = request.timeouts.idle { checkIdle(by: ContinuousClock.now + idle) }
    }

    mutating func resume(_ mailbox: TransferMailbox) {
        guard let transfer = transfers[ObjectIdentifier(mailbox)] else { return }
        transfer.isPaused = false
        transfer.lastActivity = ContinuousClock.now
        ccurl_easy_pause(transfer.easy, CURLPAUSE_CONT)
    }

    mutating func cancel(_ mailbox: TransferMailbox) {
        guard let transfer = transfers.removeValue(forKey: ObjectIdentifier(mailbox)) else { return }
        // Removing an unfinished transfer closes its connection (in HTTP/2, its stream).
        retire(transfer)
    }

    mutating func cancelAll() {
        for transfer in transfers.values {
            retire(transfer)
            transfer.mailbox.finish(.failure(HTTPError(.cancelled)))
        }
        transfers = [:]
        for easy in spareHandles { ccurl_easy_cleanup(easy) }
        spareHandles = []
    }

    /// Does what can be done without waiting.
    mutating func perform() {
        var running: Int32 = 0
        ccurl_multi_perform(multi, &running)
        var code = CURLE_OK
        while let easy = ccurl_multi_next_finished(multi, &code) {
            var context: UnsafeMutableRawPointer?
            ccurl_get_pointer(easy, CURLINFO_PRIVATE, &context)
            let transfer = Unmanaged<RunningTransfer>.fromOpaque(context!).takeUnretainedValue()
            transfers[ObjectIdentifier(transfer.mailbox)] = nil
            let end = transfer.end(code)
            retire(transfer)
            transfer.mailbox.finish(end)
        }
        for transfer in transfers.values where transfer.hasNews {
            transfer.hasNews = false
            transfer.mailbox.wakeReader()
        }
        endIdleTransfers()
    }

    /// How long the thread may sleep when nothing comes; libcurl wakes it earlier for its own timers.
    func millisecondsToWait() -> Int32 {
        guard let nextIdleCheck else { return 3_600_000 }
        let wait = (nextIdleCheck - ContinuousClock.now) / .milliseconds(1)
        return Int32(max(1, min(wait.rounded(.up), 3_600_000)))
    }

    private mutating func checkIdle(by instant: ContinuousClock.Instant) {
        nextIdleCheck = min(nextIdleCheck ?? instant, instant)
    }

    private mutating func endIdleTransfers() {
        guard let due = nextIdleCheck else { return }
        let now = ContinuousClock.now
        guard now >= due else { return }
        nextIdleCheck = nil
        for transfer in transfers.values {
            guard let idle = transfer.request.timeouts.idle else { continue }
            if transfer.isPaused { transfer.lastActivity = now }
            let deadline = transfer.lastActivity + idle
            if deadline > now {
                checkIdle(by: deadline)
            } else {
                transfers[ObjectIdentifier(transfer.mailbox)] = nil
                retire(transfer)
                transfer.mailbox.finish(.failure(HTTPError(.idleTimeout, host: transfer.host)))
            }
        }
    }

    private mutating func retire(_ transfer: RunningTransfer) {
        ccurl_multi_remove_handle(multi, transfer.easy)
        transfer.release()
        if spareHandles.count < 16 {
            ccurl_easy_reset(transfer.easy)
            spareHandles.append(transfer.easy)
        } else {
            ccurl_easy_cleanup(transfer.easy)
        }
    }
}

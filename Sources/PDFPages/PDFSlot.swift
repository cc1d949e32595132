internal import Dispatch
internal import Glibc
internal import Synchronization

/// A conversation on a thread of its own: it blocks, and must not hold one of the few threads that tasks share.
///
/// A real thread, not a queue: the kernel ends a worker together with the thread that started it, and the threads behind
/// queues come and go.
final class PDFSlot: Sendable {
    private let mailbox: Mailbox
    private let thread: pthread_t

    init(_ program: PDFWorkerProgram) {
        let mailbox = Mailbox(program)
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, runMailbox, Unmanaged.passRetained(mailbox).toOpaque())
        precondition(failure == 0, "the system starts a thread when asked")
        self.mailbox = mailbox
        self.thread = thread
    }

    /// Waits until the worker is gone. Nothing that runs on the thread holds the slot, so it is never joined by itself.
    deinit {
        end()
        pthread_join(thread, nil)
    }

    func end() { mailbox.post(nil) }

    /// Starts the worker while nobody waits for it; if that fails, whoever reads first hears of it.
    func start(_ limits: PDFLimits) {
        mailbox.post { conversation in
            conversation.begin(PDFCancellation(), limits)
            conversation.startAhead()
            conversation.finish()
        }
    }

    func run<Success: Sendable>(
        _ cancellation: PDFCancellation, _ limits: PDFLimits,
        _ body: @escaping @Sendable (PDFConversation) throws(PDFError) -> Success
    ) async -> Result<Success, PDFError> {
        await withCheckedContinuation { continuation in
            mailbox.post { conversation in
                conversation.begin(cancellation, limits)
                let result = Result { () throws(PDFError) in try body(conversation) }
                conversation.finish()
                continuation.resume(returning: cancellation.isCancelled ? .failure(PDFError(.cancelled)) : result)
            }
        }
    }
}

/// What a slot's thread is to do next.
private final class Mailbox: Sendable {
    typealias Job = @Sendable (PDFConversation) -> Void

    let program: PDFWorkerProgram
    private let jobs = Mutex<[Job?]>([])
    private let count = DispatchSemaphore(value: 0)

    init(_ program: PDFWorkerProgram) {
        self.program = program
    }

    /// Nil ends the thread.
    func post(_ job: Job?) {
        jobs.withLock { $0.append(job) }
        count.signal()
    }

    func next() -> Job? {
        count.wait()
        return jobs.withLock { $0.removeFirst() }
    }
}

private let runMailbox: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
    let mailbox = Unmanaged<Mailbox>.fromOpaque(context!).takeRetainedValue()
    let conversation = PDFConversation(program: mailbox.program)
    while let job = mailbox.next() { job(conversation) }
    return nil
}

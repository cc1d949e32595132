internal import CSystem
internal import Glibc

/// One worker and the conversation with it. The process ends with the value, whatever it is doing.
final class WorkerProcess {
    let channel: FrameChannel
    let hello: PDFWorkerHello
    private let process: pid_t
    private var isReaped = false
    /// Until it runs its own program a new process counts the memory of the one that started it.
    private let inheritedPeak: Int

    /// How a worker came to its end.
    enum End: Equatable {
        case crashed, outOfMemory, outOfProcessorTime
    }

    /// Starts the program and waits for its first words, or until it is cancelled.
    init(_ program: PDFWorkerProgram, deadline: Deadline, _ cancellation: PDFCancellation) throws(PDFError) {
        var ends: (Int32, Int32) = (-1, -1)
        let paired = withUnsafeMutableBytes(of: &ends) { bytes in
            let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            return socketpair(AF_UNIX, type, 0, bytes.assumingMemoryBound(to: Int32.self).baseAddress!)
        }
        guard paired == 0 else { throw PDFError(.system, "error \(errno)") }
        // Only our end does not wait by itself: it has a deadline, the worker's has none.
        _ = fcntl(ends.0, F_SETFL, O_NONBLOCK)
        let channel = FrameChannel(descriptor: ends.0)
        var process: pid_t = 0
        var own = rusage()
        getrusage(RUSAGE_SELF.rawValue, &own)
        let failure = spawn(program, ends.1, &process)
        close(ends.1)
        guard failure == 0 else {
            throw PDFError(failure == ENOENT ? .workerMissing : .workerUnusable, program.path)
        }
        cancellation.use(channel)
        var hello: PDFWorkerHello?
        do throws(FrameChannel.Failure) {
            hello = try channel.receive(deadline: deadline) { frame in
                if case .hello(let hello)? = PDFReply(decoding: frame) { hello } else { nil }
            }
        } catch {
            hello = nil
        }
        guard let hello else {
            cancellation.use(nil)
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
            throw cancellation.isCancelled ? PDFError(.cancelled) : PDFError(.workerUnusable, program.path)
        }
        self.channel = channel
        self.process = process
        inheritedPeak = own.ru_maxrss * 1024
        self.hello = hello
    }

    deinit { end() }

    /// The processor time it used so far.
    var processorTime: Duration {
        .nanoseconds(max(0, csystem_process_time(process)))
    }

    /// Kills it and says what it had died of before, if anything.
    @discardableResult
    func end(memoryLimit: Int = .max) -> End? {
        guard !isReaped else { return nil }
        isReaped = true
        var status: Int32 = 0
        var usage = rusage()
        var entry = pollfd(fd: channel.descriptor, events: 0, revents: 0)
        // A worker that closed its end is dying by itself, and its own signal says more than ours: it gets a moment.
        let isDying = poll(&entry, 1, 0) == 1 && entry.revents & Int16(POLLHUP) != 0
        var reaped: pid_t = 0
        for _ in 0..<(isDying ? 200 : 0) where reaped == 0 {
            reaped = wait4(process, &status, WNOHANG, &usage)
            if reaped == 0 { usleep(1000) }
        }
        guard reaped == 0 else {
            if status & 0x7F == SIGXCPU { return .outOfProcessorTime }
            return usage.ru_maxrss * 1024 > max(memoryLimit / 3, inheritedPeak) ? .outOfMemory : .crashed
        }
        kill(process, SIGKILL)
        while waitpid(process, nil, 0) < 0, errno == EINTR {}
        return isDying ? .crashed : nil
    }
}

private func spawn(_ program: PDFWorkerProgram, _ socket: Int32, _ process: inout pid_t) -> Int32 {
    // HOME is set so that no library asks the user database, which would take a socket. The variable for backtraces
    // makes a crash cost 5 ms in place of 17.
    var environment = ["SWIFT_BACKTRACE=enable=no", "HOME=/nonexistent", "LC_ALL=C.UTF-8"]
    environment.append("DOCQA_PDF_WORKER_PARENT=\(getpid())")
    environment.append("DOCQA_PDF_WORKER_MEMORY=\(program.memoryLimit)")
    environment.append("DOCQA_PDF_WORKER_SECONDS=\(program.processorSeconds)")
    // The PDF library allocates and frees small pieces without end; with longer lists of free ones it is 5 % faster.
    environment.append("GLIBC_TUNABLES=glibc.malloc.tcache_count=4000")
    environment += program.environment
    var pointers = environment.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return csystem_spawn(program.path, &pointers, socket, &process)
}

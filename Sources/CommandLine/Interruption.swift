import Glibc
import Synchronization

/// Runs work until it ends, and cancels it when the process is asked to stop.
///
/// The main thread waits on a pipe, into which the signal handler and the end of the work each write one byte: a
/// handler may do no more than that. The first SIGINT or SIGTERM cancels the task, so that it can finish what must not
/// be cut and say how to go on; the second ends the process at once.
enum Interruption {
    /// The end of the work: its own exit status, or that of the signal which cancelled it.
    static func run(_ work: @escaping @Sendable () async -> Int32) -> Int32 {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { fatalError("the process has no file descriptors left at its start") }
        // Nothing else runs yet that could start a process between the two calls.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (reading, writing) = (ends[0], ends[1])
        wakeUp.store(writing, ordering: .releasing)
        // A reader that goes away is met where it is written to.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGINT, noteSignal)
        signal(SIGTERM, noteSignal)

        let holder = StatusHolder()
        let task = Task.detached {
            let status = await work()
            holder.status.withLock { $0 = status }
            var byte: UInt8 = 0
            _ = write(writing, &byte, 1)
        }
        var received: Int32?
        while true {
            var byte: UInt8 = 0
            if read(reading, &byte, 1) < 0 { continue }
            if byte == 0 { break }
            if received != nil { _exit(128 + Int32(byte)) }
            received = Int32(byte)
            task.cancel()
        }
        return received.map { 128 + $0 } ?? holder.status.withLock { $0 }
    }

    private final class StatusHolder: Sendable {
        let status = Mutex<Int32>(ExitCode.internalProblem.rawValue)
    }
}

/// Where the handler writes; a handler reaches only globals.
private let wakeUp = Atomic<Int32>(-1)

private let noteSignal: @convention(c) (Int32) -> Void = { number in
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(wakeUp.load(ordering: .acquiring), &byte, 1)
    errno = saved
}

import Glibc
import Synchronization

/// Where text leaves the process: a descriptor, buffered, or memory for tests.
package final class OutputChannel: Sendable {
    package let terminal: Terminal
    private let descriptor: Int32?
    private let buffer = Mutex<[UInt8]>([])

    package init(descriptor: Int32, terminal: Terminal) {
        self.descriptor = descriptor
        self.terminal = terminal
    }

    /// Keeps everything; `contents` has it.
    package init(terminal: Terminal = Terminal(isTerminal: false)) {
        descriptor = nil
        self.terminal = terminal
    }

    /// What was written to a channel in memory.
    package var contents: String { buffer.withLock { String(decoding: $0, as: UTF8.self) } }

    /// Writes text. A terminal sees it at once, a file or pipe when 32 KiB are together or at the end.
    package func write(_ text: String) throws(OutputError) {
        try write(bytes: text.utf8)
    }

    package func write(bytes: some Collection<UInt8>) throws(OutputError) {
        try buffer.withLock { (held) throws(OutputError) in
            held.append(contentsOf: bytes)
            guard let descriptor, terminal.isTerminal || held.count >= 32_768 else { return }
            defer { held.removeAll(keepingCapacity: true) }
            try Self.writeAll(held, to: descriptor)
        }
    }

    package func flush() throws(OutputError) {
        guard let descriptor else { return }
        try buffer.withLock { (held) throws(OutputError) in
            defer { held.removeAll(keepingCapacity: true) }
            try Self.writeAll(held, to: descriptor)
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(OutputError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count >= 0 {
                written += count
            } else if errno == EPIPE {
                throw .closedPipe
            } else if errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wait, 1, -1)
            } else if errno != EINTR {
                throw .failed(String(cString: strerror(errno)))
            }
        }
    }
}

/// Why text could not leave.
package enum OutputError: Error, Sendable, Equatable {
    /// The reader has gone, as `head` does: the end of the work, but no error.
    case closedPipe
    case failed(String)
}

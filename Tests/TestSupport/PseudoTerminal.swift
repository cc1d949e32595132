import Glibc

/// A terminal at which nobody sits: what a program shows on it can be read, and answered.
package final class PseudoTerminal: @unchecked Sendable {
    // Only one thread at a time reads and writes; the descriptor never changes.
    private let controller: Int32
    /// The device that the program has for a terminal.
    let device: String
    /// All that was shown so far.
    package private(set) var shown = ""
    private var bytes: [UInt8] = []

    package struct Problem: Error {
        package let reason: String
    }

    package init(columns: UInt16 = 80) throws(Problem) {
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // TIOCSPTLCK and TIOCGPTN, which Swift does not import.
        var isLocked: Int32 = 0
        var number: UInt32 = 0
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard controller >= 0, ioctl(controller, 0x4004_5431, &isLocked) == 0,
            ioctl(controller, 0x8004_5430, &number) == 0, ioctl(controller, UInt(TIOCSWINSZ), &size) == 0
        else { throw Problem(reason: String(cString: strerror(errno))) }
        device = "/dev/pts/\(number)"
    }

    deinit { close(controller) }

    /// Reads until a text was shown. What does not come in a minute never comes.
    package func wait(for text: String) throws(Problem) {
        while !shown.contains(text) {
            guard try read() else { throw Problem(reason: "\(text) was not shown: \(shown)") }
        }
    }

    /// Reads until the program has gone.
    package func readToEnd() throws(Problem) { while try read() {} }

    /// Types keys; "\u{3}" is Ctrl-C, "\u{4}" Ctrl-D.
    package func type(_ keys: String) {
        let keys = Array(keys.utf8)
        _ = keys.withUnsafeBytes { Glibc.write(controller, $0.baseAddress, $0.count) }
    }

    /// Whether something came; false: nobody writes any more.
    private func read() throws(Problem) -> Bool {
        var event = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
        guard poll(&event, 1, 60_000) > 0 else { throw Problem(reason: "nothing was shown for a minute: \(shown)") }
        var piece = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(controller, &piece, piece.count)
        guard count > 0 else { return false }
        bytes += piece[..<count]
        shown = String(decoding: bytes, as: UTF8.self)
        return true
    }
}

extension BuiltProgram {
    /// Starts the program as the one that a terminal belongs to: it reads from there and shows its messages there. What it
    /// writes to its output goes to a file, as with `>`.
    package func start(
        _ arguments: [String], on terminal: PseudoTerminal, environment: [String: String] = [:], folder: String = "/"
    ) throws(CouldNotStart) -> RunningProgram {
        try start(arguments, environment: environment, folder: folder, terminal: terminal.device)
    }
}

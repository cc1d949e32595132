internal import CSystem
internal import Glibc

/// Whole frames over a socket: four bytes of length, then the frame. Owns the socket. Used by one thread at a time, but
/// for `interrupt`.
package final class FrameChannel {
    package enum Failure: Error, Equatable {
        /// The other end is gone.
        case closed
        case deadline
        /// A frame longer than any that is ever sent.
        case malformed
    }

    /// No frame is longer; a picture of the largest size stays far below.
    package static let longestFrame = 256 << 20

    package let descriptor: Int32
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)
    /// What of the buffer was received and not yet handed out.
    private var unread = 0..<0
    /// A descriptor that came with the frame read last, until it is taken.
    private var received: Int32 = -1

    package init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        if received >= 0 { close(received) }
        buffer.deallocate()
    }

    /// Sends a frame, and a descriptor with it when one is given.
    package func send(_ frame: [UInt8], descriptor file: Int32 = -1, deadline: Deadline = .never) throws(Failure) {
        var message: [UInt8] = []
        message.reserveCapacity(frame.count + 4)
        withUnsafeBytes(of: UInt32(frame.count).littleEndian) { message.append(contentsOf: $0) }
        message.append(contentsOf: frame)
        var sent = 0
        while sent < message.count {
            let count = message.withUnsafeBytes { bytes in
                csystem_send(descriptor, bytes.baseAddress! + sent, bytes.count - sent, sent == 0 ? file : -1)
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                try wait(for: Int16(POLLOUT), deadline)
            } else if errno != EINTR {
                throw .closed
            }
        }
    }

    /// Waits for a whole frame and calls the body with it.
    package func receive<Result>(
        deadline: Deadline = .never, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(Failure) -> Result {
        while unread.count < 4 { try fill(toHold: 4, deadline) }
        let length = Int(UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: unread.lowerBound, as: UInt32.self)))
        guard length <= Self.longestFrame else { throw .malformed }
        while unread.count < 4 + length { try fill(toHold: 4 + length, deadline) }
        let start = unread.lowerBound + 4
        unread = (start + length)..<unread.upperBound
        return body(UnsafeRawBufferPointer(rebasing: buffer[start..<start + length]))
    }

    /// The descriptor that came with a frame, now the caller's to close; -1 when none came.
    package func takeDescriptor() -> Int32 {
        defer { received = -1 }
        return received
    }

    /// Ends the conversation from any thread: whoever waits in it sees it closed.
    package func interrupt() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func fill(toHold count: Int, _ deadline: Deadline) throws(Failure) {
        makeRoom(for: count)
        while true {
            var file: Int32 = -1
            let got = csystem_receive(
                descriptor, buffer.baseAddress! + unread.upperBound, buffer.count - unread.upperBound, &file)
            if file >= 0 {
                if received >= 0 { close(received) }
                received = file
            }
            if got > 0 {
                unread = unread.lowerBound..<(unread.upperBound + got)
                return
            }
            if got == 0 { throw .closed }
            if errno == EAGAIN {
                try wait(for: Int16(POLLIN), deadline)
            } else if errno != EINTR {
                throw .closed
            }
        }
    }

    /// Moves what is unread to the front, into a larger buffer where needed.
    private func makeRoom(for count: Int) {
        if buffer.count - unread.lowerBound >= count, unread.upperBound < buffer.count { return }
        let old = buffer
        if old.count < count {
            // Doubling: a false length must not reserve memory that never arrives.
            let size = min(count, max(2 * unread.count, old.count))
            buffer = .allocate(byteCount: max(size, old.count), alignment: 16)
        }
        UnsafeMutableRawBufferPointer(rebasing: buffer[0..<unread.count])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: old[unread]))
        unread = 0..<unread.count
        if buffer.baseAddress != old.baseAddress { old.deallocate() }
    }

    private func wait(for events: Int16, _ deadline: Deadline) throws(Failure) {
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        let milliseconds = deadline.millisecondsLeft
        if milliseconds == 0 { throw .deadline }
        poll(&entry, 1, milliseconds)
    }
}

/// An instant after which nobody waits any longer.
package struct Deadline: Sendable {
    private let instant: ContinuousClock.Instant?

    package static let never = Deadline(instant: nil)
    private init(instant: ContinuousClock.Instant?) { self.instant = instant }
    package init(in duration: Duration) { self.init(instant: .now + duration) }

    /// The earlier of the two.
    package func orEarlier(_ other: Deadline) -> Deadline {
        guard let a = instant, let b = other.instant else { return instant == nil ? other : self }
        return Deadline(instant: min(a, b))
    }

    package var isOver: Bool { millisecondsLeft == 0 }

    /// As `poll` wants it: -1 for ever; at least 1 while any time is left.
    var millisecondsLeft: Int32 {
        guard let instant else { return -1 }
        let left = ContinuousClock.now.duration(to: instant)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}

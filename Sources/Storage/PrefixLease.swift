import Glibc
import Synchronization

/// The right to write prefixes into the service's cache: whoever wants to send the same one meanwhile waits for the first
/// response to begin instead of paying for another write.
///
/// Each prefix is a byte of a file beside the database, and the right is a lock on it. It belongs to one opening of the file, so
/// it holds between tasks as well as between processes, and is gone with the process that has it.
package final class PrefixLease: Sendable {
    package enum Attempt: Sendable {
        case held(PrefixLease)
        /// Somebody else is writing one of them.
        case busy
        /// There can be no such file here: nobody waits for anybody.
        case unavailable
    }

    private let descriptor: Mutex<Int32?>

    private init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    /// - Parameter prefixes: names of prefixes, the shortest first.
    package static func take(database: String, prefixes: [[UInt8]]) -> Attempt {
        let descriptor = open(database + ".prefixes", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return .unavailable }
        let lease = PrefixLease(descriptor)
        for name in prefixes {
            var region = flock()
            region.l_type = Int16(F_WRLCK)
            region.l_whence = Int16(SEEK_SET)
            region.l_start = offset(name)
            region.l_len = 1
            guard fcntl(descriptor, setLock, &region) != 0 else { continue }
            let isTaken = errno == EAGAIN || errno == EACCES
            lease.release()
            return isTaken ? .busy : .unavailable
        }
        return .held(lease)
    }

    /// Gives the right up; again does nothing.
    package func release() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            // Closing alone would not do: a process that is being started holds a copy of the descriptor for a moment.
            var all = flock()
            all.l_type = Int16(F_UNLCK)
            all.l_whence = Int16(SEEK_SET)
            _ = fcntl(open, PrefixLease.setLock, &all)
            close(open)
            descriptor = nil
        }
    }

    deinit { release() }

    /// `F_OFD_SETLK` of Linux: a lock of the opening and not of the process.
    private static let setLock: Int32 = 37

    private static func offset(_ name: [UInt8]) -> off_t {
        off_t(name.prefix(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}

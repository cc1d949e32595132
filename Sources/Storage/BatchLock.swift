import Glibc

/// The right to work on batches of a database: held by one process at a time, for as long as it hands in or takes in, and
/// gone when the process dies.
package final class BatchLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock; nil when somebody else has it.
    package init?(database: String) throws(StorageError) {
        let path = database + ".batches"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StorageError(
                .cannotOpen, "The lock file \(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit {
        // A process that is being started may hold a copy of the descriptor for a moment.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

import Glibc

/// A file beside a database whose lock one process at a time can have, for as long as it lives.
struct LockFile: ~Copyable {
    let descriptor: Int32

    init(_ path: String) throws(StorageError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StorageError(
                .cannotOpen, "The lock file \(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
    }

    /// False when somebody else has it.
    func take() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    deinit {
        // Closing alone would not do: a process that is being started holds a copy of the descriptor for a moment.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

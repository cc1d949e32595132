/// The right to work on batches of a database: held by one process at a time, for as long as it hands in or takes in, and
/// gone when the process dies.
package final class BatchLock: Sendable {
    private let file: LockFile

    /// Takes the lock; nil when somebody else has it.
    package init?(database: String) throws(StorageError) {
        let file = try LockFile(database + ".batches")
        guard file.take() else { return nil }
        self.file = file
    }
}

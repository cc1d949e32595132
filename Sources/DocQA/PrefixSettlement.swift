import Claude
import DocumentModel
import Storage
import Synchronization

/// Writes down what a response says of the cache, beside the answer: whoever reads it does not wait for the database.
final class PrefixSettlement: Sendable {
    private let library: Library
    private let memo: PrefixMemo
    /// The right to write what the call writes.
    private let lease: PrefixLease?
    private let task = Mutex<Task<CacheMiss?, Never>?>(nil)

    /// Milliseconds that others may keep the database from being written. What cannot be written costs money later and no
    /// answer now.
    private static let patience = 500

    init(_ memo: PrefixMemo, of library: Library, _ lease: PrefixLease? = nil) {
        self.memo = memo
        self.lease = lease
        self.library = library
    }

    /// Takes the beginning of the response. Only the first counts, and only of the model for which it was planned.
    func began(_ message: Message) {
        let (memo, library, lease) = (memo, library, lease)
        guard message.model == memo.scope.memory.model else { return }
        task.withLock { task in
            guard task == nil else { return }
            task = Task {
                // What was written can be read from now on: others that wait need not pay for it again.
                defer { lease?.release() }
                return try? await library.store.account(waitingMilliseconds: PrefixSettlement.patience) {
                    connection throws(StorageError) in
                    try memo.settle(message, on: connection)
                }
            }
        }
    }

    /// What should have been read and was not, once that is written down.
    func finish() async -> CacheMiss? {
        await task.withLock { $0 }?.value
    }
}

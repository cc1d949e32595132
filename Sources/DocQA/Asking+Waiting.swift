import Answering
import Claude
import DocumentModel
import LanguageModels
import Storage

extension Asking {
    private static let pause = Duration.milliseconds(15)

    /// The plan with the right to write what it writes. Whoever finds somebody else writing the same prefix waits until that
    /// response has begun, and plans anew: what was cold is warm then.
    ///
    /// - Returns: without a lease when there is nothing to write, or when it waited long enough.
    func waitingForOthers(
        _ made: PlannedAsking, _ service: AnsweringService, replan: () async throws -> PlannedAsking
    ) async throws -> (PlannedAsking, PrefixLease?) {
        var made = made
        let deadline = ContinuousClock.now + service.patience
        while let writes = made.memo?.writes, !writes.isEmpty {
            switch PrefixLease.take(database: library.store.path, prefixes: writes) {
            case .held(let lease): return (made, lease)
            case .unavailable: return (made, nil)
            case .busy: break
            }
            guard try await isFree(writes, before: deadline) else { return (made, nil) }
            made = try await replan()
        }
        return (made, nil)
    }

    private func isFree(_ prefixes: [[UInt8]], before deadline: ContinuousClock.Instant) async throws -> Bool {
        while ContinuousClock.now < deadline {
            try await Task.sleep(for: Asking.pause)
            switch PrefixLease.take(database: library.store.path, prefixes: prefixes) {
            case .held(let lease):
                lease.release()
                return true
            case .unavailable: return false
            case .busy: continue
            }
        }
        return false
    }
}

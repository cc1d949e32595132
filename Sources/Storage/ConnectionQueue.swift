import Dispatch
import Synchronization

/// A connection and the one queue on which it is used. SQLite blocks, so it must not sit on the threads that run tasks.
///
/// Unchecked because the connection is touched on `queue` alone.
final class ConnectionQueue: @unchecked Sendable {
    private let queue: DispatchQueue
    private var connection: Connection?

    init(label: String) { queue = DispatchQueue(label: label) }

    /// - Parameter interrupter: stops the work in the middle when the calling task is cancelled; without one it ends first.
    func run<Result: Sendable>(
        interrupter: QueryInterrupter? = nil,
        opening: @escaping @Sendable () throws(StorageError) -> sending Connection,
        _ body: @escaping @Sendable (Connection) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        let outcome: Swift.Result<Result, StorageError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async {
                    continuation.resume(returning: self.outcome(interrupter, opening, body))
                }
            }
        } onCancel: {
            interrupter?.interrupt()
        }
        return try outcome.get()
    }

    private func outcome<Result>(
        _ interrupter: QueryInterrupter?, _ opening: () throws(StorageError) -> sending Connection,
        _ body: (Connection) throws(StorageError) -> Result
    ) -> Swift.Result<Result, StorageError> {
        do throws(StorageError) {
            let connection: Connection
            if let open = self.connection {
                connection = open
            } else {
                connection = try opening()
                self.connection = connection
            }
            interrupter?.begin(with: connection)
            defer { interrupter?.end(with: connection) }
            return .success(try body(connection))
        } catch {
            return .failure(error)
        }
    }

    /// Closes the connection after what is already queued.
    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.connection = nil
                continuation.resume()
            }
        }
    }
}

/// A bounded set of reading connections, opened when first needed. A reader that finds none free waits its turn.
final class ReaderPool: Sendable {
    private struct State {
        var free: [ConnectionQueue] = []
        var opened = 0
        var waiting: [CheckedContinuation<ConnectionQueue, Never>] = []
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func run<Result: Sendable>(
        opening: @escaping @Sendable () throws(StorageError) -> sending Connection,
        _ body: @escaping @Sendable (Connection) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        let queue = await take()
        defer { giveBack(queue) }
        return try await queue.run(opening: opening, body)
    }

    private func take() async -> ConnectionQueue {
        await withCheckedContinuation { continuation in
            let ready: ConnectionQueue? = state.withLock { state in
                if let queue = state.free.popLast() { return queue }
                if state.opened < limit {
                    state.opened += 1
                    return ConnectionQueue(label: "docqa.reader.\(state.opened)")
                }
                state.waiting.append(continuation)
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    private func giveBack(_ queue: ConnectionQueue) {
        let next: CheckedContinuation<ConnectionQueue, Never>? = state.withLock { state in
            if state.waiting.isEmpty {
                state.free.append(queue)
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: queue)
    }

    func close() async {
        let queues = state.withLock { state in
            defer { state.free = [] }
            return state.free
        }
        for queue in queues { await queue.close() }
    }
}

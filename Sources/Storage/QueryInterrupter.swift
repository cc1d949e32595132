import CSQLite
import Synchronization

/// Stops the work on a connection from another thread: what a query has changed in its transaction is taken back.
///
/// SQLite stops only what is running. Between two statements `isInterrupted` counts, which a connection asks before each.
final class QueryInterrupter: Sendable {
    private struct State {
        /// The address of the connection while the work runs; none can be closed under it.
        var running: UInt?
        var isInterrupted = false
    }

    private let state = Mutex(State())

    var isInterrupted: Bool { state.withLock { $0.isInterrupted } }

    func begin(with connection: Connection) {
        connection.interrupter = self
        state.withLock { $0.running = UInt(bitPattern: connection.handle) }
    }

    func end(with connection: Connection) {
        connection.interrupter = nil
        state.withLock { $0.running = nil }
    }

    func interrupt() {
        state.withLock { state in
            state.isInterrupted = true
            if let running = state.running.flatMap({ OpaquePointer(bitPattern: $0) }) { sqlite3_interrupt(running) }
        }
    }
}

import DocumentModel
import Storage
import TestSupport
import Testing

/// Work that may be stopped is stopped at once, and changes nothing.
@Suite(.timeLimit(.minutes(1))) struct InterruptionTests {
    private let folder = TemporaryFolder()

    /// Starts work, and cancels it when it says that it is under way.
    private func cancelled(
        _ work: @escaping @Sendable (Connection, _ begun: Gate) throws(StorageError) -> Void
    ) async throws -> StorageError? {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        let begun = Gate()
        let task = Task { () -> StorageError? in
            do throws(StorageError) {
                try await store.write(isInterruptible: true) { connection throws(StorageError) in
                    try work(connection, begun)
                }
                return nil
            } catch {
                return error
            }
        }
        await begun.passed()
        task.cancel()
        let error = await task.value
        // The connection is of use again.
        let value = try await store.write { connection throws(StorageError) in
            try connection.first("SELECT count(*) FROM setting WHERE name = 'half'") { $0.int(0) }
        }
        #expect(value == 0)
        return error
    }

    @Test func aQueryWithoutEnd() async throws {
        let error = try await cancelled { connection, begun throws(StorageError) in
            try connection.transaction { () throws(StorageError) in
                try connection.setSetting("half", "done")
                begun.open()
                _ = try connection.first(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
                    { $0.int(0) })
            }
        }
        #expect(error?.code == .interrupted)
    }

    @Test func shortQueriesWithoutEnd() async throws {
        let error = try await cancelled { connection, begun throws(StorageError) in
            try connection.transaction { () throws(StorageError) in
                try connection.setSetting("half", "done")
                begun.open()
                while true { _ = try connection.setting("half") }
            }
        }
        #expect(error?.code == .interrupted)
    }

    @Test func otherWorkIsFinished() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        let (begun, go) = (Gate(), Gate())
        let task = Task {
            try await store.write { connection throws(StorageError) in
                begun.open()
                go.waitOnThread()
                try connection.setSetting("whole", "done")
            }
        }
        await begun.passed()
        task.cancel()
        go.open()
        try await task.value
        let value = try await store.read { connection throws(StorageError) in try connection.setting("whole") }
        #expect(value == "done")
    }
}

import Glibc
import Synchronization
import Words

/// The store in one SQLite file: one writer, several readers, readers never blocked (WAL).
package final class SQLiteStore: Sendable {
    package let path: String
    private let writer = ConnectionQueue(label: "docqa.writer")
    private let accounting = ConnectionQueue(label: "docqa.accounting")
    private let readers: ReaderPool

    private let frozen: FrozenDatabase?

    /// Why nothing can be written, when that is so: what is read is the database as it lies on the disk.
    package var cannotBeWritten: StorageError? { frozen?.reason }

    /// For what would be done in vain.
    package func mustBeWritable() throws(StorageError) {
        if let frozen { throw frozen.reason }
    }

    private init(path: String, readers: Int, frozen: FrozenDatabase? = nil) {
        self.path = path
        self.frozen = frozen
        self.readers = ReaderPool(limit: readers)
    }

    /// Opens a database for reading and, when there is something to write, for writing.
    ///
    /// - Parameter create: makes the file and its folder (owner only) when they are missing; without it a missing
    ///   database is an error.
    package static func open(path: String, create: Bool, readers: Int = 4) async throws(StorageError) -> SQLiteStore {
        let store = SQLiteStore(path: path, readers: readers)
        if !DatabaseCreation.exists(path) {
            guard create else {
                throw StorageError(
                    .cannotOpen, "There is no database at \(path) yet: run `docqa ingest FOLDER` to make one.")
            }
            try DatabaseCreation.make(at: path)
        }
        let needsWork: Bool
        do throws(StorageError) {
            needsWork = try await store.needsWork()
        } catch {
            guard let frozen = FrozenDatabase(path, because: error) else { throw error }
            let store = SQLiteStore(path: path, readers: readers, frozen: frozen)
            // What has to be written first is not to be had.
            guard (try? await store.needsWork()) == false else { throw error }
            return store
        }
        if needsWork {
            let lock = try WriterLock(database: path, command: "docqa upgrade")
            try await store.write(isInterruptible: true) { connection throws(StorageError) in
                try Schema.check(connection)
                try connection.execute("PRAGMA journal_mode = WAL")
                try Schema.migrate(connection)
                try connection.rebuildIndexesOfOtherTokenizer()
            }
            withExtendedLifetime(lock) {}
        }
        return store
    }

    private func needsWork() async throws(StorageError) -> Bool {
        try await read { connection throws(StorageError) in
            try Schema.check(connection)
            let current = try Schema.current(connection)
            guard current == Schema.version else { return true }
            return try connection.setting("tokenizer_version") != String(WordIndexing.version)
        }
    }

    /// Runs reads on a connection of their own, in one consistent view.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (Connection) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        let path = path
        let frozen = frozen
        return try await readers.run(
            opening: { () throws(StorageError) in try Connection(path: path, mode: frozen == nil ? .read : .frozen) },
            { connection throws(StorageError) in
                let result = try connection.snapshot { () throws(StorageError) in try body(connection) }
                try frozen?.check()
                return result
            })
    }

    /// Runs writes; the caller holds the `WriterLock`. Each transaction inside `body` is all or nothing.
    ///
    /// - Parameter isInterruptible: cancelling the task takes back the transaction that is under way and throws
    ///   `interrupted`; without it the work is finished.
    package func write<Result: Sendable>(
        isInterruptible: Bool = false,
        _ body: @escaping @Sendable (Connection) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        try mustBeWritable()
        let path = path
        return try await writer.run(
            interrupter: isInterruptible ? QueryInterrupter() : nil,
            opening: { () throws(StorageError) in
                let connection = try Connection(path: path, mode: .write)
                try connection.execute("PRAGMA journal_mode = WAL")
                try connection.execute("PRAGMA synchronous = NORMAL")
                try connection.execute("PRAGMA wal_autocheckpoint = 4000")
                try connection.execute("PRAGMA journal_size_limit = 67108864")
                return connection
            }, body)
    }

    /// Runs a short transaction of the account. It needs no `WriterLock` and does not stand behind the writes of an ingest in
    /// this process; it fails as busy after a while rather than let an answer wait.
    package func account<Result: Sendable>(
        waitingMilliseconds patience: Int = 2_000,
        _ body: @escaping @Sendable (Connection) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        try mustBeWritable()
        return try await accounting.run(
            opening: openingAccount(),
            { connection throws(StorageError) in
                try connection.execute("PRAGMA busy_timeout = \(patience)")
                return try connection.transaction { () throws(StorageError) in try body(connection) }
            })
    }

    /// Opens the connection of the account and has it read the schema, so that the first call does not wait for that.
    package func prepareAccount() async {
        if frozen != nil { return }
        // What is wrong with it is told when it is used.
        _ = try? await accounting.run(opening: openingAccount()) { connection throws(StorageError) in
            try connection.collections().count
        }
    }

    private func openingAccount() -> @Sendable () throws(StorageError) -> sending Connection {
        { [path] () throws(StorageError) in
            let connection = try Connection(path: path, mode: .write)
            // What is counted must outlast a loss of power.
            try connection.execute("PRAGMA synchronous = FULL")
            return connection
        }
    }

    /// Closes all connections; the last one folds the write-ahead log into the file.
    package func close() async {
        await readers.close()
        await accounting.close()
        await writer.close()
    }
}

extension Connection {
    package func setting(_ name: String) throws(StorageError) -> String? {
        try first("SELECT value FROM setting WHERE name = ?1", bind: { $0.bind(1, name) }) { $0.string(0) }
    }

    package func setSetting(_ name: String, _ value: String) throws(StorageError) {
        try run("INSERT INTO setting VALUES(?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value") {
            $0.bind(1, name).bind(2, value)
        }
    }
}

import CSQLite
import Glibc

/// One SQLite connection with its statements, tokenizer and settings. Belongs to one queue; never shared.
package final class Connection {
    package enum Mode: Sendable {
        case read, write
        /// Reads a file that nobody writes to, without the two files that SQLite makes beside a database.
        case frozen
    }

    package let handle: OpaquePointer
    package let tokenizer: IndexTokenizerContext
    let search = SearchMemory()
    /// Of the collection that this connection fills, if it was empty.
    var wordCounts: WordCounts?
    private var statements: [String: Statement] = [:]
    /// How many consistent views this connection has had.
    private var snapshots = 0
    /// Set while work is under way that may be stopped in the middle.
    var interrupter: QueryInterrupter?

    /// Opens the database file, which must exist for reading and is made owner-only for writing.
    package init(path: String, mode: Mode) throws(StorageError) {
        _ = Connection.isPrepared
        var opened: OpaquePointer?
        let access =
            switch mode {
            case .read: SQLITE_OPEN_READWRITE
            case .write: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .frozen: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        let result = sqlite3_open_v2(
            mode == .frozen ? FrozenDatabase.address(of: path) : path, &opened,
            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | access, nil)
        guard let opened else { throw StorageError(.cannotOpen, "SQLite could not start: out of memory.") }
        handle = opened
        tokenizer = IndexTokenizerContext()
        guard result == SQLITE_OK else {
            let error = Connection.error(of: opened, path: path)
            sqlite3_close_v2(opened)
            throw error
        }
        do {
            try configure(mode)
        } catch {
            statements.removeAll()
            sqlite3_close_v2(opened)
            throw error
        }
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// KiB of pages that are kept.
    private static let cache = 16_384
    /// The same for a reader at first. A process that asks one question sees few pages again, and memory that is used again costs
    /// less than more of it; one that lives longer comes past its youth at once.
    private static let firstCache = 1_024
    private static let youth = 32

    /// What the first connection of a process does.
    private static let isPrepared = docqa_count_no_memory() == SQLITE_OK

    private func configure(_ mode: Mode) throws(StorageError) {
        sqlite3_busy_timeout(handle, 10_000)
        docqa_harden(handle)
        try execute("PRAGMA trusted_schema = ON")  // our own views call our own functions
        try execute("PRAGMA foreign_keys = OFF")
        try execute("PRAGMA temp_store = MEMORY")
        if mode != .write { try execute("PRAGMA query_only = ON") }
        // Pages that are mapped count as memory of the process, and a search of a million passages touches most of them. What is
        // written goes to the ends of tables, mostly: more room would not spare a page.
        try execute("PRAGMA cache_size = -\(mode == .read ? Connection.firstCache : Connection.cache)")
        try tokenizer.register(on: handle)
        try search.register(on: handle)
        try registerTextFunctions()
    }

    /// Throws when the work under way has been asked to stop.
    package func throwIfInterrupted() throws(StorageError) {
        if let interrupter, interrupter.isInterrupted { throw StorageError.interrupted(detail: nil) }
    }

    /// Runs SQL without parameters or rows.
    package func execute(_ sql: String) throws(StorageError) {
        try throwIfInterrupted()
        if sqlite3_exec(handle, sql, nil, nil, nil) != SQLITE_OK { throw lastError() }
    }

    /// A statement that is prepared once and kept; reset it after use.
    package func cached(_ sql: String) throws(StorageError) -> Statement {
        try throwIfInterrupted()
        if let statement = statements[sql] { return statement }
        let statement = try prepare(sql, persistent: true)
        statements[sql] = statement
        return statement
    }

    /// A statement for one use.
    package func prepare(_ sql: String, persistent: Bool = false) throws(StorageError) -> Statement {
        var prepared: OpaquePointer?
        let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        guard sqlite3_prepare_v3(handle, sql, -1, flags, &prepared, nil) == SQLITE_OK, let prepared else {
            throw lastError()
        }
        return Statement(prepared, connection: self)
    }

    /// Forgets statements of tables that are about to be dropped.
    package func forgetStatements() { statements.removeAll() }

    /// All rows of a query, each made into a value.
    package func rows<Row>(
        _ sql: String, bind: (Statement) -> Void = { _ in }, _ row: (Statement) throws(StorageError) -> Row
    ) throws(StorageError) -> [Row] {
        let statement = try cached(sql)
        defer { statement.reset() }
        bind(statement)
        var result: [Row] = []
        while try statement.step() { result.append(try row(statement)) }
        return result
    }

    /// The first row of a query, or nil.
    package func first<Row>(
        _ sql: String, bind: (Statement) -> Void = { _ in }, _ row: (Statement) throws(StorageError) -> Row
    ) throws(StorageError) -> Row? {
        let statement = try cached(sql)
        defer { statement.reset() }
        bind(statement)
        return try statement.step() ? try row(statement) : nil
    }

    /// Runs a cached statement that gives no rows.
    package func run(_ sql: String, bind: (Statement) -> Void = { _ in }) throws(StorageError) {
        let statement = try cached(sql)
        bind(statement)
        try statement.run()
    }

    /// The pages of the file that hold something.
    func pagesInUse() throws(StorageError) -> Int {
        let all = try first("PRAGMA page_count") { $0.int(0) } ?? 0
        return all - (try first("PRAGMA freelist_count") { $0.int(0) } ?? 0)
    }

    package var lastInsertedRow: Int { Int(sqlite3_last_insert_rowid(handle)) }
    package var changedRows: Int { Int(sqlite3_changes64(handle)) }
    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// All or nothing: commits when `body` returns and rolls back when it throws.
    package func transaction<Result>(
        _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // SQLite rolls back by itself after some errors (a full disk); a second rollback would only hide the cause.
            if isInTransaction { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
            throw error
        }
    }

    /// One consistent view of the database over several reads.
    package func snapshot<Result>(_ body: () throws(StorageError) -> Result) throws(StorageError) -> Result {
        snapshots += 1
        if snapshots == Connection.youth { try execute("PRAGMA cache_size = -\(Connection.cache)") }
        try execute("BEGIN")
        defer { if isInTransaction { sqlite3_exec(handle, "COMMIT", nil, nil, nil) } }
        return try body()
    }

    package func lastError() -> StorageError { Connection.error(of: handle, path: nil) }

    private static func error(of handle: OpaquePointer, path: String?) -> StorageError {
        let code = sqlite3_extended_errcode(handle)
        let detail = "\(code): \(String(cString: sqlite3_errmsg(handle)))"
        let place = path.map { " \($0)" } ?? ""
        switch code & 0xFF {
        case SQLITE_FULL: return .diskFull(detail: detail)
        case SQLITE_IOERR where errno == ENOSPC: return .diskFull(detail: detail)
        case SQLITE_BUSY, SQLITE_LOCKED:
            return StorageError(
                .writerBusy, "Another process is writing to the database: wait for it to finish, then try again.",
                detail: detail)
        case SQLITE_CORRUPT:
            return StorageError(
                .corrupt, "The database is damaged: run `docqa verify --repair`, or ingest into a new one with --db.",
                detail: detail)
        case SQLITE_NOTADB:
            return StorageError(
                .notOurs, "The file\(place) is not a docqa database: name another one with --db.", detail: detail)
        case SQLITE_CANTOPEN:
            return StorageError(
                .cannotOpen, "The database\(place) cannot be opened: check that its folder exists and is yours to use.",
                detail: detail)
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            return StorageError(
                .readOnly, "The database\(place) cannot be written: check the permissions of the file and its folder.",
                detail: detail)
        case SQLITE_INTERRUPT:
            return .interrupted(detail: detail)
        default:
            return StorageError(
                .failed, "The database refused the operation: run `docqa verify` to check it.", detail: detail)
        }
    }
}

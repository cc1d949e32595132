import CSQLite

/// A prepared statement of one connection. Bind, step, read columns; `reset` before the next use.
package final class Statement {
    let handle: OpaquePointer
    private unowned let connection: Connection

    init(_ handle: OpaquePointer, connection: Connection) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Moves to the next row. False: there is none.
    package func step() throws(StorageError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let error = connection.lastError()
            sqlite3_reset(handle)
            throw error
        }
    }

    /// Runs a statement that gives no rows, and resets it.
    package func run() throws(StorageError) {
        defer { reset() }
        while try step() {}
    }

    package func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // MARK: Binding (positions count from 1)

    @discardableResult package func bind(_ index: Int32, _ value: Int?) -> Statement {
        if let value { sqlite3_bind_int64(handle, index, Int64(value)) } else { sqlite3_bind_null(handle, index) }
        return self
    }

    @discardableResult package func bind(_ index: Int32, _ value: Double) -> Statement {
        sqlite3_bind_double(handle, index, value)
        return self
    }

    @discardableResult package func bind(_ index: Int32, _ value: String?) -> Statement {
        guard var value else {
            sqlite3_bind_null(handle, index)
            return self
        }
        value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                // An empty string has no address, and a null address would bind NULL.
                _ = docqa_bind_text_copy(handle, index, chars.baseAddress ?? emptyText, UInt64(chars.count))
            }
        }
        return self
    }

    @discardableResult package func bind(_ index: Int32, blob: [UInt8]?) -> Statement {
        guard let blob else {
            sqlite3_bind_null(handle, index)
            return self
        }
        blob.withUnsafeBytes { bytes in
            _ = docqa_bind_blob_copy(
                handle, index, bytes.baseAddress ?? UnsafeRawPointer(emptyText), UInt64(bytes.count))
        }
        return self
    }

    /// Binds UTF-8 that must stay where it is until the statement is reset.
    @discardableResult package func bind(_ index: Int32, borrowing text: UnsafeBufferPointer<UInt8>) -> Statement {
        text.withMemoryRebound(to: CChar.self) { chars in
            _ = docqa_bind_text_borrow(handle, index, chars.baseAddress ?? emptyText, UInt64(chars.count))
        }
        return self
    }

    /// Binds bytes that must stay where they are until the statement is reset.
    @discardableResult package func bind(_ index: Int32, borrowingBlob bytes: UnsafeRawBufferPointer) -> Statement {
        _ = docqa_bind_blob_borrow(
            handle, index, bytes.baseAddress ?? UnsafeRawPointer(emptyText), UInt64(bytes.count))
        return self
    }

    // MARK: Columns (positions count from 0)

    package func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }
    package func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
    package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    package func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }
    package func string(_ column: Int32) -> String { withText(column) { String(decoding: $0, as: UTF8.self) } }
    package func optionalString(_ column: Int32) -> String? { isNull(column) ? nil : string(column) }
    package func blob(_ column: Int32) -> [UInt8] { withBlob(column) { Array($0) } }
    package func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    /// The column's bytes, valid inside `body` only.
    package func withText<Result>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let start = sqlite3_column_text(handle, column)
        return body(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    package func withBlob<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = sqlite3_column_blob(handle, column)
        return body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }
}

/// The address of every empty text: a NUL byte that never goes away.
private var emptyText: UnsafePointer<CChar> {
    let empty: StaticString = ""
    return UnsafeRawPointer(empty.utf8Start).assumingMemoryBound(to: CChar.self)
}

import CSQLite
import DocumentModel

/// What the views of the full-text tables call to give FTS5 the text of a passage again, for deletion, rebuilding and
/// checking: `docqa_body(document, start, length, language, unsearched)` and `docqa_tagged(language, text)`; and the
/// number that a path is found by, `docqa_path_key(path)`.
extension Connection {
    func registerTextFunctions() throws(StorageError) {
        let own = Unmanaged.passUnretained(self).toOpaque()
        let flags = SQLITE_UTF8 | SQLITE_INNOCUOUS
        guard sqlite3_create_function_v2(handle, "docqa_body", 5, flags, own, bodyFunction, nil, nil, nil) == SQLITE_OK,
            sqlite3_create_function_v2(handle, "docqa_tagged", 2, flags, own, taggedFunction, nil, nil, nil)
                == SQLITE_OK,
            sqlite3_create_function_v2(
                handle, "docqa_path_key", 1, flags | SQLITE_DETERMINISTIC, own, pathKeyFunction, nil, nil, nil)
                == SQLITE_OK
        else { throw lastError() }
    }
}

private typealias SQLFunction =
    @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

private let bodyFunction: SQLFunction = { context, _, values in
    guard let context, let values, let own = sqlite3_user_data(context) else { return }
    let connection = Unmanaged<Connection>.fromOpaque(own).takeUnretainedValue()
    let start = Int(sqlite3_value_int64(values[1]))
    let length = Int(sqlite3_value_int64(values[2]))
    guard start >= 0, length >= 0 else { return sqlite3_result_null(context) }
    let span = TextSpan(start, start + length)
    guard let text = try? connection.text(of: Int(sqlite3_value_int64(values[0])), in: span), text.count == length
    else { return sqlite3_result_error(context, "a passage's text is missing", -1) }
    let language = sqlite3_value_text(values[3]).map { String(cString: $0) }
    var unsearched: [TextSpan] = []
    if let packed = sqlite3_value_blob(values[4]) {
        let bytes = UnsafeRawBufferPointer(start: packed, count: Int(sqlite3_value_bytes(values[4])))
        unsearched = PackedSpans.unpack(bytes, limit: length)
    }
    var buffer: [UInt8] = []
    text.withUnsafeBufferPointer {
        IndexedText.fill(&buffer, language: language, text: $0, unsearched: unsearched)
    }
    give(buffer, to: context)
}

private let taggedFunction: SQLFunction = { context, _, values in
    guard let context, let values else { return }
    var buffer: [UInt8] = []
    IndexedText.appendTag(sqlite3_value_text(values[0]).map { String(cString: $0) }, to: &buffer)
    if let text = sqlite3_value_text(values[1]) {
        buffer.append(contentsOf: UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(values[1]))))
    }
    give(buffer, to: context)
}

private let pathKeyFunction: SQLFunction = { context, _, values in
    guard let context, let values, let text = sqlite3_value_text(values[0]) else { return }
    let path = UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(values[0])))
    sqlite3_result_int64(context, Int64(PathKey.of(path)))
}

private func give(_ bytes: [UInt8], to context: OpaquePointer) {
    bytes.withUnsafeBufferPointer { buffer in
        buffer.withMemoryRebound(to: CChar.self) {
            docqa_result_text_copy(context, $0.baseAddress, UInt64($0.count))
        }
    }
}

import CSQLite
import Glibc
import Words

/// What a connection keeps between searches: the lengths of the passages, and room to add up scores.
///
/// The room is as large as the largest collection has passages, and the system gives pages of it only where a score is
/// written. Between searches every score in it is 0.
final class SearchMemory {
    private struct Lengths {
        let generation: Int
        let values: [UInt16]
    }

    private var lengths: [Int: Lengths] = [:]
    private(set) var scores: UnsafeMutablePointer<Double>?
    private(set) var numbers: UnsafeMutablePointer<UInt32>?
    private(set) var pendingNumbers: UnsafeMutablePointer<UInt32>?
    private(set) var pendingShares: UnsafeMutablePointer<Double>?
    private var capacity = 0
    private var tokenizers: [String: Tokenizer] = [:]
    /// The scan that the running statement is for.
    var scan: TermScan?

    deinit { freeRoom() }

    /// Makes the scanning function known to a connection, which must be closed before this object goes away.
    func register(on handle: OpaquePointer) throws(StorageError) {
        guard let api = docqa_fts5_api(handle) else {
            throw StorageError(.cannotOpen, "This SQLite has no FTS5: install Debian's libsqlite3-0.")
        }
        let own = Unmanaged.passUnretained(self).toOpaque()
        guard api.pointee.xCreateFunction(api, "docqa_scan", own, scanFunction, nil) == SQLITE_OK else {
            throw StorageError(.cannotOpen, "The search function could not be registered with SQLite.")
        }
    }

    /// The number of words of each passage of a collection, by passage number; read in one go.
    func lengths(of collection: Collection, on connection: Connection) throws(StorageError) -> [UInt16] {
        if let known = lengths[collection.id], known.generation == collection.generation { return known.values }
        var values = [UInt16](repeating: 0, count: collection.nextPassage)
        let statement = try connection.cached("SELECT block, lengths FROM length_\(collection.id)")
        defer { statement.reset() }
        while try statement.step() {
            let start = statement.int(0) * PassageLengths.perBlock
            statement.withBlob(1) { bytes in
                guard start >= 0, start < values.count else { return }
                for index in 0..<min(bytes.count / 2, values.count - start) {
                    values[start + index] = UInt16(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
                }
            }
        }
        if lengths.count >= 64 { lengths.removeAll() }
        lengths[collection.id] = Lengths(generation: collection.generation, values: values)
        return values
    }

    /// A tokenizer that cuts as the index of a collection with that fixed language does.
    func tokenizer(for language: String?) -> Tokenizer {
        if let known = tokenizers[language ?? ""] { return known }
        let tokenizer = Tokenizer(defaultLanguage: language.flatMap { Language(code: $0) })
        tokenizers[language ?? ""] = tokenizer
        return tokenizer
    }

    /// Makes room for the scores of passages numbered below `limit`.
    func makeRoom(for limit: Int) {
        guard limit > capacity else { return }
        freeRoom()
        capacity = limit
        // calloc, so that untouched pages cost nothing.
        scores = calloc(limit, MemoryLayout<Double>.stride)?.assumingMemoryBound(to: Double.self)
        numbers = malloc(limit * MemoryLayout<UInt32>.stride)?.assumingMemoryBound(to: UInt32.self)
        pendingNumbers = malloc(limit * MemoryLayout<UInt32>.stride)?.assumingMemoryBound(to: UInt32.self)
        pendingShares = malloc(limit * MemoryLayout<Double>.stride)?.assumingMemoryBound(to: Double.self)
    }

    private func freeRoom() {
        free(scores)
        free(numbers)
        free(pendingNumbers)
        free(pendingShares)
        capacity = 0
    }
}

private let scanFunction: fts5_extension_function = { api, index, context, _, _ in
    guard let api, let index, let own = api.pointee.xUserData(index) else { return }
    let memory = Unmanaged<SearchMemory>.fromOpaque(own).takeUnretainedValue()
    memory.scan?.run(api, index)
    sqlite3_result_null(context)
}

import CSQLite
import Glibc
import Words

/// What a connection keeps between searches: the lengths of the passages, and room to add up scores.
///
/// The room is as large as the largest collection has passages, and the system gives pages of it only where a score is
/// written. Between searches every score in it is 0.
final class SearchMemory {
    private var lengths: [Int: (generation: Int, table: PassageLengthTable)] = [:]
    private var counts: [String: (generation: Int, count: Int)] = [:]
    private var scores: UnsafeMutablePointer<Double>?
    private var numbers: UnsafeMutablePointer<UInt32>?
    private var pendingNumbers: UnsafeMutablePointer<UInt32>?
    private var pendingShares: UnsafeMutablePointer<Double>?
    /// A bit for each passage, all 0 between two reads.
    private(set) var seen: UnsafeMutablePointer<UInt64>?
    private var capacity = 0
    let page = LeafPage()
    let batch: UnsafeMutableBufferPointer<Posting> = .allocate(capacity: 512)
    private var tokenizers: [String: Tokenizer] = [:]
    /// What FTS5 is to call for the running statement.
    var onFirstRow: ((UnsafePointer<Fts5ExtensionApi>, OpaquePointer) -> Void)?

    deinit {
        freeRoom()
        batch.deallocate()
    }

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

    /// The number of words of each passage of a collection; read once for each state of it.
    func lengths(of collection: Collection, on connection: Connection) throws(StorageError) -> PassageLengthTable {
        if let known = lengths[collection.id], known.generation == collection.generation { return known.table }
        let table = try PassageLengthTable(of: collection, on: connection)
        if lengths.count >= 64 { lengths.removeAll() }
        lengths[collection.id] = (collection.generation, table)
        return table
    }

    /// A count of what is in a collection, made once for each state of it: the larger a collection, the longer it takes.
    func count(
        _ name: String, of collection: Collection, _ make: () throws(StorageError) -> Int
    ) throws(StorageError) -> Int {
        let key = "\(name) \(collection.id)"
        if let known = counts[key], known.generation == collection.generation { return known.count }
        let count = try make()
        if counts.count >= 256 { counts.removeAll() }
        counts[key] = (collection.generation, count)
        return count
    }

    /// Room to add up scores in; all of it is 0.
    func scan(_ lengths: PassageLengthTable, normBase: Double, normStep: Double) -> PostingScan? {
        makeRoom(for: lengths.count)
        guard let scores, let numbers, let pendingNumbers, let pendingShares else { return nil }
        return PostingScan(
            limit: lengths.count, lengths: lengths.values, longLengths: lengths.longer, normBase: normBase,
            normStep: normStep, scores: scores, numbers: numbers, pendingNumbers: pendingNumbers,
            pendingShares: pendingShares)
    }

    /// A tokenizer that cuts as the index of a collection with that fixed language does.
    func tokenizer(for language: String?) -> Tokenizer {
        if let known = tokenizers[language ?? ""] { return known }
        let tokenizer = Tokenizer(defaultLanguage: language.flatMap { Language(code: $0) })
        tokenizers[language ?? ""] = tokenizer
        return tokenizer
    }

    /// Makes room for passages numbered below `limit`.
    func makeRoom(for limit: Int) {
        guard limit >= capacity else { return }
        freeRoom()
        capacity = limit + 1
        // calloc, so that untouched pages cost nothing.
        scores = calloc(capacity, MemoryLayout<Double>.stride)?.assumingMemoryBound(to: Double.self)
        numbers = malloc(capacity * MemoryLayout<UInt32>.stride)?.assumingMemoryBound(to: UInt32.self)
        pendingNumbers = malloc(capacity * MemoryLayout<UInt32>.stride)?.assumingMemoryBound(to: UInt32.self)
        pendingShares = malloc(capacity * MemoryLayout<Double>.stride)?.assumingMemoryBound(to: Double.self)
        seen = calloc(capacity / 64 + 1, MemoryLayout<UInt64>.stride)?.assumingMemoryBound(to: UInt64.self)
    }

    private func freeRoom() {
        free(scores)
        free(numbers)
        free(pendingNumbers)
        free(pendingShares)
        free(seen)
        capacity = 0
    }
}

private let scanFunction: fts5_extension_function = { api, index, context, _, _ in
    guard let api, let index, let own = api.pointee.xUserData(index) else { return }
    let memory = Unmanaged<SearchMemory>.fromOpaque(own).takeUnretainedValue()
    memory.onFirstRow?(api, index)
    sqlite3_result_null(context)
}

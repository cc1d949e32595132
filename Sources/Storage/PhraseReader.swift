import CSQLite

/// Lets FTS5 itself hand out the passages of a term: of phrases and beginnings of words, and of single words where its pages
/// are not to be read. Lives while the function that FTS5 called runs.
struct PhraseReader {
    let api: UnsafePointer<Fts5ExtensionApi>
    let index: OpaquePointer
    let positions: WeighedPositions
    let limit: Int

    /// The number of passages and of the words in them.
    func totals() throws(StorageError) -> (passages: Int, words: Int) {
        var rows: sqlite3_int64 = 0
        var words: sqlite3_int64 = 0
        guard api.pointee.xRowCount(index, &rows) == SQLITE_OK,
            api.pointee.xColumnTotalSize(index, -1, &words) == SQLITE_OK
        else { throw .damagedIndex }
        return (Int(rows), Int(words))
    }

    /// Hands over the passages that hold the term at that place of the query, and says how many there are.
    func read<Sink: PostingSink>(_ phrase: Int32, into sink: inout Sink) throws(StorageError) -> Int {
        let found = FoundPassages(self)
        let context = Unmanaged.passUnretained(found).toOpaque()
        guard api.pointee.xQueryPhrase(index, phrase, context, notePassage) == SQLITE_OK else { throw .damagedIndex }
        found.passages.removeAll { !sink.wants($0.number) }
        found.passages.withUnsafeBufferPointer { sink.take($0) }
        return found.count
    }
}

private final class FoundPassages {
    let reader: PhraseReader
    var passages: [Posting] = []
    var count = 0

    init(_ reader: PhraseReader) { self.reader = reader }
}

private let notePassage:
    @convention(c) (UnsafePointer<Fts5ExtensionApi>?, OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = {
        api, cursor, context in
        guard let api, let context else { return SQLITE_ERROR }
        let found = Unmanaged<FoundPassages>.fromOpaque(context)._withUnsafeGuaranteedRef { $0 }
        found.count += 1
        let number = Int(api.pointee.xRowid(cursor))
        guard number >= 0, number < found.reader.limit else { return SQLITE_OK }
        var iterator = Fts5PhraseIter()
        var column: Int32 = -1
        var offset: Int32 = 0
        guard api.pointee.xPhraseFirst(cursor, 0, &iterator, &column, &offset) == SQLITE_OK, column >= 0 else {
            return SQLITE_OK
        }
        // What is left of the list after its first position.
        let rest = UnsafeRawBufferPointer(start: iterator.a, count: iterator.a.map { iterator.b - $0 } ?? 0)
        let frequency = found.reader.positions.frequency(rest, after: UInt8(clamping: column))
        found.passages.append(Posting(number: number, frequency: frequency))
        return SQLITE_OK
    }

import DocumentModel
import Storage
import TestSupport
import Testing
import Words

/// Segments that we write ourselves must be what FTS5 makes of the same texts.
@Suite struct IndexBlockTests {
    private static func documents() -> [NewDocument] {
        var random = RandomCollection(seed: 11)
        var documents = (0..<20).map { random.document("area/file-\($0)_v2.1.md") }
        var mixed = sample(
            "straße/ERR-1042.md", title: "max_tokens und Größe", heading: "Häuser am See",
            [
                "Die Häuser stehen am See, well-known seit 1,234.56 Tagen.", "東京都に住んでいます。", "ภาษาไทย",
                "<b>markup</b> words",
            ])
        let start = mixed.passages[3].span.start
        mixed.passages[3].unsearched = [TextSpan(start, start + 3), TextSpan(start + 9, start + 13)]
        mixed.passages[1].language = "ja"
        mixed.passages[2].language = nil
        mixed.language = "de"
        documents.append(mixed)
        return documents
    }

    /// Every word of the index with its places, what FTS5 notes about passages, and the kept lengths.
    private func content(_ connection: Connection) throws(StorageError) -> [String] {
        try connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab(main, index_1, instance)")
        let words = try connection.rows("SELECT term, doc, col, offset FROM temp.places") {
            "\($0.string(0)) \($0.int(1)) \($0.string(2)) \($0.int(3))"
        }
        let sizes = try connection.rows("SELECT id, sz FROM index_1_docsize ORDER BY id") {
            "\($0.int(0)) \($0.blob(1))"
        }
        let totals = try connection.rows("SELECT block FROM index_1_data WHERE id = 1") { "\($0.blob(0))" }
        return words + sizes + totals + (try connection.rows("SELECT lengths FROM length_1") { "\($0.blob(0))" })
    }

    private func put(_ documents: [NewDocument], language: String?, pool: IndexBlockPool?, _ connection: Connection)
        throws(StorageError)
    {
        try CollectionWriter.transaction("default", on: connection, now: 1, language: language) {
            writer throws(StorageError) in
            guard let block = pool?.block(of: documents) else {
                for document in documents { try writer.put(document, now: 1) }
                return
            }
            for document in documents { try writer.putWithoutWords(document, now: 1) }
            try writer.add(block)
        }
    }

    @Test(arguments: [nil, "de"] as [String?], [false, true])
    func leaveTheSameIndexAsFTS5(language: String?, together: Bool) async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        let pool = together ? IndexBlockPool(language: language.flatMap { Language(code: $0) }) : nil
        let (own, fts) = try await store.write { connection throws(StorageError) in
            try put(Self.documents(), language: language, pool: pool, connection)
            let own = try content(connection)
            try connection.checkIndex()
            try connection.rebuildIndex(try connection.requiredCollection("default"))
            return (own, try content(connection))
        }
        #expect(own.count > 1_000)
        #expect(own == fts)
    }

    /// Small pages make lists and even the positions in one passage go over many of them.
    @Test(arguments: [32, 64, 200, 4_050])
    func fillPagesOfAnySize(_ pageSize: Int) async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await store.write { connection throws(StorageError) in
            try put([sample("first.txt", ["nothing"])], language: nil, pool: nil, connection)
            try connection.execute("INSERT INTO index_1(index_1, rank) VALUES('pgsz', \(pageSize))")
            let often = String(repeating: "again and again ", count: 300)
            let long = String(repeating: "long", count: 60)
            let documents = (0..<40).map { sample("\($0).txt", [often + "\($0) \(long)", "again \(long)\($0)"]) }
            try put(documents + Self.documents(), language: nil, pool: IndexBlockPool(language: nil), connection)
            let own = try content(connection)
            try connection.checkIndex()
            try connection.rebuildIndex(try connection.requiredCollection("default"))
            let fts = try content(connection)
            #expect(own == fts)
        }
    }

    /// FTS5 remembers what its tables hold and adds to it at the end of a transaction.
    @Test func areAddedBetweenChangesThatFTS5Makes() async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await store.write { connection throws(StorageError) in
            for round in 0..<40 {
                try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                    let first = try writer.put(sample("first.txt", ["round \(round)", "more"]), now: 1)
                    try writer.remove(first)
                    try writer.put(sample("\(round % 7).txt", ["common words of round \(round)", "and more"]), now: 1)
                    let source = DocumentSource(
                        path: "/docs/moved\(round).txt", name: "moved\(round).txt", sha256: [], size: 9)
                    if round % 5 == 4 { try writer.move(first - 1, to: source) }
                    try writer.put(sample("last.txt", ["round \(round)"]), now: 1)
                }
                try connection.checkIndex()
            }
            let common = try connection.matches("common").count
            let own = try content(connection)
            let levels = try connection.first("SELECT count(DISTINCT id >> 37) FROM index_1_data WHERE id > 10") {
                $0.int(0)
            }
            try connection.rebuildIndex(try connection.requiredCollection("default"))
            let fts = try content(connection)
            #expect(common == 7)
            #expect(own == fts)
            #expect(levels ?? 99 < 32)
        }
    }
}

import DocumentModel
import Storage
import TestSupport
import Testing
import Words

/// Words that were cut where a document was read must leave the index as if FTS5 had asked for them.
@Suite struct WordsInAdvanceTests {
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

    /// Every word of the index with its places, and the kept lengths.
    private func index(language: String?, cutBy tokenizers: TokenizerPool?) async throws -> [String] {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        var documents = Self.documents()
        if let tokenizers { for place in documents.indices { documents[place].cutWords(with: tokenizers) } }
        let ready = documents
        return try await store.write { connection throws(StorageError) in
            try CollectionWriter.transaction("default", on: connection, now: 1, language: language) {
                writer throws(StorageError) in
                for document in ready { try writer.put(document, now: 1) }
            }
            try connection.checkIndex()
            try connection.execute("CREATE VIRTUAL TABLE temp.places USING fts5vocab(main, index_1, instance)")
            let words = try connection.rows("SELECT term, doc, col, offset FROM temp.places") {
                "\($0.string(0)) \($0.int(1)) \($0.string(2)) \($0.int(3))"
            }
            return words + (try connection.rows("SELECT lengths FROM length_1") { "\($0.blob(0))" })
        }
    }

    @Test(arguments: [nil, "de"] as [String?])
    func leaveTheSameIndex(language: String?) async throws {
        let pool = TokenizerPool(language: language.flatMap { Language(code: $0) })
        let cut = try await index(language: language, cutBy: pool)
        let plain = try await index(language: language, cutBy: nil)
        #expect(cut.count > 1_000)
        #expect(cut == plain)
    }

    @Test func areNotUsedWhereTheIndexCutsAnotherWay() async throws {
        let cut = try await index(language: "de", cutBy: TokenizerPool(language: nil))
        let plain = try await index(language: "de", cutBy: nil)
        #expect(cut == plain)
    }

    @Test func areForgottenWithTheTextTheyWereCutFrom() async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        var document = sample("a.txt", title: "Before", ["some words"])
        document.cutWords(with: TokenizerPool(language: nil))
        document.extracted.title = "After"
        let changed = document
        let found = try await store.write { connection throws(StorageError) in
            try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                _ = try writer.put(changed, now: 1)
            }
            return try [connection.matches("before"), connection.matches("after")]
        }
        #expect(found == [[], [1]])
    }
}

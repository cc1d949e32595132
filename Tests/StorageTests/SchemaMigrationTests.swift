import Storage
import TestSupport
import Testing
import Words

/// Databases of earlier versions keep everything when a newer docqa opens them.
@Suite struct SchemaMigrationTests {
    private let folder = TemporaryFolder()

    /// What version 3 kept: a file below a folder, one with a name of its own and no date, and one that was handed over.
    private func writeVersion3() throws {
        let connection = try Connection(path: folder.database, mode: .write)
        try connection.execute("PRAGMA page_size = 16384; PRAGMA journal_mode = WAL")
        try Schema.migrate(connection, to: 3)
        try connection.transaction { () throws(StorageError) in
            try connection.setSetting("tokenizer_version", String(WordIndexing.version))
            _ = try connection.makeCollection(named: "default", language: nil, now: 1)
            let values = "x'00', 5, %, 1, 1, 5, 1, 0"
            func facts(_ modified: String) -> String {
                values.split(separator: "%", omittingEmptySubsequences: false).joined(separator: modified)
            }
            try connection.execute(
                """
                INSERT INTO document(id, collection, external_id, path, name, title, format, sha256, source_size,
                    modified_ns, inode, read_ns, text_size, line_count, page_count, first_passage, passage_count, dated,
                    ingested_at, extraction) VALUES
                    (1, 1, NULL, '/files/grün/a.txt', 'grün/a.txt', 'T', 'text', \(facts("7000000001")), 1, 1, 7, 1, 1),
                    (2, 1, NULL, '/files/b.txt', 'other name', NULL, 'text', \(facts("8000000001")), 2, 1, 99, 1, 1),
                    (3, 1, 'ext', NULL, 'c.txt', NULL, 'text', \(facts("NULL")), 3, 1, NULL, 1, 1);
                INSERT INTO heading(id, document, parent, level, start, end, path) VALUES
                    (1, 1, NULL, 1, 0, 5, 'Chapter'), (2, 1, 1, 2, 0, 5, 'Chapter' || char(31) || 'Part'),
                    (3, 3, NULL, 1, 0, 5, 'Alone');
                INSERT INTO passage_1 VALUES
                    (1, 1, 0, 5, 2, 0, 'en', NULL, NULL, NULL), (2, 2, 0, 5, NULL, 0, 'en', NULL, NULL, NULL),
                    (3, 3, 0, 5, 3, 0, NULL, NULL, NULL, NULL);
                UPDATE collection SET next_passage = 4;
                """)
        }
    }

    @Test func namesDatesAndHeadingsOfVersion3Stay() async throws {
        try writeVersion3()
        let store = try await SQLiteStore.open(path: folder.database, create: false)
        let kept = try await store.write { connection throws(StorageError) in
            let collection = try connection.requiredCollection("default")
            let documents = try connection.documents()
            let passages = try connection.passages(1..<4, in: collection)
            return (
                documents.map(\.name), documents.map(\.dated), documents.map(\.path), passages.map(\.headingPath),
                try connection.rows("SELECT heading FROM passage_text_1 ORDER BY number") { $0.string(0).count }
            )
        }
        #expect(kept.0 == ["c.txt", "grün/a.txt", "other name"])
        #expect(kept.1 == [nil, 7, 99])
        #expect(kept.2 == [nil, "/files/grün/a.txt", "/files/b.txt"])
        #expect(kept.3 == [["Chapter", "Part"], [], ["Alone"]])
        #expect(kept.4 == [16, 4, 9])
        await store.close()
    }

    @Test func theHeadingsOfARemovedDocumentGoWithIt() async throws {
        try writeVersion3()
        let store = try await SQLiteStore.open(path: folder.database, create: false)
        let left = try await store.write { connection throws(StorageError) in
            try connection.execute("DELETE FROM passage_1; UPDATE document SET passage_count = 0")
            try CollectionWriter.transaction("default", on: connection, now: 2) { writer throws(StorageError) in
                try writer.remove(1)
            }
            let after = try connection.rows("SELECT id FROM heading") { $0.int(0) }
            try connection.transaction { () throws(StorageError) in
                try connection.removeCollection(try connection.requiredCollection("default"))
            }
            return [after, try connection.rows("SELECT id FROM heading") { $0.int(0) }]
        }
        #expect(left == [[3], []])
        await store.close()
    }
}

import DocumentModel
import Storage
import TestSupport
import Testing

@Suite struct VerificationTests {
    private let folder = TemporaryFolder()

    private func store() async throws -> SQLiteStore {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await store.write { connection throws(StorageError) in
            try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                try writer.put(
                    sample("a.txt", title: "Title", heading: "Heading", ["first part", "zweiter Teil ä"]), now: 1)
                try writer.put(sample("b.txt", ["another document"]), now: 1)
            }
        }
        return store
    }

    /// The codes that a check finds after a change behind the program's back.
    private func findings(after sql: String) async throws -> Set<VerificationFinding.Code> {
        try await store().write { connection throws(StorageError) in
            try connection.execute(sql)
            return Set(try connection.verify().findings.map(\.code))
        }
    }

    @Test func aSoundDatabaseHasNoFindings() async throws {
        let report = try await store().write { connection throws(StorageError) in try connection.verify() }
        #expect(report.findings.isEmpty)
        #expect((report.documents, report.passages) == (2, 3))
    }

    @Test(arguments: [
        ("UPDATE text SET bytes = replace(bytes, 'first', 'worst')", VerificationFinding.Code.text),
        ("DELETE FROM text WHERE place >> 32 = 2", .text),
        ("UPDATE passage_1 SET start = start + 1000 WHERE number = 1", .span),
        ("UPDATE passage_1 SET length = length - 1 WHERE number = 2", .span),
        ("DELETE FROM passage_1 WHERE number = 3", .span),
        ("UPDATE heading SET path = 'Other'", .index),
        ("UPDATE document SET title = 'Other' WHERE id = 1", .index),
        ("UPDATE document SET path_key = 1 WHERE id = 1", .path),
        ("DELETE FROM index_1_docsize WHERE id = 2", .index),
        ("UPDATE length_1 SET lengths = zeroblob(8192)", .statistics),
    ])
    func whatWasChangedBehindOurBackIsFound(sql: String, code: VerificationFinding.Code) async throws {
        #expect(try await findings(after: sql).contains(code))
    }

    @Test func anIndexThatLostItsWordsIsMadeAnew() async throws {
        try await store().write { connection throws(StorageError) in
            let collection = try connection.collection(named: "default")!
            try connection.execute("UPDATE document SET title = 'Renamed' WHERE id = 1")
            try connection.rebuildIndex(collection)
            let findings = try connection.verify().findings
            let found = try connection.matches("renamed")
            #expect(findings.isEmpty)
            #expect(found == [1, 2])
        }
    }
}

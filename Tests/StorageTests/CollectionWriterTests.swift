import DocumentModel
import Glibc
import Storage
import TestSupport
import Testing

@Suite struct CollectionWriterTests {
    private let folder = TemporaryFolder()

    private func put(_ store: SQLiteStore, _ documents: NewDocument...) async throws {
        try await store.write { connection throws(StorageError) in
            try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                for document in documents { try writer.put(document, now: 1) }
            }
        }
    }

    @Test func findsAWordInBodyHeadingTitleAndName() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await put(
            store, sample("billing/refunds.txt", title: "Money back", heading: "Deadlines", ["Thirty days.", "Cash."]))
        let found = try await store.read { connection throws(StorageError) in
            [
                try connection.matches("thirty"), try connection.matches("cash"), try connection.matches("deadlines"),
                try connection.matches("money"), try connection.matches("refunds"), try connection.matches("absent"),
            ]
        }
        #expect(found == [[1], [2], [1, 2], [1, 2], [1, 2], []])
    }

    @Test func aReplacedDocumentIsFoundByItsNewWordsOnly() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await put(store, sample("a.txt", ["old words stand here"]), sample("b.txt", ["another file"]))
        try await put(store, sample("a.txt", ["fresh words stand here"]))
        try await store.write { connection throws(StorageError) in
            try connection.checkIndex()
            let old = try connection.matches("old")
            let new = try connection.matches("fresh")
            let count = try connection.documents().count
            #expect(old == [])
            #expect(new == [3])
            #expect(count == 2)
        }
    }

    @Test func aRemovedDocumentLeavesNothingBehind() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await put(store, sample("a.txt", title: "T", heading: "H", ["one", "two"]))
        let leftovers = try await store.write { connection throws(StorageError) in
            try CollectionWriter.transaction("default", on: connection, now: 2) { writer throws(StorageError) in
                try writer.remove(1)
            }
            try connection.checkIndex()
            var counts: [Int] = []
            for table in ["document", "text", "heading", "passage_1", "index_1_docsize"] {
                counts.append(try connection.first("SELECT count(*) FROM \(table)") { $0.int(0) } ?? -1)
            }
            return counts
        }
        #expect(leftovers == [0, 0, 0, 0, 0])
    }

    @Test func numbersOfRemovedDocumentsAndCollectionsAreNeverGivenAgain() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await put(store, sample("a.txt", ["one"]), sample("b.txt", ["two"]))
        let numbers = try await store.write { connection throws(StorageError) in
            func put(_ name: String, in collection: String) throws(StorageError) -> Int {
                try CollectionWriter.transaction(collection, on: connection, now: 2) { writer throws(StorageError) in
                    try writer.put(sample(name, ["words"]), now: 2)
                }
            }
            try CollectionWriter.transaction("default", on: connection, now: 2) { writer throws(StorageError) in
                try writer.remove(2)
            }
            var numbers = [try put("c.txt", in: "default"), try put("c.txt", in: "default")]
            let removed = try connection.requiredCollection("default")
            try connection.transaction { () throws(StorageError) in try connection.removeCollection(removed) }
            numbers.append(try put("d.txt", in: "default"))
            return (numbers, removed.id, try connection.requiredCollection("default").id)
        }
        #expect(numbers.0 == [3, 4, 5])
        #expect(numbers.1 != numbers.2)
    }

    /// A database that an older program wrote remembers no numbers.
    @Test func theNumbersOfAnOlderDatabaseAreRememberedBeforeTheyGo() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await put(store, sample("a.txt", ["one"]), sample("b.txt", ["two"]))
        let next = try await store.write { connection throws(StorageError) in
            try connection.execute("DELETE FROM setting WHERE name LIKE 'next_%'")
            let collection = try connection.requiredCollection("default")
            try connection.transaction { () throws(StorageError) in try connection.removeCollection(collection) }
            return try CollectionWriter.transaction("default", on: connection, now: 2) { writer throws(StorageError) in
                try writer.put(sample("c.txt", ["words"]), now: 2)
            }
        }
        #expect(next == 3)
    }

    @Test func aMovedDocumentIsFoundByItsNewName() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await put(store, sample("before.txt", ["content"]))
        try await store.write { connection throws(StorageError) in
            try CollectionWriter.transaction("default", on: connection, now: 2) { writer throws(StorageError) in
                try writer.move(
                    1,
                    to: DocumentSource(path: "/docs/after.txt", name: "after.txt", sha256: [], size: 9, modifiedNS: 2))
            }
            try connection.checkIndex()
            let old = try connection.matches("before")
            let new = try connection.matches("after")
            #expect(old == [])
            #expect(new == [1])
        }
    }

    @Test func aFailedTransactionChangesNothing() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await put(store, sample("a.txt", ["kept"]))
        await #expect(throws: StorageError.self) {
            try await store.write { connection throws(StorageError) in
                try CollectionWriter.transaction("default", on: connection, now: 2) { writer throws(StorageError) in
                    try writer.put(sample("b.txt", ["lost"]), now: 2)
                    throw StorageError(.failed, "on purpose")
                }
            }
        }
        let names = try await store.read { connection throws(StorageError) in
            try connection.checkedNames()
        }
        #expect(names == ["a.txt"])
    }

    @Test func wordCountsFollowSmallChangesAndAreMadeAnewAfterLargeOnes() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        let many = (0..<700).map { "common word number\($0)" }
        try await put(store, sample("many.txt", many))
        try await store.write { connection throws(StorageError) in
            let collection = try connection.collection(named: "default")!
            #expect(!collection.statisticsFresh)
            let needed = try connection.needsStatistics(collection)
            #expect(needed)
            try connection.refreshStatistics(collection)
        }
        try await put(store, sample("few.txt", ["common once more", "and common again"]))
        try await put(store, sample("few.txt", ["common once more"]))
        let counts = try await store.read { connection throws(StorageError) in
            (
                try connection.collection(named: "default")!.statisticsFresh,
                try connection.first("SELECT passages FROM term_1 WHERE term = CAST('common' AS BLOB)") { $0.int(0) },
                try connection.matches("common").count
            )
        }
        #expect(counts.0)
        #expect(counts.1 == 701)
        #expect(counts.2 == 701)
    }

    /// What is counted while a collection is filled, and what is read from its index.
    @Test func wordCountsOfAFirstIngestEqualThoseOfTheIndex() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        @Sendable func counts(_ connection: Connection) throws(StorageError) -> [String] {
            let collection = try connection.requiredCollection("default")
            try connection.refreshStatistics(collection)
            return try connection.rows("SELECT term, passages FROM term_1") { "\($0.blob(0)) \($0.int(1))" }
        }
        var random = RandomCollection(seed: 3)
        let documents = (0..<60).map { random.document("file-\($0).md") }
        for part in 0..<3 {
            try await store.write { connection throws(StorageError) in
                try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                    for document in documents[(part * 20)..<(part * 20 + 20)] { try writer.put(document, now: 1) }
                }
                // What is taken back counts for nothing.
                _ = try? CollectionWriter.transaction("default", on: connection, now: 1) {
                    writer throws(StorageError) in
                    try writer.put(sample("lost.txt", ["lost"]), now: 1)
                    try writer.put(sample("again.txt", ["lost"]), now: 1)
                    if part < 2 { return }
                    throw StorageError(.failed, "on purpose")
                }
            }
        }
        let counted = try await store.write { connection throws(StorageError) in try counts(connection) }
        await store.close()
        let other = try await SQLiteStore.open(path: folder.database, create: false)
        let read = try await other.write { connection throws(StorageError) in try counts(connection) }
        #expect(counted.count > 10)
        #expect(counted == read)
        await other.close()
    }

    @Test func keptLengthsEqualThoseOfFTS5() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await put(store, sample("a.txt", title: "Four more", heading: "Here", ["one two three", "ERR-1042 once"]))
        try await store.write { connection throws(StorageError) in
            let collection = try connection.collection(named: "default")!
            let kept = try connection.first("SELECT lengths FROM length_1") { $0.blob(0) }
            try connection.rebuildIndex(collection)
            let rebuilt = try connection.first("SELECT lengths FROM length_1") { $0.blob(0) }
            #expect(kept != nil)
            #expect(kept == rebuilt)
        }
    }

    /// Segments cost time and room until they are merged: FTS5 must not be made to write before the end.
    @Test func aTransactionWritesOneSegment() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await put(store, sample("long.txt", (0..<9_000).map { "paragraph \($0)" }))
        let segments = try await store.read { connection throws(StorageError) in
            try connection.first("SELECT count(DISTINCT id >> 37) FROM index_1_data WHERE id > 10") { $0.int(0) }
        }
        #expect(segments == 1)
    }

    @Test func onlyTheOwnerCanReadTheDatabase() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await put(store, sample("a.txt", ["secret"]))
        for suffix in ["", "-wal", "-shm"] {
            var facts = stat()
            #expect(stat(folder.database + suffix, &facts) == 0)
            #expect(facts.st_mode & 0o777 == 0o600)
        }
    }
}

extension Connection {
    func checkedNames() throws(StorageError) -> [String] { try documents().map(\.name) }
}

import DocumentModel
import Storage
import TestSupport
import Testing
import Words

/// What is read from the index's pages against what FTS5 hands out, for every word of a collection.
@Suite struct PostingReaderTests {
    private static let weights = SearchWeights(body: 1, heading: 1.5, title: 2, name: 0.5)

    /// Words and passages so long and pages so small that every list crosses pages, and so does many a list of positions.
    private static func fill(_ store: SQLiteStore, seed: UInt64, pageSize: Int) async throws {
        try await store.write { connection throws(StorageError) in
            var words = RandomCollection(seed: seed, words: 40)
            try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                _ = try writer.put(words.document("first.txt"), now: 1)
            }
            try connection.execute("INSERT INTO index_1(index_1, rank) VALUES('pgsz', \(pageSize))")
            for round in 0..<8 {
                // With little room in memory one transaction makes many segments.
                try connection.execute(
                    "INSERT INTO index_1(index_1, rank) VALUES('hashsize', \(round % 2 == 0 ? 2_000 : 1_000_000))")
                try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                    for _ in 0..<6 {
                        // Names come again, so documents are replaced: newer segments take back what older ones hold.
                        var document = words.document("\(words.number(0..<30)).txt")
                        if words.chance(0.3) {
                            let word = words.word()
                            document = sample(
                                document.source.name, heading: words.text(1...4),
                                [Array(repeating: word, count: words.number(1..<400)).joined(separator: " ")])
                        }
                        let row = try writer.put(document, now: 1)
                        if words.chance(0.2) { try writer.move(row, to: renamed(document.source, row)) }
                        if words.chance(0.1) { try writer.remove(row) }
                    }
                }
                switch round {
                case 3: try connection.execute("INSERT INTO index_1(index_1, rank) VALUES('merge', 8)")
                case 5: try connection.execute("INSERT INTO index_1(index_1, rank) VALUES('merge', -3)")
                case 6 where seed % 2 == 0: try connection.execute("INSERT INTO index_1(index_1) VALUES('optimize')")
                default: break
                }
            }
            try connection.checkIndex()
        }
    }

    /// The same passages stay, indexed again under another name and in another segment.
    private static func renamed(_ source: DocumentSource, _ row: Int) -> DocumentSource {
        DocumentSource(
            path: "/docs/moved-\(row)-\(source.name)", name: "moved-\(row)-\(source.name)", sha256: source.sha256,
            size: source.size, modifiedNS: 1, inode: 1)
    }

    private static func words(_ connection: Connection) throws(StorageError) -> [[UInt8]] {
        try connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, index_1, row)")
        return try connection.rows("SELECT CAST(term AS BLOB) FROM temp.words", { $0.blob(0) })
    }

    @Test(arguments: [UInt64(1), 2, 3, 4], [32, 100, 1_000, 16_000])
    func readsWhatFTS5HandsOut(seed: UInt64, pageSize: Int) async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await Self.fill(store, seed: seed, pageSize: pageSize)
        let compared = try await store.write { connection throws(StorageError) in
            guard let collection = try connection.collection(named: "default") else { return 0 }
            var compared = 0
            for word in try Self.words(connection) + [Array("nowhere".utf8), [0x20], [0x7A, 0x7A]] {
                guard let term = SearchPattern.Term([word]), let pattern = SearchPattern([term]) else { continue }
                let lists = try [PostingSource.pages, .fts5].map { (source) throws(StorageError) in
                    try connection.topList(
                        pattern, in: collection, weights: Self.weights, count: 10_000, through: source)
                }
                #expect(lists[0].hits == lists[1].hits, "\(term.text)")
                #expect(lists[0].terms.map(\.holders) == lists[1].terms.map(\.holders), "\(term.text)")
                compared += lists[1].hits.count
            }
            return compared
        }
        #expect(compared > 1_000)
    }

    /// What a transaction has not committed is in FTS5's memory only.
    @Test func aTransactionNoLongerFindsWhatItHasJustRemoved() async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        let found = try await store.write { connection throws(StorageError) in
            let first = try CollectionWriter.transaction("default", on: connection, now: 1) {
                writer throws(StorageError) in
                let row = try writer.put(sample("a.txt", ["refund within a month"]), now: 1)
                _ = try writer.put(sample("b.txt", ["no refund at all"]), now: 1)
                return row
            }
            return try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                try writer.remove(first)
                guard let term = SearchPattern.Term([indexWord("refund")]), let pattern = SearchPattern([term])
                else { return [] as [TopList.Hit] }
                return try connection.topList(pattern, in: writer.collection, weights: Self.weights, count: 5).hits
            }
        }
        #expect(found.map(\.passage) == [2])
    }

    /// A damaged page gives an error or another list, never a crash or an endless search.
    @Test(arguments: [UInt64(1), 2, 3])
    func survivesDamagedPages(seed: UInt64) async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await Self.fill(store, seed: seed, pageSize: seed == 1 ? 64 : 400)
        let searches = try await store.write { connection throws(StorageError) in
            guard let collection = try connection.collection(named: "default") else { return 0 }
            let words = try Self.words(connection)
            let pages = try connection.rows("SELECT id, block FROM index_1_data", { ($0.int(0), $0.blob(1)) })
            var random = SeededRandom(seed)
            var searches = 0
            for _ in 0..<60 {
                guard let (row, bytes) = pages.randomElement(using: &random), bytes.count > 0 else { continue }
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if Int.random(in: 0..<4, using: &random) == 0 {
                    damaged.removeLast(Int.random(in: 0...bytes.count, using: &random))
                }
                try connection.run("UPDATE index_1_data SET block = ?2 WHERE id = ?1") {
                    $0.bind(1, row).bind(2, blob: damaged)
                }
                for _ in 0..<20 {
                    let terms = (0..<4).compactMap { _ in
                        SearchPattern.Term([words.randomElement(using: &random) ?? []])
                    }
                    guard let pattern = SearchPattern(terms) else { continue }
                    searches += 1
                    _ = try? connection.topList(pattern, in: collection, weights: Self.weights, count: 5)
                }
                try connection.run("UPDATE index_1_data SET block = ?2 WHERE id = ?1") {
                    $0.bind(1, row).bind(2, blob: bytes)
                }
            }
            return searches
        }
        #expect(searches > 1_000)
    }
}

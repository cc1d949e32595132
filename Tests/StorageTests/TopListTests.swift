import DocumentModel
import Storage
import TestSupport
import Testing

/// The top list against FTS5's own `ORDER BY rank`, on random collections.
@Suite struct TopListTests {
    private static let weights = SearchWeights(body: 1, heading: 1.5, title: 2, name: 0.5)

    /// A question in two forms: ours, and the text of an FTS5 query that our tokenizer has to read in the usual way.
    private struct Question {
        var terms: [SearchPattern.Term] = []
        var match: [String] = []
        var required: [String] = []
        var excluded: [String] = []

        mutating func add(_ words: [String], weight: Int, role: SearchPattern.Role) throws {
            let term = try #require(SearchPattern.Term(words.map(indexWord), role: role, weight: weight))
            // The same words twice are one term; the FTS5 query has no such rule for roles.
            guard !terms.contains(where: { $0.words == term.words }) else { return }
            terms.append(term)
            let quoted = "\"\u{01}en\u{01}\(words.joined(separator: " "))\""
            switch role {
            case .wanted: match += Array(repeating: quoted, count: weight)
            case .required:
                match += Array(repeating: quoted, count: weight)
                required.append(quoted)
            case .excluded: excluded.append(quoted)
            }
        }

        /// What FTS5 makes of it.
        func reference(_ predicate: String) -> String {
            let index = "index_1"
            var conditions = ["\(index) MATCH '\(match.joined(separator: " OR "))'"]
            for word in required {
                conditions.append("rowid IN (SELECT rowid FROM \(index) WHERE \(index) MATCH '\(word)')")
            }
            for word in excluded {
                conditions.append("rowid NOT IN (SELECT rowid FROM \(index) WHERE \(index) MATCH '\(word)')")
            }
            return """
                SELECT rowid, rank FROM \(index) WHERE \(conditions.joined(separator: " AND "))
                AND rank MATCH 'bm25(1.0, 1.5, 2.0, 0.5)'
                AND rowid IN (SELECT number FROM passage_1 p JOIN document d ON d.id = p.document WHERE \(predicate))
                ORDER BY rank
                """
        }
    }

    private static func question(_ collection: inout RandomCollection) throws -> Question {
        var question = Question()
        for _ in 0..<collection.number(1..<9) {
            let isPhrase = collection.chance(0.15)
            let words = (0..<(isPhrase ? 2 : 1)).map { _ in collection.word() }
            let role: SearchPattern.Role =
                question.terms.isEmpty || collection.chance(0.85)
                ? .wanted : collection.chance(0.5) ? .required : .excluded
            try question.add(words, weight: collection.chance(0.2) ? 2 : 1, role: role)
        }
        return question
    }

    private static func filter(_ collection: inout RandomCollection) -> (SearchFilter, String) {
        var filter = SearchFilter()
        switch collection.number(0..<6) {
        case 0:
            filter.labels = ["area": "south"]
            return (filter, "d.id IN (SELECT document FROM document_label WHERE key = 'area' AND value = 'south')")
        case 1:
            filter.access = ["staff"]
            return (
                filter,
                """
                d.id NOT IN (SELECT document FROM document_access)
                OR d.id IN (SELECT document FROM document_access WHERE label = 'staff')
                """
            )
        case 2:
            filter.access = []
            return (filter, "d.id NOT IN (SELECT document FROM document_access)")
        case 3:
            filter.paths = ["one"]
            filter.after = 30
            filter.before = 80
            return (filter, "d.name LIKE 'one/%' AND d.dated BETWEEN 30 AND 79")
        default: return (filter, "1")
        }
    }

    /// Fills a collection in several transactions, with documents that come, are replaced and go.
    private static func fill(
        _ store: SQLiteStore, _ collection: RandomCollection, documents: Int
    ) async throws -> RandomCollection {
        try await store.write { connection throws(StorageError) in
            var collection = collection
            var stored: [Int] = []
            for round in 0..<3 {
                try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                    for number in 0..<documents {
                        let folder = number % 3 == 0 ? "one" : "two"
                        if round == 0 || collection.chance(0.2) {
                            stored.append(try writer.put(collection.document("\(folder)/\(number).txt"), now: 1))
                        }
                    }
                    for document in stored where collection.chance(0.1) { try writer.remove(document) }
                }
                // In the last round the counts are adjusted or marked old, as it comes.
                if round == 1, let made = try connection.collection(named: "default") {
                    try connection.refreshStatistics(made)
                }
            }
            return collection
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
    func isTheSameScoreForScoreAsOrderByRank(seed: UInt64) async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        let filled = try await Self.fill(
            store, RandomCollection(seed: seed), documents: seed < 4 ? 25 : 120)
        try await store.write { connection throws(StorageError) in
            guard let collection = try connection.collection(named: "default") else { return }
            switch seed % 3 {
            case 0: try connection.refreshStatistics(collection)
            case 1: try connection.execute("UPDATE collection SET statistics_fresh = 0")
            default: break  // as the writers left it
            }
        }
        var generator = filled
        var cases: [(Question, SearchFilter, String, Int)] = []
        for _ in 0..<40 {
            let (filter, predicate) = Self.filter(&generator)
            cases.append((try Self.question(&generator), filter, predicate, [1, 5, 20, 200][generator.number(0..<4)]))
        }
        let compared = cases
        let stopped = try await store.read { connection throws(StorageError) in
            guard let collection = try connection.collection(named: "default") else { return 0 }
            var stopped = 0
            for (question, filter, predicate, count) in compared {
                guard let pattern = SearchPattern(question.terms) else { continue }
                let reference = try connection.rows(question.reference(predicate)) { ($0.int(0), -$0.double(1)) }
                let allowed = try connection.allowedPassages(filter, in: collection)
                // As early as exactness permits, or never; from the index's pages, or as FTS5 hands them out.
                for narrows in [true, false] {
                    for source in [PostingSource.pages, .fts5] {
                        let list = try connection.topList(
                            pattern, in: collection, weights: Self.weights, allowed: allowed, count: count,
                            narrows: narrows, through: source)
                        if list.narrowedTo != nil { stopped += 1 }
                        #expect(narrows || list.narrowedTo == nil)
                        Self.compare(list.hits, reference, count)
                    }
                }
            }
            return stopped
        }
        // The cut was really taken, or this test would say nothing about it.
        if seed % 3 == 0 { #expect(stopped > 10) }
    }

    private static func compare(_ hits: [TopList.Hit], _ reference: [(Int, Double)], _ count: Int) {
        let expected = reference.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        #expect(hits.count == min(count, expected.count))
        for (hit, row) in zip(hits, expected) {
            #expect(abs(hit.score - row.1) <= 1e-9 * max(1, abs(row.1)), "\(hit) is not \(row)")
        }
        // Which passages: those that score better than the last for certain, the others among its equals.
        guard let last = hits.last else { return }
        let certain = Set(expected.filter { $0.1 > last.score + 1e-9 }.map(\.0))
        let possible = Set(expected.filter { $0.1 >= last.score - 1e-9 }.map(\.0))
        let found = Set(hits.map(\.passage))
        #expect(found.isSuperset(of: certain) && found.isSubset(of: possible))
    }

    @Test func whatOtherTenantsKeepChangesNothing() async throws {
        func scores(alone: Bool) async throws -> [[TopList.Hit]] {
            let folder = TemporaryFolder()
            let store = try await SQLiteStore.open(path: folder.database, create: true)
            return try await store.write { connection throws(StorageError) in
                for tenant in 0..<(alone ? 1 : 50) {
                    var words = RandomCollection(seed: UInt64(100 + tenant))
                    try CollectionWriter.transaction("tenant\(tenant)", on: connection, now: 1) {
                        writer throws(StorageError) in
                        for number in 0..<(tenant == 0 ? 30 : 8) {
                            try writer.put(words.document("\(number).txt"), now: 1)
                        }
                    }
                }
                var words = RandomCollection(seed: 100)
                guard let collection = try connection.collection(named: "tenant0") else { return [] }
                var lists: [[TopList.Hit]] = []
                for _ in 0..<30 {
                    let terms = (0..<5).compactMap { _ in SearchPattern.Term([indexWord(words.word())]) }
                    guard let pattern = SearchPattern(terms) else { continue }
                    lists.append(
                        try connection.topList(pattern, in: collection, weights: Self.weights, count: 10).hits)
                }
                return lists
            }
        }
        let alone = try await scores(alone: true)
        let among = try await scores(alone: false)
        #expect(alone.count == 30)
        #expect(alone == among)
    }

    @Test func findsNothingWhereThereIsNothing() async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        let hits = try await store.write { connection throws(StorageError) in
            try CollectionWriter.transaction("default", on: connection, now: 1) { _ throws(StorageError) in }
            guard let collection = try connection.collection(named: "default"),
                let term = SearchPattern.Term([indexWord("refund")]), let pattern = SearchPattern([term])
            else { return nil as [TopList.Hit]? }
            return try connection.topList(pattern, in: collection, weights: Self.weights, count: 10).hits
        }
        #expect(hits == [])
    }

    @Test func aPatternHoldsOnlyWhatAnIndexCanHold() {
        #expect(SearchPattern.Term([]) == nil)
        #expect(SearchPattern.Term([[]]) == nil)
        #expect(SearchPattern.Term([[0x61, 0x01]]) == nil)
        #expect(SearchPattern.Term([[0x61, 0x00]]) == nil)
        #expect(SearchPattern.Term([[0xFF]]) == nil)
        #expect(SearchPattern([]) == nil)
        #expect(SearchPattern([SearchPattern.Term([Array("a".utf8)], role: .excluded)].compactMap { $0 }) == nil)
    }

    @Test func noWordIsReadAsSyntax() async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await store.write { connection throws(StorageError) in
            try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                _ = try writer.put(sample("a.txt", ["near and or not body"]), now: 1)
            }
            guard let collection = try connection.collection(named: "default") else { return }
            var random = SeededRandom(7)
            let pieces = [
                "\"", "*", "NEAR(", ")", " OR ", "AND", "NOT", "body:", "{", "}", "^", "+", "-", "é", "漢", "a", "'",
                ";",
            ]
            for _ in 0..<2_000 {
                let words = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                    (0..<Int.random(in: 1...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                        .joined()
                }
                guard
                    let term = SearchPattern.Term(words.map { Array($0.utf8) }, isPrefix: Bool.random(using: &random)),
                    let pattern = SearchPattern([term])
                else { continue }
                _ = try connection.topList(pattern, in: collection, weights: Self.weights, count: 3)
            }
        }
    }
}

import DocumentModel
import Storage
import TestSupport
import Testing

@Suite struct StoredTextTests {
    private let folder = TemporaryFolder()

    /// A text of several rows whose cuts fall into multi-byte characters.
    private static let long = (0..<30_000).map { "Zeile \($0) mit ä, € und 😀\n" }.joined()

    private func store() async throws -> SQLiteStore {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        try await store.write { connection throws(StorageError) in
            try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                try writer.put(sample("short.txt", ["first"]), now: 1)
                try writer.put(sample("long.txt", [StoredTextTests.long]), now: 1)
                try writer.put(sample("last.txt", ["last"]), now: 1)
            }
        }
        return store
    }

    @Test func everySpanReadsTheSameBytesAsTheText() async throws {
        let text = Array(StoredTextTests.long.utf8)
        let spans = stride(from: 0, to: text.count, by: 65_521).map {
            TextSpan($0, min($0 + 70_000, text.count))
        }
        try await store().read { connection throws(StorageError) in
            for span in spans {
                let bytes = try connection.text(of: 2, in: span)
                #expect(bytes == Array(text[span.range]))
            }
            let short = try connection.text(of: 1, in: TextSpan(0, 5))
            #expect(String(decoding: short, as: UTF8.self) == "first")
        }
    }

    @Test func rowsAreValidTextByThemselves() async throws {
        try await store().read { connection throws(StorageError) in
            let rows = try connection.rows("SELECT bytes FROM text WHERE place >> 32 = 2") { row in
                row.withText(0) { (count: $0.count, valid: String(validating: Array($0), as: UTF8.self) != nil) }
            }
            #expect(rows.count > 10)
            #expect(rows.allSatisfy { $0.valid && $0.count <= 65_536 })
        }
    }

    /// Rows of documents of any size, in several transactions.
    @Test func rowsFillThePagesOfTheFile() async throws {
        let store = try await SQLiteStore.open(path: folder.database, create: true)
        let unused = try await store.write { connection throws(StorageError) in
            for part in 0..<3 {
                try CollectionWriter.transaction("default", on: connection, now: 1) { writer throws(StorageError) in
                    for number in 0..<400 {
                        let size = (number * 7919 + part * 104_729) % 3_000 + 50
                        try writer.put(sample("\(part)/\(number).txt", [String(repeating: "ä", count: size)]), now: 1)
                    }
                }
            }
            return try connection.first("SELECT 1.0 * sum(unused) / sum(pgsize) FROM dbstat WHERE name = 'text'") {
                $0.double(0)
            }
        }
        #expect(unused ?? 1 < 0.01)
        #expect(unused ?? 0 > 0)
    }

    @Test func linesAreCountedAcrossRows() async throws {
        let text = Array(StoredTextTests.long.utf8)
        try await store().read { connection throws(StorageError) in
            var line = 1
            var start = 0
            for (offset, byte) in text.enumerated() where byte == 0x0A {
                if line % 997 == 0 {
                    let found = try connection.line(of: offset, in: 2)
                    let begin = try connection.start(ofLine: line, in: 2)
                    #expect(found == line)
                    #expect(begin == start)
                }
                line += 1
                start = offset + 1
            }
            let beyond = try connection.start(ofLine: 1_000_000, in: 2)
            #expect(beyond == nil)
        }
    }
}

package import DocumentModel
import Words

/// The words of one stored passage as the index has them: their numbers in a `WordTable` and their positions.
package struct PassageWords: Sendable {
    package struct Occurrence: Sendable {
        package let word: Int32
        /// Counted from 0 in its column; a word that stands beside another (the parts of an identifier and the whole)
        /// has its position.
        package let position: Int32
    }

    package var number = 0
    package var document = 0
    package var span = TextSpan(0, 0)
    /// Body, heading, title, name.
    package var columns: [[Occurrence]] = [[], [], [], []]

    /// How many words it has, as the index counts them.
    package var length: Int { columns.reduce(0) { $0 + ($1.last.map { Int($0.position) + 1 } ?? 0) } }
}

/// Reads passages again and cuts them into words exactly as they were when they were indexed.
package final class PassageReader {
    private let connection: Connection
    private let collection: Collection
    private let tokenizer: Tokenizer
    package let table = WordTable()
    private var documents: [Int: (title: [PassageWords.Occurrence], name: [PassageWords.Occurrence])] = [:]
    private var documentLengths: [Int: Int] = [:]
    private var headings: [Int: [PassageWords.Occurrence]] = [:]
    private var buffer: [UInt8] = []
    package private(set) var passagesRead = 0

    package init(_ collection: Collection, on connection: Connection) {
        self.collection = collection
        self.connection = connection
        tokenizer = connection.search.tokenizer(for: collection.language)
    }

    /// Nil when there is no such passage.
    package func words(of number: Int) throws(StorageError) -> PassageWords? {
        let statement = try connection.cached(
            "SELECT document, start, length, heading, language, unsearched FROM passage_\(collection.id) WHERE number = ?1"
        )
        defer { statement.reset() }
        statement.bind(1, number)
        guard try statement.step() else { return nil }
        passagesRead += 1
        var words = PassageWords()
        words.number = number
        words.document = statement.int(0)
        words.span = TextSpan(statement.int(1), statement.int(1) + statement.int(2))
        let language = statement.optionalString(4)
        let unsearched = statement.withBlob(5) { PackedSpans.unpack($0, limit: words.span.byteCount) }
        let heading = statement.optionalInt(3)

        let text = try connection.text(of: words.document, in: words.span)
        text.withUnsafeBufferPointer {
            IndexedText.fill(&buffer, language: language, text: $0, unsearched: unsearched)
        }
        words.columns[0] = tokenized()
        if let heading { words.columns[1] = try self.heading(heading, language) }
        let (title, name) = try document(words.document)
        words.columns[2] = title
        words.columns[3] = name
        return words
    }

    /// How many words all passages of a document have.
    package func documentLength(_ document: Int) throws(StorageError) -> Int {
        if let known = documentLengths[document] { return known }
        let range = try connection.first(
            "SELECT first_passage, passage_count FROM document WHERE id = ?1", bind: { $0.bind(1, document) },
            { $0.int(0)..<($0.int(0) + $0.int(1)) })
        let lengths = try connection.search.lengths(of: collection, on: connection)
        let length = lengths.total(of: range ?? 0..<0)
        documentLengths[document] = length
        return length
    }

    private func heading(_ row: Int, _ language: String?) throws(StorageError) -> [PassageWords.Occurrence] {
        if let known = headings[row] { return known }
        let path = try connection.first(
            "SELECT path FROM heading WHERE id = ?1", bind: { $0.bind(1, row) }, { $0.string(0) })
        let words = tokenized(path, language)
        headings[row] = words
        return words
    }

    private func document(
        _ row: Int
    ) throws(StorageError) -> (title: [PassageWords.Occurrence], name: [PassageWords.Occurrence]) {
        if let known = documents[row] { return known }
        let facts = try connection.first(
            "SELECT language, title, name FROM document WHERE id = ?1", bind: { $0.bind(1, row) },
            { ($0.optionalString(0), $0.optionalString(1), $0.optionalString(2)) })
        let words = (title: tokenized(facts?.1, facts?.0), name: tokenized(facts?.2, facts?.0))
        documents[row] = words
        return words
    }

    private func tokenized(_ text: String?, _ language: String?) -> [PassageWords.Occurrence] {
        guard let text else { return [] }
        buffer.removeAll(keepingCapacity: true)
        IndexedText.appendTag(language, to: &buffer)
        buffer.append(contentsOf: text.utf8)
        return tokenized()
    }

    private func tokenized() -> [PassageWords.Occurrence] {
        var words: [PassageWords.Occurrence] = []
        words.reserveCapacity(buffer.count / 5)
        var position: Int32 = -1
        let table = table
        buffer.withUnsafeBufferPointer { bytes in
            tokenizer.tokenize(bytes) { word, _, _, colocated in
                if !colocated || position < 0 { position += 1 }
                words.append(PassageWords.Occurrence(word: Int32(table.number(of: word)), position: position))
                return true
            }
        }
        return words
    }
}

import DocumentModel
import Words

/// Changes one collection inside a transaction: documents in, replaced, moved, out. Everything that hangs on a document
/// (text, pages, passages, index, lengths) changes with it.
package final class CollectionWriter {
    package private(set) var collection: Collection
    private let connection: Connection
    private let id: Int
    private var nextPassage: Int
    private var nextDocument: Int
    private var nextHeading: Int
    /// Whether any file of the collection is noted as skipped.
    private var hasSkipped: Bool
    private let headingInsert: Statement
    private let textInsert: Statement
    private let passageInsert: Statement
    /// Passages whose words are put into the index together, and the first number behind them.
    private var blocks: [BlockMerge.Part] = []
    private var nextInBlock: Int
    private var blockBytes = 0
    /// Cuts the words of documents that come without a block.
    private lazy var builder = IndexBlockBuilder(connection.search.tokenizer(for: collection.language))
    private var pageRoom: TextPageRoom
    private var lengths: PassageLengths
    private var statistics: StatisticsKeeper
    private var languages = LanguageCounts()
    /// Of a document whose words were not cut in advance.
    private static let passagesAtATime = 1_000
    /// More waiting words than these are written before the end of the transaction.
    private static let blockLimit = 10 << 20
    private static let blockLimitOfOne = 4 << 20

    package init(_ collection: Collection, on connection: Connection) throws(StorageError) {
        self.collection = collection
        self.connection = connection
        id = collection.id
        nextPassage = collection.nextPassage
        nextInBlock = collection.nextPassage
        nextDocument = try connection.nextNumber(of: .document)
        nextHeading = try connection.first("SELECT ifnull(max(id), 0) + 1 FROM heading") { $0.int(0) } ?? 1
        let skipped = try connection.first(
            "SELECT 1 FROM skipped WHERE collection = ?1 LIMIT 1", bind: { $0.bind(1, collection.id) }, { $0.int(0) })
        hasSkipped = skipped != nil
        headingInsert = try connection.cached(
            "INSERT INTO heading(id, level, start, end, path) VALUES(?1, ?2, ?3, ?4, ?5)")
        textInsert = try connection.cached("INSERT INTO text VALUES(?1, ?2, ?3, ?4)")
        passageInsert = try connection.cached(
            "INSERT INTO passage_\(collection.id) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
        pageRoom = TextPageRoom(pageSize: try connection.first("PRAGMA page_size") { $0.int(0) } ?? 0)
        lengths = PassageLengths(collection: collection.id)
        statistics = StatisticsKeeper(collection: collection.id, wasFresh: collection.statisticsFresh)
        connection.tokenizer.vocabulary = nil
        if collection.nextPassage == 1 {
            connection.wordCounts = WordCounts(of: collection)
        } else if let counts = connection.wordCounts, !counts.describe(collection) {
            connection.wordCounts = nil
        }
    }

    /// Runs changes as one transaction.
    package static func transaction<Result>(
        _ name: String, on connection: Connection, now: Int, language: String? = nil,
        _ body: (CollectionWriter) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        do {
            return try connection.transaction { () throws(StorageError) in
                let collection = try connection.makeCollection(named: name, language: language, now: now)
                let writer = try CollectionWriter(collection, on: connection)
                let result = try body(writer)
                try writer.finish()
                return result
            }
        } catch {
            // They may hold words of what was taken back.
            connection.wordCounts = nil
            throw error
        }
    }

    /// Adds a document; one that stands at the same path or has the same external id is replaced.
    @discardableResult
    package func put(_ document: NewDocument, now: Int) throws(StorageError) -> Int {
        let row = try putWithoutWords(document, now: now)
        let paths = document.extracted.headingPaths
        var done = 0
        while done < document.passages.count {
            let part = done..<min(done + CollectionWriter.passagesAtATime, document.passages.count)
            builder.add(document, passages: part, paths: paths)
            try add(builder.take())
            // A text that was not cut in advance is large: it must not take much room besides itself.
            if blockBytes > CollectionWriter.blockLimitOfOne { try writeBlocks() }
            done = part.upperBound
        }
        return row
    }

    /// Adds a document whose words come in a block, with those of the documents before and after it: `add(_:)` has to be
    /// called before another block is added and before the transaction ends.
    @discardableResult
    package func putWithoutWords(_ document: NewDocument, now: Int) throws(StorageError) -> Int {
        if let old = try existing(document.source) { try remove(old) }
        let headings = try insertHeadings(of: document.extracted)
        let row = try insertDocument(document, headings: headings, now: now)
        try insertText(document.extracted.text, of: row)
        try insertParts(document.extracted, of: row)
        try insertFacts(document, of: row)
        try insertPassages(document, of: row, headings: headings)
        return row
    }

    /// Forgets a document and everything that hangs on it.
    package func remove(_ document: Int) throws(StorageError) {
        let facts = try connection.first(
            "SELECT first_passage, passage_count, first_heading, heading_count FROM document WHERE id = ?1",
            bind: { $0.bind(1, document) },
            { (passages: $0.int(0)..<($0.int(0) + $0.int(1)), headings: $0.int(2)..<($0.int(2) + $0.int(3))) })
        guard let facts else { return }
        let range = facts.passages
        try unindex(range)
        try languages.forget(range, collection: id, on: connection)
        try connection.run("DELETE FROM passage_\(id) WHERE number >= ?1 AND number < ?2") {
            $0.bind(1, range.lowerBound).bind(2, range.upperBound)
        }
        try lengths.set(0, for: range, on: connection)
        try connection.run("DELETE FROM text WHERE place >= ?1 AND place < ?2") {
            $0.bind(1, StoredText.place(document, 0)).bind(2, StoredText.place(document + 1, 0))
        }
        try connection.run("DELETE FROM heading WHERE id >= ?1 AND id < ?2") {
            $0.bind(1, facts.headings.lowerBound).bind(2, facts.headings.upperBound)
        }
        for table in ["page", "hidden", "source_run", "warning", "document_label", "document_access"] {
            try connection.run("DELETE FROM \(table) WHERE document = ?1") { $0.bind(1, document) }
        }
        try connection.run(
            "INSERT OR IGNORE INTO loose_original SELECT sha256 FROM document WHERE id = ?1 AND path IS NULL"
        ) { $0.bind(1, document) }
        try connection.run("DELETE FROM document WHERE id = ?1") { $0.bind(1, document) }
    }

    /// A file that stands somewhere else now. Its name is searched, so its passages are indexed again from the text.
    package func move(_ document: Int, to source: DocumentSource) throws(StorageError) {
        let facts = try connection.first(
            "SELECT first_passage, passage_count, name FROM document WHERE id = ?1", bind: { $0.bind(1, document) },
            { (range: $0.int(0)..<($0.int(0) + $0.int(1)), name: $0.string(2)) })
        guard let facts else { return }
        if facts.name != source.name { try unindex(facts.range) }
        try connection.run(
            """
            UPDATE document SET path = ?2, path_key = ?9, name_length = ?3, given_name = ?8, source_size = ?4, modified_ns = ?5,
                inode = ?6, read_ns = ?7
            WHERE id = ?1
            """
        ) {
            $0.bind(1, document).bind(2, source.path).bind(3, source.name.unicodeScalars.count)
                .bind(4, source.size).bind(5, source.modifiedNS).bind(6, source.inode).bind(7, source.readNS)
                .bind(8, source.givenName).bind(9, source.path.map(PathKey.of))
        }
        if facts.name != source.name { try reindex(facts.range) }
    }

    /// The file's size or time changed but not its bytes.
    package func touch(_ document: Int, source: DocumentSource) throws(StorageError) {
        try connection.run(
            "UPDATE document SET source_size = ?2, modified_ns = ?3, inode = ?4, read_ns = ?5 WHERE id = ?1"
        ) {
            $0.bind(1, document).bind(2, source.size).bind(3, source.modifiedNS).bind(4, source.inode)
                .bind(5, source.readNS)
        }
    }

    /// Labels and access labels are facts about a document, not about its text.
    package func setFacts(
        _ document: Int, labels: [String: String], access: [String]
    ) throws(StorageError) {
        try connection.run("DELETE FROM document_label WHERE document = ?1") { $0.bind(1, document) }
        try connection.run("DELETE FROM document_access WHERE document = ?1") { $0.bind(1, document) }
        for (key, value) in labels {
            try connection.run("INSERT INTO document_label VALUES(?1, ?2, ?3)") {
                $0.bind(1, document).bind(2, key).bind(3, value)
            }
        }
        for label in Set(access) {
            try connection.run("INSERT INTO document_access VALUES(?1, ?2)") { $0.bind(1, document).bind(2, label) }
        }
    }

    package func recordSkipped(_ file: SkippedFile, extraction: Int) throws(StorageError) {
        hasSkipped = true
        try connection.run(
            """
            INSERT INTO skipped VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT DO UPDATE SET code = excluded.code, reason = excluded.reason, fix = excluded.fix,
                readable_kind = excluded.readable_kind, source_size = excluded.source_size,
                modified_ns = excluded.modified_ns, extraction = excluded.extraction
            """
        ) {
            $0.bind(1, id).bind(2, file.path).bind(3, file.code).bind(4, file.reason).bind(5, file.fix)
                .bind(6, file.isReadableKind ? 1 : 0).bind(7, file.size).bind(8, file.modifiedNS).bind(9, extraction)
        }
    }

    package func forgetSkipped(path: String) throws(StorageError) {
        guard hasSkipped else { return }
        try connection.run("DELETE FROM skipped WHERE collection = ?1 AND path = ?2") { $0.bind(1, id).bind(2, path) }
    }

    // MARK: -

    private func existing(_ source: DocumentSource) throws(StorageError) -> Int? {
        if let path = source.path {
            return try connection.first(
                "SELECT id FROM document WHERE path_key = ?3 AND collection = ?1 AND path = ?2",
                bind: { $0.bind(1, id).bind(2, path).bind(3, PathKey.of(path)) }, { $0.int(0) })
        }
        guard let external = source.externalID else { return nil }
        return try connection.first(
            "SELECT id FROM document WHERE collection = ?1 AND external_id = ?2",
            bind: { $0.bind(1, id).bind(2, external) }, { $0.int(0) })
    }

    private func insertDocument(
        _ document: NewDocument, headings: Range<Int>, now: Int
    ) throws(StorageError) -> Int {
        let extracted = document.extracted
        let lines = extracted.text.withUnsafeBufferPointer { LineBreaks.count($0, upTo: $0.count) } + 1
        try connection.run(
            """
            INSERT INTO document(
                collection, external_id, path, name_length, title, author, format, language, sha256, source_size,
                modified_ns, inode, text_size, line_count, page_count, first_passage, passage_count, given_date,
                ingested_at, extraction, read_ns, id, given_name, first_heading, heading_count,
                path_key)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                ?23, ?24, ?25, ?26)
            """
        ) {
            $0.bind(1, id).bind(2, document.source.externalID).bind(3, document.source.path)
                .bind(4, document.source.name.unicodeScalars.count).bind(5, extracted.title).bind(6, extracted.author)
                .bind(7, extracted.format.rawValue).bind(8, document.language).bind(9, blob: document.source.sha256)
                .bind(10, document.source.size).bind(11, document.source.modifiedNS).bind(12, document.source.inode)
                .bind(13, extracted.text.count).bind(14, lines).bind(15, extracted.pages.count)
                .bind(16, nextPassage).bind(17, document.passages.count)
                .bind(18, document.dated)
                .bind(19, now).bind(20, document.extraction).bind(21, document.source.readNS).bind(22, nextDocument)
                .bind(23, document.source.givenName).bind(24, headings.lowerBound).bind(25, headings.count)
                .bind(26, document.source.path.map(PathKey.of))
        }
        nextDocument += 1
        return nextDocument - 1
    }

    private func insertText(_ text: [UInt8], of document: Int) throws(StorageError) {
        try text.withUnsafeBufferPointer { (bytes) throws(StorageError) in
            var line = 1
            var start = 0
            while start < bytes.count {
                let place = StoredText.place(document, start)
                let limit = pageRoom.rowLimit(bytes.count - start, place: place, line: line)
                let end = StoredText.rowEnd(bytes, from: start, limit: limit)
                let part = UnsafeBufferPointer(rebasing: bytes[start..<end])
                let pages = pageRoom.left == nil ? try connection.pagesInUse() : 0
                textInsert.bind(1, place).bind(2, line).bind(3, TextChecksum.of(part)).bind(4, borrowing: part)
                try textInsert.run()
                let beganPage = pageRoom.left == nil ? try connection.pagesInUse() > pages : false
                pageRoom.take(part.count, place: place, line: line, beganPage: beganPage)
                line += LineBreaks.count(part, upTo: part.count)
                start = end
            }
        }
    }

    private func insertParts(_ extracted: ExtractedDocument, of document: Int) throws(StorageError) {
        for page in extracted.pages {
            let (state, reason): (String, String?) =
                switch page.state {
                case .read: ("read", nil)
                case .withoutText: ("without_text", nil)
                case .missing(let reason): ("missing", reason)
                }
            try connection.run("INSERT INTO page VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)") {
                $0.bind(1, document).bind(2, page.number).bind(3, page.label).bind(4, page.span.start)
                    .bind(5, page.span.end).bind(6, page.rotation).bind(7, state).bind(8, reason)
            }
        }
        for hidden in extracted.hidden {
            try connection.run("INSERT OR REPLACE INTO hidden VALUES(?1, ?2, ?3, ?4)") {
                $0.bind(1, document).bind(2, hidden.span.start).bind(3, hidden.span.end).bind(4, hidden.reason.rawValue)
            }
        }
        if !extracted.sourceRuns.isEmpty {
            try connection.run("INSERT INTO source_run VALUES(?1, ?2)") {
                $0.bind(1, document).bind(2, blob: PackedRuns.pack(extracted.sourceRuns))
            }
        }
        for (position, warning) in extracted.warnings.enumerated() {
            try connection.run("INSERT INTO warning VALUES(?1, ?2, ?3, ?4, ?5)") {
                $0.bind(1, document).bind(2, position).bind(3, warning.code.rawValue).bind(4, warning.message)
                    .bind(5, warning.page)
            }
        }
    }

    private func insertFacts(_ document: NewDocument, of row: Int) throws(StorageError) {
        guard !document.labels.isEmpty || !document.access.isEmpty else { return }
        try setFacts(row, labels: document.labels, access: document.access)
    }

    /// Gives the headings their rows, numbered without gaps in the order of the outline.
    private func insertHeadings(of extracted: ExtractedDocument) throws(StorageError) -> Range<Int> {
        let first = nextHeading
        for (heading, path) in zip(extracted.headings, extracted.headingPaths) {
            headingInsert.bind(1, nextHeading).bind(2, heading.level).bind(3, heading.span.start)
                .bind(4, heading.span.end).bind(5, path)
            try headingInsert.run()
            nextHeading += 1
        }
        return first..<nextHeading
    }

    private func insertPassages(
        _ document: NewDocument, of row: Int, headings: Range<Int>
    ) throws(StorageError) {
        for passage in document.passages {
            let heading = passage.heading.flatMap { $0 < headings.count ? headings.lowerBound + $0 : nil }
            passageInsert.bind(1, nextPassage).bind(2, row).bind(3, passage.span.start).bind(4, passage.span.byteCount)
                .bind(5, heading).bind(6, passage.kind.stored).bind(7, passage.language)
                .bind(8, blob: PackedSpans.pack(passage.unsearched, from: passage.span.start))
                .bind(9, passage.tableHeader?.start).bind(10, passage.tableHeader?.byteCount)
            try passageInsert.run()
            languages.count(passage.language)
            nextPassage += 1
        }
    }

    /// Adds the words of the next passages after those of the block before.
    package func add(_ block: IndexBlock) throws(StorageError) {
        precondition(
            nextInBlock + block.passageCount <= nextPassage, "a block holds the words of passages that were put")
        precondition(
            block.language == collection.language.flatMap { Language(code: $0) }, "a block is cut as its collection is")
        statistics.add(block)
        try lengths.set(block, from: nextInBlock, on: connection)
        blocks.append(BlockMerge.Part(base: nextInBlock, block: block))
        blockBytes += block.bytes.count
        nextInBlock += block.passageCount
        if blockBytes > CollectionWriter.blockLimit { try writeBlocks() }
    }

    private func writeBlocks() throws(StorageError) {
        let counts = connection.wordCounts
        try connection.addSegment(blocks, to: id) { word, passages in counts?.add(word, passages) }
        counts?.reach(nextInBlock)
        blocks = []
        blockBytes = 0
    }

    /// Takes passages out of the index, which wants to see their text once more.
    private func unindex(_ range: Range<Int>) throws(StorageError) {
        connection.wordCounts = nil
        precondition(range.upperBound <= nextInBlock, "passages are removed when their words are known")
        if let first = blocks.first?.base, range.upperBound > first { try writeBlocks() }
        let delete = try connection.cached(
            """
            INSERT INTO index_\(id)(index_\(id), rowid, body, heading, title, name)
            SELECT 'delete', number, body, heading, title, name FROM passage_text_\(id) WHERE number = ?1
            """)
        for number in range {
            statistics.willChangePassage(on: connection)
            delete.bind(1, number)
            try delete.run()
            statistics.didChangePassage(-1, on: connection)
        }
    }

    private func reindex(_ range: Range<Int>) throws(StorageError) {
        connection.wordCounts = nil
        let insert = try connection.cached(
            """
            INSERT INTO index_\(id)(rowid, body, heading, title, name)
            SELECT number, body, heading, title, name FROM passage_text_\(id) WHERE number = ?1
            """)
        for number in range {
            connection.tokenizer.positions = 0
            statistics.willChangePassage(on: connection)
            insert.bind(1, number)
            try insert.run()
            statistics.didChangePassage(1, on: connection)
            try lengths.set(connection.tokenizer.positions, for: number..<(number + 1), on: connection)
        }
    }

    /// Writes what was gathered during the transaction.
    private func finish() throws(StorageError) {
        precondition(nextInBlock == nextPassage, "every passage has its words in a block")
        try writeBlocks()
        try lengths.flush(on: connection)
        try languages.flush(collection: id, on: connection)
        try connection.keep(nextNumber: nextDocument, of: .document)
        let fresh = try statistics.finish(on: connection)
        try connection.run(
            """
            UPDATE collection SET next_passage = ?2, generation = generation + 1, statistics_fresh = ?3 WHERE id = ?1
            """
        ) { $0.bind(1, id).bind(2, nextPassage).bind(3, fresh ? 1 : 0) }
    }
}

extension Passage.Kind {
    var stored: Int {
        switch self {
        case .prose: 0
        case .table: 1
        case .code: 2
        }
    }

    init(stored: Int) {
        self = stored == 1 ? .table : stored == 2 ? .code : .prose
    }
}

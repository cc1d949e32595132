import DocumentModel

/// What a check of the database found wrong.
package struct VerificationFinding: Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        /// SQLite's own check of its pages.
        case file = "file_damaged"
        /// A row of text is not what was written, or rows are missing.
        case text = "text_damaged"
        /// A page, passage, heading or hidden span does not fit the text.
        case span = "span_damaged"
        /// A document cannot be found by its path.
        case path = "path_damaged"
        /// The full-text index does not hold what the text says.
        case index = "index_damaged"
        /// The kept bytes of a document that was handed over are missing or others.
        case original = "original_damaged"
        /// Lengths or word counts do not fit the index.
        case statistics = "statistics_damaged"
    }

    package var code: Code
    package var message: String
    package var collection: String?
    /// The document's name.
    package var document: String?
    /// Whether `--repair` mends it: whatever can be made anew from the text.
    package var isRepairable: Bool { code == .index || code == .statistics }

    package init(code: Code, message: String, collection: String? = nil, document: String? = nil) {
        self.code = code
        self.message = message
        self.collection = collection
        self.document = document
    }
}

/// What was looked at.
package struct VerificationReport: Sendable {
    package var documents = 0
    package var passages = 0
    package var textBytes = 0
    package var findings: [VerificationFinding] = []
}

extension Connection {
    /// Checks everything that is stored: SQLite's pages, every row's checksum, every span, every index entry.
    ///
    /// Runs on the writing connection, since FTS5's check is a write to SQLite; nothing is changed.
    package func verify() throws(StorageError) -> VerificationReport {
        var report = VerificationReport()
        for problem in try rows("PRAGMA integrity_check(20)", { $0.string(0) }) where problem != "ok" {
            report.findings.append(VerificationFinding(code: .file, message: problem))
        }
        for collection in try collections() {
            for document in try documents(in: collection) {
                report.documents += 1
                report.textBytes += document.textSize
                try check(document, in: collection, &report)
            }
            let kept = try first("SELECT count(*) FROM passage_\(collection.id)") { $0.int(0) } ?? 0
            let owned = try first(
                "SELECT total(passage_count) FROM document WHERE collection = ?1", bind: { $0.bind(1, collection.id) },
                { $0.int(0) })
            if kept != owned {
                report.findings.append(
                    VerificationFinding(
                        code: .span, message: "\(kept) passages are kept and \(owned ?? 0) belong to documents.",
                        collection: collection.name))
            }
            report.passages += kept
            try checkIndex(collection, &report)
        }
        return report
    }

    private func check(
        _ document: DocumentRecord, in collection: Collection, _ report: inout VerificationReport
    ) throws(StorageError) {
        func found(_ code: VerificationFinding.Code, _ message: String) {
            report.findings.append(
                VerificationFinding(
                    code: code, message: message, collection: collection.name, document: document.name))
        }
        let boundaries = try checkText(document, found)
        let whole = TextSpan(0, document.textSize)
        var end = 0
        let passages = try passages(of: document, in: collection)
        for passage in passages {
            if !whole.contains(passage.span) || passage.span.start < end || passage.document != document.id {
                found(.span, "Passage \(passage.number) does not lie in the text, or overlaps the one before it.")
            } else if boundaries.fallsInside(passage.span.start) || boundaries.fallsInside(passage.span.end) {
                found(.span, "Passage \(passage.number) begins or ends inside a character.")
            }
            if passage.unsearched.contains(where: { !passage.span.contains($0) }) {
                found(.span, "Passage \(passage.number) has markup outside of itself.")
            }
            end = passage.span.end
        }
        var pageEnd = 0
        for page in try pages(of: document.id) {
            if !whole.contains(page.span) || page.span.start < pageEnd {
                found(.span, "Page \(page.number) does not lie in the text, or overlaps the one before it.")
            }
            pageEnd = page.span.end
        }
        for hidden in try hidden(of: document.id) where !whole.contains(hidden.span) {
            found(.span, "Hidden text does not lie in the text.")
        }
        if passages.count != document.passageCount { found(.span, "Passages are missing.") }
        let isMisplaced = try first(
            "SELECT path_key IS NOT docqa_path_key(path) FROM document WHERE id = ?1",
            bind: { $0.bind(1, document.id) },
            { $0.int(0) })
        if isMisplaced != 0 { found(.path, "It cannot be found by its path.") }
    }

    /// Checks the rows of a text, and tells where its characters begin.
    private func checkText(
        _ document: DocumentRecord, _ found: (VerificationFinding.Code, String) -> Void
    ) throws(StorageError) -> CharacterStarts {
        let statement = try cached("SELECT place, line, checksum, bytes FROM text WHERE place >= ?1 AND place < ?2")
        defer { statement.reset() }
        let base = StoredText.place(document.id, 0)
        statement.bind(1, base).bind(2, StoredText.place(document.id + 1, 0))
        var starts = CharacterStarts()
        var position = 0
        var line = 1
        while try statement.step() {
            if statement.int(0) - base != position || statement.int(1) != line {
                found(.text, "Text is missing before byte \(statement.int(0) - base).")
            }
            position = statement.int(0) - base
            let checksum = statement.int(2)
            statement.withText(3) { bytes in
                if TextChecksum.of(bytes) != checksum { found(.text, "Text near byte \(position) is damaged.") }
                starts.append(bytes)
                line = statement.int(1) + LineBreaks.count(bytes, upTo: bytes.count)
                position += bytes.count
            }
        }
        if position != document.textSize || line != document.lineCount {
            found(.text, "The text has \(position) bytes instead of \(document.textSize).")
        }
        return starts
    }

    private func checkIndex(_ collection: Collection, _ report: inout VerificationReport) throws(StorageError) {
        let id = collection.id
        func found(_ code: VerificationFinding.Code, _ message: String) {
            report.findings.append(VerificationFinding(code: code, message: message, collection: collection.name))
        }
        do {
            try execute("INSERT INTO index_\(id)(index_\(id), rank) VALUES('integrity-check', 1)")
        } catch {
            guard error.code == .corrupt || error.code == .failed else { throw error }
            found(.index, "The index does not hold what the text says.")
            return
        }
        let indexed = try first("SELECT count(*) FROM index_\(id)_docsize") { $0.int(0) } ?? 0
        let kept = try first("SELECT count(*) FROM passage_\(id)") { $0.int(0) } ?? 0
        if indexed != kept { found(.index, "\(kept) passages are kept and \(indexed) are indexed.") }
        if try !lengthsAreRight(id) { found(.statistics, "The kept lengths differ from those of the index.") }
        if collection.statisticsFresh, try !wordCountsAreRight(id) {
            found(.statistics, "The kept word counts differ from those of the index.")
        }
    }

    private func lengthsAreRight(_ id: Int) throws(StorageError) -> Bool {
        var kept: [Int: Int] = [:]
        let blocks = try rows("SELECT block, lengths FROM length_\(id)") { ($0.int(0), $0.blob(1)) }
        for (block, bytes) in blocks {
            for index in 0..<(bytes.count / 2) {
                let length = Int(bytes[index * 2]) | Int(bytes[index * 2 + 1]) << 8
                if length > 0 { kept[block * PassageLengths.perBlock + index] = length }
            }
        }
        let sizes = try rows("SELECT id, sz FROM index_\(id)_docsize") { row in
            (row.int(0), row.withBlob(1) { FTS5Record.total(columnSizes: $0) })
        }
        let indexed = sizes.filter { $0.1 > 0 }
        return indexed.count == kept.count && indexed.allSatisfy { kept[$0.0] == min($0.1, 0xFFFF) }
    }

    private func wordCountsAreRight(_ id: Int) throws(StorageError) -> Bool {
        try execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary_\(id) USING fts5vocab(main, index_\(id), row)")
        let wrong = try first(
            """
            SELECT count(*) FROM term_\(id) t LEFT JOIN temp.vocabulary_\(id) v ON v.term = CAST(t.term AS TEXT)
            WHERE t.passages <> ifnull(v.doc, 0)
            """, { $0.int(0) })
        return wrong == 0
    }
}

/// Where in a text a character does not begin: one bit a byte.
private struct CharacterStarts {
    private var bits: [UInt64] = []
    private var count = 0

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        bits.reserveCapacity((count + bytes.count) / 64 + 1)
        for byte in bytes {
            if count % 64 == 0 { bits.append(0) }
            if byte & 0xC0 == 0x80 { bits[count / 64] |= 1 << UInt64(count % 64) }
            count += 1
        }
    }

    func fallsInside(_ offset: Int) -> Bool {
        offset < count && bits[offset / 64] & (1 << UInt64(offset % 64)) != 0
    }
}

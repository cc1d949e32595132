package import DocumentModel

/// What is known of a stored document, without its text.
package struct DocumentRecord: Sendable, Hashable {
    package var id: Int
    package var collection: String
    package var externalID: String?
    package var path: String?
    package var name: String
    package var title: String?
    package var author: String?
    package var format: DocumentFormat
    package var language: String?
    package var sha256: [UInt8]
    package var sourceSize: Int
    package var modifiedNS: Int?
    package var inode: Int?
    package var textSize: Int
    package var lineCount: Int
    package var pageCount: Int
    package var firstPassage: Int
    package var passageCount: Int
    package var dated: Int?
    package var ingestedAt: Int
    package var extraction: Int
}

/// What an ingest needs to know of a document to tell whether its file changed.
package struct StoredFile: Sendable, Hashable {
    package let document: Int
    package let path: String
    package let sha256: [UInt8]
    package let size: Int
    package let modifiedNS: Int?
    package let inode: Int?
    /// When it was read, nanoseconds since 1970.
    package let readNS: Int?
    package let extraction: Int
}

/// A passage as it is stored.
package struct PassageRecord: Sendable, Hashable {
    package var number: Int
    package var document: Int
    package var span: TextSpan
    /// Outermost first.
    package var headingPath: [String]
    package var kind: Passage.Kind
    package var language: String?
    package var unsearched: [TextSpan]
    package var tableHeader: TextSpan?
}

extension Connection {
    private static let documentColumns = """
        d.id, c.name, d.external_id, d.path, d.name, d.title, d.author, d.format, d.language, d.sha256, d.source_size,
        d.modified_ns, d.inode, d.text_size, d.line_count, d.page_count, d.first_passage, d.passage_count, d.dated,
        d.ingested_at, d.extraction
        FROM document d JOIN collection c ON c.id = d.collection
        """

    /// Documents in path order, of one collection or of all.
    package func documents(in collection: Collection? = nil) throws(StorageError) -> [DocumentRecord] {
        try rows(
            """
            SELECT \(Connection.documentColumns) WHERE ?1 IS NULL OR d.collection = ?1
            ORDER BY c.name, d.name, d.id
            """, bind: { $0.bind(1, collection?.id) }, { DocumentRecord(row: $0) })
    }

    package func document(_ id: Int) throws(StorageError) -> DocumentRecord? {
        try first("SELECT \(Connection.documentColumns) WHERE d.id = ?1", bind: { $0.bind(1, id) }) {
            DocumentRecord(row: $0)
        }
    }

    package func document(externalID: String, in collection: Collection) throws(StorageError) -> DocumentRecord? {
        try first(
            "SELECT \(Connection.documentColumns) WHERE d.collection = ?1 AND d.external_id = ?2",
            bind: { $0.bind(1, collection.id).bind(2, externalID) }, { DocumentRecord(row: $0) })
    }

    /// The documents a person may mean by what they typed: an id (`#12`), a path, a name, or the end of a path.
    package func documents(matching text: String, in collection: Collection?) throws(StorageError) -> [DocumentRecord] {
        let number = Int(text.hasPrefix("#") ? String(text.dropFirst()) : text)
        let exact = try rows(
            """
            SELECT \(Connection.documentColumns)
            WHERE (?1 IS NULL OR d.collection = ?1) AND (d.path = ?2 OR d.name = ?2 OR d.external_id = ?2 OR d.id = ?3)
            ORDER BY c.name, d.name, d.id
            """, bind: { $0.bind(1, collection?.id).bind(2, text).bind(3, number) }, { DocumentRecord(row: $0) })
        if !exact.isEmpty { return exact }
        return try rows(
            """
            SELECT \(Connection.documentColumns)
            WHERE (?1 IS NULL OR d.collection = ?1) AND ('/' || d.name) LIKE '%/' || ?2 ESCAPE '\\'
            ORDER BY c.name, d.name, d.id
            """, bind: { $0.bind(1, collection?.id).bind(2, likePattern(text)) }, { DocumentRecord(row: $0) })
    }

    /// The documents read from files at or below a folder.
    package func knownFiles(in collection: Collection, below root: String) throws(StorageError) -> [StoredFile] {
        let folder = root.hasSuffix("/") ? root : root + "/"
        return try rows(
            """
            SELECT id, path, sha256, source_size, modified_ns, inode, read_ns, extraction FROM document
            WHERE collection = ?1 AND path IS NOT NULL AND (path = ?2 OR (path >= ?3 AND path < ?4))
            """,
            bind: { $0.bind(1, collection.id).bind(2, root).bind(3, folder).bind(4, folder.dropLast() + "0") },
            { row in
                StoredFile(
                    document: row.int(0), path: row.string(1), sha256: row.blob(2), size: row.int(3),
                    modifiedNS: row.optionalInt(4), inode: row.optionalInt(5), readNS: row.optionalInt(6),
                    extraction: row.int(7))
            })
    }

    package func pages(of document: Int) throws(StorageError) -> [Page] {
        try rows(
            "SELECT number, label, start, end, rotation, state, reason FROM page WHERE document = ?1 ORDER BY number",
            bind: { $0.bind(1, document) }, { Page(row: $0) })
    }

    /// The pages on which a span stands.
    package func pages(of document: Int, touching span: TextSpan) throws(StorageError) -> [Page] {
        try rows(
            """
            SELECT number, label, start, end, rotation, state, reason FROM page
            WHERE document = ?1 AND start < max(?3, ?2 + 1) AND end > ?2 ORDER BY number
            """, bind: { $0.bind(1, document).bind(2, span.start).bind(3, span.end) }, { Page(row: $0) })
    }

    package func warnings(of document: Int) throws(StorageError) -> [DocumentWarning] {
        try rows(
            "SELECT code, message, page FROM warning WHERE document = ?1 ORDER BY position",
            bind: { $0.bind(1, document) },
            { DocumentWarning(.init(rawValue: $0.string(0)), $0.string(1), page: $0.optionalInt(2)) })
    }

    package func hidden(of document: Int) throws(StorageError) -> [HiddenText] {
        try rows(
            "SELECT start, end, reason FROM hidden WHERE document = ?1 ORDER BY start",
            bind: { $0.bind(1, document) },
            { HiddenText(TextSpan($0.int(0), $0.int(1)), .init(rawValue: $0.string(2)) ?? .style) })
    }

    package func labels(of document: Int) throws(StorageError) -> [String: String] {
        let pairs = try rows(
            "SELECT key, value FROM document_label WHERE document = ?1 ORDER BY key", bind: { $0.bind(1, document) },
            { ($0.string(0), $0.string(1)) })
        return Dictionary(pairs) { first, _ in first }
    }

    package func access(of document: Int) throws(StorageError) -> [String] {
        try rows(
            "SELECT label FROM document_access WHERE document = ?1 ORDER BY label", bind: { $0.bind(1, document) },
            { $0.string(0) })
    }

    package func sourceRuns(of document: Int) throws(StorageError) -> [SourceRun] {
        try first(
            "SELECT runs FROM source_run WHERE document = ?1", bind: { $0.bind(1, document) },
            { $0.withBlob(0, PackedRuns.unpack) }) ?? []
    }

    package func passages(of document: DocumentRecord, in collection: Collection) throws(StorageError)
        -> [PassageRecord]
    {
        try passages(document.firstPassage..<(document.firstPassage + document.passageCount), in: collection)
    }

    package func passages(_ numbers: Range<Int>, in collection: Collection) throws(StorageError) -> [PassageRecord] {
        try rows(
            """
            SELECT p.number, p.document, p.start, p.length, h.path, p.kind, p.language, p.unsearched, p.header_start,
                p.header_length
            FROM passage_\(collection.id) p LEFT JOIN heading h ON h.id = p.heading
            WHERE p.number >= ?1 AND p.number < ?2 ORDER BY p.number
            """, bind: { $0.bind(1, numbers.lowerBound).bind(2, numbers.upperBound) }, { PassageRecord(row: $0) })
    }

    /// The passage in which an offset stands, or the last one before it.
    package func passage(
        at offset: Int, of document: DocumentRecord, in collection: Collection
    ) throws(StorageError) -> PassageRecord? {
        // Passages of a document are numbered in the order of the text: halve the numbers.
        var low = document.firstPassage
        var high = document.firstPassage + document.passageCount - 1
        var best: PassageRecord?
        while low <= high {
            let middle = (low + high) / 2
            guard let passage = try passages(middle..<(middle + 1), in: collection).first else { return best }
            if passage.span.start <= offset {
                best = passage
                low = middle + 1
            } else {
                high = middle - 1
            }
        }
        return best
    }

    private func likePattern(_ text: String) -> String {
        var pattern = ""
        for character in text {
            if character == "%" || character == "_" || character == "\\" { pattern.append("\\") }
            pattern.append(character)
        }
        return pattern
    }
}

extension DocumentRecord {
    init(row: Statement) {
        self.init(
            id: row.int(0), collection: row.string(1), externalID: row.optionalString(2), path: row.optionalString(3),
            name: row.string(4), title: row.optionalString(5), author: row.optionalString(6),
            format: DocumentFormat(rawValue: row.string(7)), language: row.optionalString(8), sha256: row.blob(9),
            sourceSize: row.int(10), modifiedNS: row.optionalInt(11), inode: row.optionalInt(12), textSize: row.int(13),
            lineCount: row.int(14), pageCount: row.int(15), firstPassage: row.int(16), passageCount: row.int(17),
            dated: row.optionalInt(18), ingestedAt: row.int(19), extraction: row.int(20))
    }
}

extension Page {
    init(row: Statement) {
        let state: State =
            switch row.string(5) {
            case "read": .read
            case "without_text": .withoutText
            default: .missing(reason: row.optionalString(6) ?? "unknown")
            }
        self.init(
            number: row.int(0), label: row.optionalString(1), span: TextSpan(row.int(2), row.int(3)),
            rotation: row.int(4), state: state)
    }
}

extension PassageRecord {
    init(row: Statement) {
        let span = TextSpan(row.int(2), row.int(2) + row.int(3))
        let header = row.optionalInt(8).map { TextSpan($0, $0 + row.int(9)) }
        self.init(
            number: row.int(0), document: row.int(1), span: span,
            headingPath: row.optionalString(4).map { $0.split(separator: "\u{1F}").map(String.init) } ?? [],
            kind: Passage.Kind(stored: row.int(5)), language: row.optionalString(6),
            unsearched: row.withBlob(7) { PackedSpans.unpack($0, limit: span.byteCount) }
                .map { $0.shifted(by: span.start) },
            tableHeader: header)
    }
}

package import DocumentModel

/// Which documents may be found: facts about documents, tested inside the search and never after it.
package struct SearchFilter: Sendable, Hashable {
    /// All must hold.
    package var labels: [String: String] = [:]
    /// One must match a document's name; `*` and `?` as in a shell, and a folder stands for what is below it.
    package var paths: [String] = []
    package var formats: [DocumentFormat] = []
    /// Seconds since 1970, the first second that counts.
    package var after: Int?
    /// The first second that no longer counts.
    package var before: Int?
    /// The access labels of the person who asks; nil: of somebody who may see everything. A document without access
    /// labels may be seen by all, others by those who hold one of its labels.
    package var access: Set<String>?
    /// Only these documents.
    package var documents: [Int]?

    package init() {}

    package var isEmpty: Bool { self == SearchFilter() }

    /// The predicate on `document d`, with `?` for each value in order.
    var predicate: (sql: String, values: [SearchFilterValue]) {
        var parts: [String] = []
        var values: [SearchFilterValue] = []
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            parts.append("EXISTS(SELECT 1 FROM document_label l WHERE l.document = d.id AND l.key = ? AND l.value = ?)")
            values += [.text(key), .text(value)]
        }
        if !paths.isEmpty {
            let patterns = paths.flatMap(SearchFilter.patterns)
            parts.append("(" + patterns.map { _ in "d.name GLOB ?" }.joined(separator: " OR ") + ")")
            values += patterns.map { .text($0) }
        }
        if !formats.isEmpty {
            parts.append("d.format IN (" + formats.map { _ in "?" }.joined(separator: ", ") + ")")
            values += formats.map { .text($0.rawValue) }
        }
        if let after {
            parts.append("d.dated >= ?")
            values.append(.number(after))
        }
        if let before {
            parts.append("d.dated < ?")
            values.append(.number(before))
        }
        if let access {
            let holders = access.sorted()
            let places = holders.map { _ in "?" }.joined(separator: ", ")
            parts.append(
                """
                (NOT EXISTS(SELECT 1 FROM document_access a WHERE a.document = d.id)
                OR EXISTS(SELECT 1 FROM document_access a WHERE a.document = d.id AND a.label IN (\(places))))
                """)
            values += holders.map { .text($0) }
        }
        if let documents {
            parts.append("d.id IN (" + documents.map { _ in "?" }.joined(separator: ", ") + ")")
            values += documents.map { .number($0) }
        }
        return (parts.isEmpty ? "1" : parts.joined(separator: " AND "), values)
    }

    /// `billing` and `billing/` stand for what is below that folder as well as for a file of that name.
    private static func patterns(_ path: String) -> [String] {
        if path.contains(where: { $0 == "*" || $0 == "?" }) { return [path.replacingBrackets] }
        let name = path.hasSuffix("/") ? String(path.dropLast()) : path
        return [name.replacingBrackets, name.replacingBrackets + "/*"]
    }
}

enum SearchFilterValue: Hashable {
    case text(String)
    case number(Int)
}

extension String {
    /// SQLite's GLOB reads brackets as a set of characters; in file names they are themselves.
    fileprivate var replacingBrackets: String {
        reduce(into: "") { $0 += $1 == "[" ? "[[]" : String($1) }
    }
}

extension Connection {
    /// The passages of the documents that pass a filter; nil when all do.
    package func allowedPassages(_ filter: SearchFilter, in collection: Collection) throws(StorageError) -> PassageSet?
    {
        guard !filter.isEmpty else { return nil }
        let (sql, values) = filter.predicate
        let statement = try prepare(
            "SELECT d.first_passage, d.passage_count FROM document d WHERE d.collection = ?1 AND \(sql)")
        statement.bind(1, collection.id)
        for (index, value) in values.enumerated() {
            switch value {
            case .text(let text): statement.bind(Int32(index + 2), text)
            case .number(let number): statement.bind(Int32(index + 2), number)
            }
        }
        var allowed = PassageSet(upTo: collection.nextPassage)
        while try statement.step() { allowed.insert(statement.int(0)..<(statement.int(0) + statement.int(1))) }
        return allowed
    }
}

extension Connection {
    /// The bytes of text of the documents that pass a filter, of some collections or of all, when there are at most `limit` of
    /// them; nil when there are more, or more documents than are worth counting.
    package func textSize(
        passing filter: SearchFilter, in collections: [String], upTo limit: Int
    ) throws(StorageError) -> Int? {
        for collection in try self.collections() where collections.isEmpty || collections.contains(collection.name) {
            let many = try first(
                "SELECT 1 FROM document WHERE collection = ?1 LIMIT 1 OFFSET 2000", bind: { $0.bind(1, collection.id) },
                { _ in true })
            if many != nil { return nil }
        }
        let (sql, values) = filter.predicate
        let places = collections.map { _ in "?" }.joined(separator: ", ")
        let wanted = collections.isEmpty ? "1" : "c.name IN (\(places))"
        let statement = try prepare(
            "SELECT d.text_size FROM document d JOIN collection c ON c.id = d.collection WHERE \(sql) AND \(wanted)")
        for (index, value) in (values + collections.map { .text($0) }).enumerated() {
            switch value {
            case .text(let text): statement.bind(Int32(index + 1), text)
            case .number(let number): statement.bind(Int32(index + 1), number)
            }
        }
        var size = 0
        while size <= limit, try statement.step() { size += statement.int(0) }
        return size <= limit ? size : nil
    }

    /// The documents that pass a filter, of some collections or of all, in the order of their names.
    package func documents(
        passing filter: SearchFilter, in collections: [String]
    ) throws(StorageError) -> [DocumentRecord] {
        let (sql, values) = filter.predicate
        let places = collections.map { _ in "?" }.joined(separator: ", ")
        let wanted = collections.isEmpty ? "1" : "c.name IN (\(places))"
        let statement = try prepare(
            """
            SELECT d.id FROM document d JOIN collection c ON c.id = d.collection
            WHERE \(sql) AND \(wanted) ORDER BY c.name, d.name, d.id
            """)
        for (index, value) in (values + collections.map { .text($0) }).enumerated() {
            switch value {
            case .text(let text): statement.bind(Int32(index + 1), text)
            case .number(let number): statement.bind(Int32(index + 1), number)
            }
        }
        var ids: [Int] = []
        while try statement.step() { ids.append(statement.int(0)) }
        var documents: [DocumentRecord] = []
        for id in ids { if let document = try document(id) { documents.append(document) } }
        return documents
    }
}

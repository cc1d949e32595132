import DocumentModel
public import JSON
import Storage

extension Library {
    /// The content of a collection, or of all, as lines of JSON in path order: each document with its text, followed by
    /// its passages. Documents are read one at a time.
    public func export(
        collection: String? = nil, line: @escaping @Sendable (JSONValue) throws -> Void
    ) async throws {
        for document in try await documents(in: collection) {
            try Task.checkCancellation()
            let lines = try await reading { connection throws(StorageError) in
                try connection.exportLines(of: document)
            }
            for value in lines { try line(value) }
        }
    }
}

extension Connection {
    fileprivate func exportLines(of document: StoredDocument) throws(StorageError) -> [JSONValue] {
        // Removed since it was listed.
        guard let record = try self.document(document.id) else { return [] }
        let text = try text(of: record.id, in: TextSpan(0, record.textSize))
        let pages = try pages(of: record.id)
        let warnings = try warnings(of: record.id)
        var whole: JSONObject = ["type": "document"]
        whole.members += document.json.members
        whole.append("pages", .array(JSONArray(pages.map(\.json))))
        whole.append("warnings", .array(JSONArray(warnings.map(\.json))))
        whole.append("text", JSONValue(String(decoding: text, as: UTF8.self)))
        var lines: [JSONValue] = [.object(whole)]
        let collection = try requiredCollection(document.collection)
        for passage in try passages(of: record, in: collection) {
            let body = text[min(passage.span.start, text.count)..<min(passage.span.end, text.count)]
            lines.append([
                "type": "passage", "document_id": JSONValue(record.id), "span": passage.span.json,
                "heading": .array(JSONArray(passage.headingPath.map { JSONValue($0) })),
                "text": JSONValue(String(decoding: body, as: UTF8.self)),
            ])
        }
        return lines
    }
}

extension TextSpan {
    /// {start, end} in UTF-8 bytes.
    package var json: JSONValue { ["start": JSONValue(start), "end": JSONValue(end)] }
}

extension Page {
    package var json: JSONValue {
        var object: JSONObject = [
            "physical": JSONValue(number), "printed": .optional(label), "span": span.json,
            "rotation": JSONValue(rotation),
        ]
        switch state {
        case .read: object.append("state", "read")
        case .withoutText: object.append("state", "without_text")
        case .missing(let reason):
            object.append("state", "missing")
            object.append("reason", JSONValue(reason))
        }
        return .object(object)
    }
}

extension DocumentWarning {
    package var json: JSONValue {
        ["code": JSONValue(code.rawValue), "message": JSONValue(message), "page": page.map { JSONValue($0) } ?? .null]
    }
}

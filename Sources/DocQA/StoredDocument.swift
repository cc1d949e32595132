import DocumentModel
public import JSON
package import Storage

/// A document as the library keeps it.
public struct StoredDocument: Sendable, Hashable {
    public var id: Int
    public var collection: String
    /// The name its owner gave it, when it was handed over as bytes.
    public var externalID: String?
    /// Where its file is, when it was read from one.
    public var path: String?
    /// The path below the ingested folder, or the name it was given.
    public var name: String
    public var title: String?
    public var author: String?
    public var format: String
    /// Two letters; nil when it could not be told.
    public var language: String?
    /// Of the source's bytes, in hexadecimal digits.
    public var sha256: String
    public var sourceBytes: Int
    public var textBytes: Int
    public var lines: Int
    public var pages: Int
    public var passages: Int
    public var labels: [String: String]
    public var access: [String]
    /// Seconds since 1970.
    public var dated: Int?
    public var ingestedAt: Int

    package init(_ record: DocumentRecord, labels: [String: String] = [:], access: [String] = []) {
        id = record.id
        collection = record.collection
        externalID = record.externalID
        path = record.path
        name = record.name
        title = record.title
        author = record.author
        format = record.format.rawValue
        language = record.language
        sha256 = record.sha256.hexadecimal
        sourceBytes = record.sourceSize
        textBytes = record.textSize
        lines = record.lineCount
        pages = record.pageCount
        passages = record.passageCount
        self.labels = labels
        self.access = access
        dated = record.dated
        ingestedAt = record.ingestedAt
    }

    /// The identity of a document as every `--json` output shows it: `docs/schemas/vocabulary.json`.
    public var identityJSON: JSONObject {
        [
            "id": JSONValue(id), "external_id": .optional(externalID), "path": .optional(path), "name": JSONValue(name),
            "title": .optional(title), "sha256": JSONValue(sha256), "collection": JSONValue(collection),
        ]
    }

    /// Everything that is known of it: its identity as `document`, its facts beside it.
    public var json: JSONObject {
        var object: JSONObject = ["document": .object(identityJSON), "name": JSONValue(name)]
        object.append("author", .optional(author))
        object.append("format", JSONValue(format))
        object.append("language", .optional(language))
        object.append("source_bytes", JSONValue(sourceBytes))
        object.append("text_bytes", JSONValue(textBytes))
        object.append("line_count", JSONValue(lines))
        object.append("page_count", JSONValue(pages))
        object.append("passage_count", JSONValue(passages))
        object.append(
            "labels",
            .object(JSONObject(labels.sorted { $0.key < $1.key }.map { .init($0.key, JSONValue($0.value)) })))
        object.append("access", .array(JSONArray(access.map { JSONValue($0) })))
        object.append("dated", dated.map { JSONValue($0) } ?? .null)
        object.append("ingested_at", JSONValue(ingestedAt))
        return object
    }
}

extension JSONValue {
    static func optional(_ text: String?) -> JSONValue { text.map { JSONValue($0) } ?? .null }
}

extension [UInt8] {
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

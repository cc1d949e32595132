import DocumentModel
import Storage
import TestSupport

extension TemporaryFolder {
    var database: String { self["a.db"] }
}

/// A document of paragraphs; each is a block and a passage.
func sample(
    _ name: String, title: String? = nil, heading: String? = nil, _ paragraphs: [String]
) -> NewDocument {
    var text: [UInt8] = []
    var headings: [Heading] = []
    var blocks: [Block] = []
    var passages: [Passage] = []
    if let heading {
        headings.append(Heading(title: heading, level: 1, parent: nil, span: TextSpan(0, 0)))
    }
    for paragraph in paragraphs {
        let start = text.count
        text += Array(paragraph.utf8)
        let span = TextSpan(start, text.count)
        blocks.append(Block(.paragraph, span))
        passages.append(Passage(span: span, heading: heading == nil ? nil : 0, language: "en"))
        text += [0x0A, 0x0A]
    }
    let extracted = ExtractedDocument(
        format: .text, text: text, title: title, blocks: blocks, headings: headings)
    let hash = (0..<32).map { UInt8(truncatingIfNeeded: text.count &+ $0) }
    return NewDocument(
        source: DocumentSource(
            path: "/docs/\(name)", name: name, sha256: hash, size: text.count, modifiedNS: 1, inode: 1),
        extracted: extracted, passages: passages, language: "en")
}

extension Connection {
    /// The passages that FTS5 finds for a word, by number.
    func matches(_ word: String, in collection: Int = 1) throws(StorageError) -> [Int] {
        let pattern = "\"\(word)\""
        return try rows(
            "SELECT rowid FROM index_\(collection) WHERE index_\(collection) MATCH ?1 ORDER BY rowid",
            bind: { $0.bind(1, pattern) }, { $0.int(0) })
    }

    /// FTS5's own check of the index against the text.
    func checkIndex(_ collection: Int = 1) throws(StorageError) {
        try execute("INSERT INTO index_\(collection)(index_\(collection), rank) VALUES('integrity-check', 1)")
    }
}

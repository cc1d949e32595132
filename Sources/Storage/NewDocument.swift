package import DocumentModel

/// A document on its way into a collection: where it comes from, what was read, how it was cut.
package struct NewDocument: Sendable {
    package var source: DocumentSource
    package var extracted: ExtractedDocument
    package var passages: [Passage]
    package var language: String?
    package var labels: [String: String]
    package var access: [String]
    /// The document's own date in seconds since 1970, when it has one.
    package var dated: Int?
    /// The version of the extractors and the chunker that made it.
    package var extraction: Int

    package init(
        source: DocumentSource, extracted: ExtractedDocument, passages: [Passage], language: String? = nil,
        labels: [String: String] = [:], access: [String] = [], dated: Int? = nil, extraction: Int = 1
    ) {
        self.source = source
        self.extracted = extracted
        self.passages = passages
        self.language = language
        self.labels = labels
        self.access = access
        self.dated = dated
        self.extraction = extraction
    }
}

/// Where a document's bytes came from.
package struct DocumentSource: Sendable, Hashable {
    /// Absolute; nil for bytes that were handed over.
    package var path: String?
    /// What the document is called: the path below the ingested folder, or the name it was given.
    package var name: String
    package var externalID: String?
    /// 32 bytes, of the source.
    package var sha256: [UInt8]
    package var size: Int
    package var modifiedNS: Int?
    package var inode: Int?
    /// When the bytes were read, nanoseconds since 1970.
    package var readNS: Int?

    package init(
        path: String?, name: String, externalID: String? = nil, sha256: [UInt8], size: Int, modifiedNS: Int? = nil,
        inode: Int? = nil, readNS: Int? = nil
    ) {
        self.path = path
        self.name = name
        self.externalID = externalID
        self.sha256 = sha256
        self.size = size
        self.modifiedNS = modifiedNS
        self.inode = inode
        self.readNS = readNS
    }

    /// The name, unless it is the end of the path.
    var givenName: String? {
        guard let path, !name.isEmpty, path.utf8.suffix(name.utf8.count).elementsEqual(name.utf8) else { return name }
        return nil
    }
}

/// A file that could not be, or is not, read.
package struct SkippedFile: Sendable, Hashable {
    package var path: String
    /// Stable, for programs.
    package var code: String
    package var reason: String
    /// What the person can do about it.
    package var fix: String?
    /// Whether it is of a kind we read, so that something is missing without it.
    package var isReadableKind: Bool
    package var size: Int?
    package var modifiedNS: Int?

    package init(
        path: String, code: String, reason: String, fix: String? = nil, isReadableKind: Bool, size: Int? = nil,
        modifiedNS: Int? = nil
    ) {
        self.path = path
        self.code = code
        self.reason = reason
        self.fix = fix
        self.isReadableKind = isReadableKind
        self.size = size
        self.modifiedNS = modifiedNS
    }
}

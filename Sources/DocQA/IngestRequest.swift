/// What to ingest, and how.
public struct IngestRequest: Sendable {
    /// Folders and files.
    public var paths: [String]
    public var collection: String
    /// Patterns in the manner of `.gitignore`; with any, only files that match one are read.
    public var include: [String]
    /// Patterns of files that are left out.
    public var exclude: [String]
    /// A fixed language for a collection that this makes ("de"); nil judges each text.
    public var language: String?
    /// Labels for the documents of these paths, read again or not; a changed file keeps its own when none are given.
    public var labels: [String: String]
    /// Likewise: only askers who hold one of them find these documents.
    public var access: [String]
    /// Remove documents whose file is gone.
    public var prunes: Bool
    /// Read every file again, changed or not.
    public var force: Bool
    /// Say what would be done, change nothing.
    public var isDryRun: Bool
    /// How many files are read at once; nil: as many as there are processors.
    public var jobs: Int?
    /// Look at the ink of PDF pages for words that nobody can see.
    public var checkInk: Bool
    /// Text files above this many bytes are skipped.
    public var maximumFileBytes: Int
    /// Asked for the password of an encrypted PDF.
    public var password: (@Sendable (_ path: String) async -> String?)?

    public init(
        paths: [String], collection: String = "default", include: [String] = [], exclude: [String] = [],
        language: String? = nil, labels: [String: String] = [:], access: [String] = [], prunes: Bool = true,
        force: Bool = false, isDryRun: Bool = false, jobs: Int? = nil, checkInk: Bool = false,
        maximumFileBytes: Int = 64 << 20, password: (@Sendable (_ path: String) async -> String?)? = nil
    ) {
        self.paths = paths
        self.collection = collection
        self.include = include
        self.exclude = exclude
        self.language = language
        self.labels = labels
        self.access = access
        self.prunes = prunes
        self.force = force
        self.isDryRun = isDryRun
        self.jobs = jobs
        self.checkInk = checkInk
        self.maximumFileBytes = maximumFileBytes
        self.password = password
    }
}

/// A document handed over as bytes: what a help-desk pushes when an article changes.
public struct DocumentUpload: Sendable {
    /// Names the document for the one who pushes it; a second upload with the same id replaces the first.
    public var externalID: String
    /// Shown to people; its ending helps to recognise the format.
    public var name: String
    public var bytes: [UInt8]
    public var title: String?
    public var labels: [String: String]
    public var access: [String]
    /// Seconds since 1970: the document's own date.
    public var dated: Int?
    /// Asked for the password of an encrypted PDF.
    public var password: (@Sendable (_ name: String) async -> String?)?

    public init(
        externalID: String, name: String, bytes: [UInt8], title: String? = nil, labels: [String: String] = [:],
        access: [String] = [], dated: Int? = nil,
        password: (@Sendable (_ name: String) async -> String?)? = nil
    ) {
        self.externalID = externalID
        self.name = name
        self.bytes = bytes
        self.title = title
        self.labels = labels
        self.access = access
        self.dated = dated
        self.password = password
    }
}

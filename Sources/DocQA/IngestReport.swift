/// What an ingest did.
public struct IngestReport: Sendable, Equatable {
    public var collection: String
    public var added = 0
    public var updated = 0
    public var unchanged = 0
    public var moved = 0
    public var removed = 0
    public var skipped: [Skipped] = []
    /// Pages of paged documents that were read in this run, and those of them that gave no text.
    public var pages = 0
    public var pagesWithoutText = 0
    public var pagesMissing = 0
    /// Documents in which text was found that nobody can see.
    public var documentsWithHiddenText = 0
    /// Bytes of the files that were read.
    public var bytes = 0
    public var passages = 0
    public var seconds = 0.0
    public var isDryRun = false
    /// The run was stopped before its end; what is counted here is done, and the next run goes on from it.
    public var isInterrupted = false
    /// What a person should know about the run as a whole.
    public var notes: [String] = []
    /// In a dry run: what would happen to each file.
    public var planned: [Planned] = []

    /// A file that was not read.
    public struct Skipped: Sendable, Equatable {
        public var path: String
        public var code: String
        public var reason: String
        /// What can be done about it.
        public var fix: String?
        /// Whether it is of a kind that is read, so that something is missing without it.
        public var isReadableKind: Bool
    }

    public struct Planned: Sendable, Equatable {
        public enum Action: String, Sendable { case add, update, remove }
        public var path: String
        public var action: Action
    }

    public init(collection: String) {
        self.collection = collection
    }

    /// Whether the collection is another one than before.
    public var changesAnything: Bool { added + updated + moved + removed > 0 }

    /// Whether a file of a kind that is read could not be read: the run is finished, but something is missing.
    public var hasFailures: Bool { skipped.contains(where: \.isReadableKind) || pagesMissing > 0 }
}

/// How far an ingest has come.
public struct IngestProgress: Sendable, Equatable {
    /// `stopping`: cancelled, and writing what has been read.
    public enum Phase: String, Sendable { case looking, reading, finishing, stopping }

    public var phase: Phase = .looking
    public var files = 0
    public var filesDone = 0
    public var pagesDone = 0
    public var bytes = 0
    public var bytesDone = 0
    /// The file that was finished or begun last.
    public var current = ""

    public init() {}
}

/// What happens during an ingest, in order; `finished` comes last.
public enum IngestEvent: Sendable {
    case progress(IngestProgress)
    case skipped(IngestReport.Skipped)
    case finished(IngestReport)
}

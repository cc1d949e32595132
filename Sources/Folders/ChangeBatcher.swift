/// What changed in watched folders since the last batch.
package struct FolderChanges: Sendable, Hashable {
    /// Files and folders that were made, written, moved or removed, in order; empty when only a rescan helps.
    package var paths: [FilePath]
    /// The system could not tell every change: the folders have to be compared as a whole.
    package var needsRescan: Bool

    package init(paths: [FilePath], needsRescan: Bool) {
        self.paths = paths
        self.needsRescan = needsRescan
    }
}

/// Gathers changes until they pause, or until the first has waited long enough. Pure: time is handed in.
package struct ChangeBatcher: Sendable {
    /// A batch is due when nothing happened for this long.
    private let quiet: Duration
    /// No change waits longer than this.
    private let longest: Duration
    private var paths: Set<FilePath> = []
    private var needsRescan = false
    private var first: Duration?
    private var last: Duration?

    package init(quiet: Duration, longest: Duration) {
        self.quiet = quiet
        self.longest = longest
    }

    /// Notes a change at a time on any clock that only goes forward; no path means that a rescan is needed.
    package mutating func note(_ path: FilePath?, at now: Duration) {
        if let path { paths.insert(path) } else { needsRescan = true }
        first = first ?? now
        last = now
    }

    /// When the batch is due, or nil while there is none.
    package var due: Duration? {
        guard let first, let last else { return nil }
        return min(first + longest, last + quiet)
    }

    /// The batch, when it is due.
    package mutating func take(at now: Duration) -> FolderChanges? {
        guard let due, due <= now else { return nil }
        defer {
            paths = []
            needsRescan = false
            first = nil
            last = nil
        }
        return FolderChanges(paths: paths.sorted(), needsRescan: needsRescan)
    }
}

import Folders
import Glibc
import Storage

/// A file that has to be looked into.
struct IngestJob: Sendable {
    let file: WalkedFile
    /// The path below the folder that was named.
    let name: String
    /// The document that was read from this path before.
    let known: StoredFile?
}

/// What a run has to do, found by walking and comparing, without reading a file.
struct IngestPlan: Sendable {
    var jobs: [IngestJob] = []
    /// The documents whose files are as they were.
    var unchanged: [Int] = []
    /// Files that could not be read before and are the same still.
    var stillSkipped: [SkippedFile] = []
    /// Entries that are no files to read: pipes, broken links, unreadable folders.
    var skippedEntries: [SkippedFile] = []
    var comparison: FolderComparison
    var knownByPath: [String: StoredFile] = [:]
    /// Skipped files of earlier runs that are gone.
    var forgottenSkips: [String] = []
    var notes: [String] = []

    private let roots: [FilePath]
    private let unreadable: [FilePath]
    private let isFiltered: Bool
    private let keepsAll: Bool

    /// The bytes that the jobs stand for.
    var bytes: Int { jobs.reduce(0) { $0 + $1.file.facts.size } }

    /// - Parameters:
    ///   - known: the stored files of the collection below the roots.
    ///   - skipped: what earlier runs could not read there.
    init(
        roots: [IngestRoot], known: [StoredFile], skipped: [SkippedRecord], request: IngestRequest, extraction: Int
    ) {
        var walked = roots.count == 1 ? roots[0].walk.files : []
        var names: [FilePath: String] = [:]
        if roots.count > 1 {
            for root in roots {
                for file in root.walk.files where names[file.path] == nil {
                    walked.append(file)
                    names[file.path] = root.name(of: file.path)
                }
            }
        }
        self.roots = roots.map(\.path)
        unreadable = roots.flatMap { $0.walk.skipped }.filter { $0.code == .unreadableFolder }.map(\.path)
        isFiltered = !request.include.isEmpty || !request.exclude.isEmpty
        keepsAll = !request.prunes || (walked.isEmpty && !known.isEmpty && !request.force)
        if request.prunes, keepsAll {
            notes.append(
                "Nothing was found where \(known.count) documents were read before (is a disk not mounted?), so nothing "
                    + "was removed; --force removes them.")
        }
        knownByPath = Dictionary(known.map { ($0.path, $0) }) { first, _ in first }
        comparison = FolderComparison(known: known.compactMap(KnownFile.init), walked: walked)

        let skippedByPath = Dictionary(skipped.map { ($0.file.path, $0) }) { first, _ in first }
        func add(_ file: WalkedFile) {
            let path = file.path.display
            if !request.force, let before = skippedByPath[path], before.extraction == extraction,
                before.file.size == file.facts.size, before.file.modifiedNS == Int(file.facts.modified),
                IngestPlan.staysSkipped(before.file, request)
            {
                stillSkipped.append(before.file)
            } else {
                let name = names[file.path] ?? roots[0].name(of: file.path)
                jobs.append(IngestJob(file: file, name: name, known: knownByPath[path]))
            }
        }
        for pair in comparison.unchanged {
            let stored = knownByPath[pair.walked.path.display]
            if let stored, !request.force, stored.extraction == extraction {
                unchanged.append(stored.document)
            } else {
                add(pair.walked)
            }
        }
        for pair in comparison.maybeChanged { add(pair.walked) }
        for file in comparison.new { add(file) }
        jobs.sort { $0.file.path < $1.file.path }

        for entry in roots.flatMap({ $0.walk.skipped }) {
            skippedEntries.append(
                SkippedFile(
                    path: entry.path.display, code: entry.code.rawValue, reason: entry.reason, fix: entry.code.fix,
                    isReadableKind: entry.code == .unreadableFolder))
        }
        guard !skippedByPath.isEmpty else { return }
        let present = Set(walked.map(\.path.display))
        let listed = Set(skippedEntries.map(\.path))
        forgottenSkips = skippedByPath.keys.filter { !present.contains($0) && !listed.contains($0) }.sorted()
    }

    /// Whether looking again cannot help: neither the file nor what reads it has changed.
    private static func staysSkipped(_ file: SkippedFile, _ request: IngestRequest) -> Bool {
        switch file.code {
        case "kind_not_read", "malformed", "too_slow", "out_of_memory", "worker_failed": true
        case "encrypted", "wrong_password": request.password == nil
        case "too_large": (file.size ?? 0) > request.maximumFileBytes
        default: false
        }
    }

    /// What would be done, for a dry run.
    func describe(in report: inout IngestReport) {
        report.unchanged = unchanged.count
        for job in jobs {
            let action: IngestReport.Planned.Action = job.known == nil ? .add : .update
            report.planned.append(.init(path: job.file.path.display, action: action))
        }
        for file in removals(after: comparison) {
            report.planned.append(.init(path: file.path, action: .remove))
        }
        report.added = jobs.count { $0.known == nil }
        report.updated = jobs.count - report.added
        report.removed = report.planned.count { $0.action == .remove }
        for file in stillSkipped + skippedEntries { report.skipped.append(.init(file)) }
    }

    /// The documents whose file is gone, once it is known which files moved.
    func removals(after comparison: FolderComparison) -> [StoredFile] {
        guard !keepsAll else { return [] }
        return comparison.removed.compactMap { gone in
            // A folder that cannot be read says nothing about what is in it.
            guard !unreadable.contains(where: { gone.path == $0 || gone.path.isInside($0) }) else { return nil }
            // Left out by --include or --exclude, not gone.
            if isFiltered, gone.path.withCString({ access($0, F_OK) }) == 0 { return nil }
            return knownByPath[gone.path.display]
        }
    }
}

/// A path that was named, and what is there.
struct IngestRoot: Sendable {
    let path: FilePath
    let walk: FolderWalk
    private let isFolder: Bool

    init(_ given: String, options: WalkOptions) throws(DocQAError) {
        guard let path = FilePath(given).resolved else {
            throw DocQAError(code: "folder_missing", message: "\(given) does not exist: check its spelling.")
        }
        self.path = path
        do {
            walk = try FolderWalk(path, options: options)
        } catch {
            throw DocQAError(error)
        }
        isFolder = !walk.folders.isEmpty
    }

    /// Every path of a request, walked.
    static func all(of request: IngestRequest) throws(DocQAError) -> [IngestRoot] {
        let options = WalkOptions(include: request.include, exclude: request.exclude)
        var roots: [IngestRoot] = []
        for path in request.paths { roots.append(try IngestRoot(path, options: options)) }
        return roots
    }

    /// What a document is called: its path below the folder, or the file's own name.
    func name(of file: FilePath) -> String {
        guard isFolder, file.isInside(path) else { return file.lastComponent.display }
        let skipped = path.bytes.last == UInt8(ascii: "/") ? path.bytes.count : path.bytes.count + 1
        return FilePath(bytes: file.bytes.dropFirst(skipped)).display
    }
}

extension SkippedEntry.Code {
    /// What can be done about it.
    fileprivate var fix: String {
        switch self {
        case .unreadableFolder: "give yourself the right to read it, or leave it out with --exclude"
        case .specialFile: "it has no content to read; leave it out with --exclude"
        case .brokenLink: "mend the link, or remove it"
        case .linkOutOfRoot: "name what it leads to as a PATH of its own"
        case .vanished: "run ingest again"
        }
    }
}

extension KnownFile {
    init?(_ stored: StoredFile) {
        guard let hash = ContentHash(bytes: stored.sha256) else { return nil }
        self.init(
            path: FilePath(display: stored.path),
            facts: FileFacts(
                size: stored.size, modified: Int64(stored.modifiedNS ?? 0),
                inode: UInt64(bitPattern: Int64(stored.inode ?? 0)), device: 0),
            hash: hash, readAt: stored.readNS.map(Int64.init))
    }
}

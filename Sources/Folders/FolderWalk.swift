internal import Glibc

/// Which files are in a folder: every file once, in the order of their paths.
///
/// Ignore files have git's meaning, those above the root included up to the top of its repository. Hidden files are left
/// out unless an ignore file names them with `!`; folders of version control always. A symbolic link is followed when it
/// stays inside the root and leads to something that is not found under its own name.
package struct FolderWalk: Sendable {
    package private(set) var files: [WalkedFile] = []
    package private(set) var skipped: [SkippedEntry] = []
    /// The folders that were looked into: what a watch has to watch.
    package private(set) var folders: [FilePath] = []
    /// Those of them in which something came or went, where that was asked for.
    package private(set) var changedFolders: [FilePath] = []
    /// Whether the walk came to its end; one with a deadline may not.
    package private(set) var isComplete = true
    /// How many entries ignore files, globs and the rule for hidden files left out.
    package private(set) var ignoredCount = 0

    /// Walks what lies in one folder below the root, under the rules that hold there; `willList` is told each folder
    /// before it is listed. Gives nothing when a rule leaves the folder out.
    init(
        _ root: FilePath, under relative: FilePath, options: WalkOptions, willList: @escaping (FilePath) -> Void
    ) throws(FolderError) {
        var walker = Walker(root: root, options: options, willList: willList)
        try walker.walk(under: relative)
        take(walker)
    }

    /// What a walk of the root finds right in one folder, and which folders lie in it; nothing deeper, and nothing that only
    /// links lead to. Gives nothing when a rule leaves the folder out.
    package init(_ root: FilePath, onlyIn relative: FilePath, options: WalkOptions = WalkOptions()) throws(FolderError)
    {
        var walker = Walker(root: root, options: options, isShallow: true)
        try walker.walk(under: relative)
        take(walker)
    }

    /// What may have changed below the root: files that did since a second, and all that lies in folders in which something came
    /// or went since; nothing that only links lead to. Files that are as they were cost a `stat` each and nothing else.
    ///
    /// - Parameters:
    ///   - second: since 1970.
    ///   - deadline: what was not looked at until then is left out.
    package init(
        _ root: FilePath, changedSince second: Int, until deadline: ContinuousClock.Instant,
        options: WalkOptions = WalkOptions()
    ) throws(FolderError) {
        var status = stat()
        guard root.withCString({ stat($0, &status) }) == 0 else { throw FolderError(.init(errno), walking: root) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            if status.st_ctim.tv_sec >= second { files = [WalkedFile(path: root, facts: FileFacts(status))] }
            return
        }
        var walker = Walker(root: root, options: options, changes: Changes(since: second, deadline: deadline))
        try walker.walk()
        take(walker)
        changedFolders = walker.changedFolders
        isComplete = !walker.isLate
    }

    /// Walks a folder; a path to a regular file gives that file, whatever the rules say.
    package init(_ root: FilePath, options: WalkOptions = WalkOptions()) throws(FolderError) {
        var status = stat()
        guard root.withCString({ stat($0, &status) }) == 0 else { throw FolderError(.init(errno), walking: root) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: files = [WalkedFile(path: root, facts: FileFacts(status))]
        case S_IFDIR:
            var walker = Walker(root: root, options: options)
            try walker.walk()
            take(walker)
        default: throw FolderError(.notRegular, walking: root)
        }
    }

    private mutating func take(_ walker: Walker) {
        files = walker.files
        skipped = walker.skipped
        folders = walker.folders
        ignoredCount = walker.ignoredCount
    }
}

/// What a walk for changes goes by.
private struct Changes {
    var since: Int
    var deadline: ContinuousClock.Instant

    func hasChanged(_ time: timespec) -> Bool { time.tv_sec >= since }
}

/// The walk under way. Paths are relative to the root until the end.
private struct Walker {
    private struct FileIdentity: Hashable {
        var device, inode: UInt64
        init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
        init(_ facts: FileFacts) {
            device = facts.device
            inode = facts.inode
        }
    }

    private struct Pending {
        var path: [UInt8]
        var outer: IgnoreRules?
    }

    private struct Link {
        var path: [UInt8]
        var status: stat
        var rules: IgnoreRules?
    }

    let root: FilePath
    let options: WalkOptions
    var files: [WalkedFile] = []
    var skipped: [SkippedEntry] = []
    var folders: [FilePath] = []
    var ignoredCount = 0
    private let include: [PathPattern]
    private let exclude: IgnoreRules
    private let realRoot: FilePath
    private var visited: Set<FileIdentity> = []
    private var links: [Link] = []

    private let willList: (FilePath) -> Void
    private let isShallow: Bool
    private let changes: Changes?
    var changedFolders: [FilePath] = []
    /// Entries of the folders that were listed.
    private var looked = 0
    /// Whether the deadline came before the end.
    var isLate = false

    init(
        root: FilePath, options: WalkOptions, isShallow: Bool = false, changes: Changes? = nil,
        willList: @escaping (FilePath) -> Void = { _ in }
    ) {
        self.willList = willList
        self.isShallow = isShallow
        self.changes = changes
        self.root = root
        self.options = options
        include = options.include.compactMap { PathPattern(line: Array($0.utf8)[...]) }
        exclude = IgnoreRules(patterns: options.exclude.compactMap { PathPattern(line: Array($0.utf8)[...]) })
        realRoot = root.resolved ?? root
    }

    mutating func walk() throws(FolderError) {
        let outer = IgnoreRules.above(realRoot, names: options.ignoreFiles)
        try walk(from: Pending(path: [], outer: outer))
        try finish()
    }

    mutating func walk(under relative: FilePath) throws(FolderError) {
        var folder = Pending(path: [], outer: IgnoreRules.above(realRoot, names: options.ignoreFiles))
        for name in relative.bytes.split(separator: UInt8(ascii: "/")) {
            let rules = rules(in: folder, options.ignoreFiles)
            if !folder.path.isEmpty { folder.path.append(UInt8(ascii: "/")) }
            folder.path.append(contentsOf: name)
            guard isWanted(folder.path, name: name, isFolder: true, rules) else { return }
            folder.outer = rules
        }
        try walk(from: folder)
        try finish()
    }

    private mutating func finish() throws(FolderError) {
        try followLinks()
        files.sort { $0.path < $1.path }
        skipped.sort { $0.path < $1.path }
        folders.sort()
    }

    private mutating func walk(from start: Pending) throws(FolderError) {
        var pending = [start]
        while let folder = pending.popLast() {
            guard !Task.isCancelled else { throw FolderError(.cancelled, "The walk was cancelled.") }
            guard isInTime() else { return }
            willList(fullPath(folder.path))
            do throws(RegularFile.Failure) {
                let listing = try DirectoryListing(fullPath(folder.path))
                look(into: listing, folder, &pending)
            } catch {
                if folder.path.isEmpty { throw FolderError(error, walking: root) }
                skip(folder.path, error == .vanished ? .vanished : .unreadableFolder, "The folder cannot be read.")
            }
        }
    }

    private mutating func look(into listing: borrowing DirectoryListing, _ folder: Pending, _ pending: inout [Pending])
    {
        var status = stat()
        guard fstat(listing.descriptor, &status) == 0, visited.insert(FileIdentity(status)).inserted else { return }
        folders.append(fullPath(folder.path))
        let rules = rules(of: listing, folder)
        looked += listing.entries.count
        let hasChanged = changes?.hasChanged(status.st_mtim)
        if hasChanged == true { changedFolders.append(fullPath(folder.path)) }
        for (number, entry) in listing.entries.enumerated() {
            if let changes {
                guard number % 256 != 255 || isInTime() else { return }
                // Attributes change with the content, and also where somebody sets the time of the content back.
                if hasChanged == false, entry.type == DT_REG,
                    listing.status(entry).map({ !changes.hasChanged($0.st_ctim) }) ?? true
                {
                    continue
                }
            }
            var path = folder.path
            if !path.isEmpty { path.append(UInt8(ascii: "/")) }
            let name = listing.name(entry)
            path.append(contentsOf: name)
            // Most file systems say what an entry is: an ignored one is not looked at.
            var known: stat?
            if entry.type == DT_UNKNOWN { known = listing.status(entry) }
            let isFolder = known.map { $0.st_mode & S_IFMT == S_IFDIR } ?? (entry.type == DT_DIR)
            guard isWanted(path, name: name, isFolder: isFolder, rules) else {
                ignoredCount += 1
                continue
            }
            guard let status = known ?? listing.status(entry) else {
                skip(path, .vanished, "It went away while the folder was read.")
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR where isShallow: folders.append(fullPath(path))
            case S_IFDIR: pending.append(Pending(path: path, outer: rules))
            case S_IFREG: add(path, status)
            case S_IFLNK where isShallow || changes != nil: break
            case S_IFLNK: note(link: path, listing.status(entry, following: true), rules)
            default: skip(path, .specialFile, "It is a pipe, a socket or a device, not a file with content.")
            }
        }
    }

    private mutating func isInTime() -> Bool {
        // A few entries are always looked at, also by a process that just had to wait for its turn.
        if let changes, looked > 128, ContinuousClock.now >= changes.deadline { isLate = true }
        return !isLate
    }

    private func rules(of listing: borrowing DirectoryListing, _ folder: Pending) -> IgnoreRules? {
        let present = options.ignoreFiles.filter { listing.contains($0) }
        guard !present.isEmpty else { return folder.outer }
        return rules(in: folder, present)
    }

    /// The rules inside a folder whose ignore files have these names.
    private func rules(in folder: Pending, _ names: [String]) -> IgnoreRules? {
        let patterns = names.flatMap { name in
            IgnoreRules.patterns(inFile: fullPath(folder.path).appending(FilePath(name)))
        }
        guard !patterns.isEmpty else { return folder.outer }
        let depth = folder.path.isEmpty ? 0 : folder.path.count + 1
        return IgnoreRules(patterns: patterns, depth: depth, outer: folder.outer)
    }

    private func isWanted(
        _ path: [UInt8], name: ArraySlice<UInt8>, isFolder: Bool, _ rules: IgnoreRules?
    ) -> Bool {
        if isFolder, Self.versionControl.contains(where: { name.elementsEqual($0) }) { return false }
        if exclude.verdict(path[...], isDirectory: isFolder) == .ignored { return false }
        switch rules?.verdict(path[...], isDirectory: isFolder) ?? .undecided {
        case .ignored: return false
        case .kept: return true
        case .undecided: return name.first != UInt8(ascii: ".")
        }
    }

    private static let versionControl = [".git", ".hg", ".svn", ".bzr", ".jj", ".pijul", "_darcs", "CVS"].map {
        Array($0.utf8)
    }

    private func isIncluded(_ path: [UInt8]) -> Bool {
        guard !include.isEmpty else { return true }
        if include.contains(where: { $0.matches(path[...], isDirectory: false) }) { return true }
        return path.indices.contains { index in
            path[index] == UInt8(ascii: "/")
                && include.contains { $0.matches(path[..<index], isDirectory: true) }
        }
    }

    private mutating func add(_ path: [UInt8], _ status: stat) {
        if isIncluded(path) {
            files.append(WalkedFile(path: fullPath(path), facts: FileFacts(status)))
        } else {
            ignoredCount += 1
        }
    }

    private mutating func note(link path: [UInt8], _ target: stat?, _ rules: IgnoreRules?) {
        guard let target else {
            skip(path, .brokenLink, "The symbolic link leads nowhere.")
            return
        }
        guard let resolved = fullPath(path).resolved, resolved == realRoot || resolved.isInside(realRoot) else {
            skip(path, .linkOutOfRoot, "The symbolic link leads out of the folder.")
            return
        }
        links.append(Link(path: path, status: target, rules: rules))
    }

    /// After everything has been found under its own name: what only links lead to.
    private mutating func followLinks() throws(FolderError) {
        while !links.isEmpty {
            let batch = links.sorted { FilePath(bytes: $0.path) < FilePath(bytes: $1.path) }
            links = []
            for link in batch where link.status.st_mode & S_IFMT == S_IFDIR {
                guard !visited.contains(FileIdentity(link.status)) else { continue }
                try walk(from: Pending(path: link.path, outer: link.rules))
            }
            var found = Set(files.map { FileIdentity($0.facts) })
            for link in batch where link.status.st_mode & S_IFMT == S_IFREG {
                if found.insert(FileIdentity(link.status)).inserted { add(link.path, link.status) }
            }
        }
    }

    private mutating func skip(_ path: [UInt8], _ code: SkippedEntry.Code, _ reason: String) {
        skipped.append(SkippedEntry(path: fullPath(path), code: code, reason: reason))
    }

    private func fullPath(_ relative: [UInt8]) -> FilePath {
        root.appending(FilePath(bytes: relative))
    }
}

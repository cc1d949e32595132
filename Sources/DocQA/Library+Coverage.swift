import Answering
import DocumentModel
import Folders
import Retrieval
import Storage

/// What an answer cannot know: pages without text, files that could not be read, and what changed since the last ingest.
extension Library {
    /// So many files are named; of more than that there is a count.
    private static let mostFiles = 20
    /// So many folders are looked into when something changed in them.
    private static let mostFolders = 64

    /// What was not searched and might matter, what concerns the documents that were found first.
    ///
    /// Looking for what changed takes a `stat` of each of these documents, of the folders they lie in, and of the folders that
    /// were ingested; a folder is listed only when its time says that something came or went.
    func unread(
        near evidence: [Evidence], _ found: Retrieval, _ request: AskRequest
    ) async throws(DocQAError) -> [Answer.UnreadPart] {
        let documents = Set(evidence.map(\.document)).sorted(by: EvidenceLayout.isBefore)
        let names = found.searched.collections
        // Files that never became documents have no labels: who may not see everything is not told their names.
        let seesFiles = request.access == nil
        let known = try await reading { connection throws(StorageError) in
            try connection.coverage(of: documents, in: names, seesFiles: seesFiles, limit: Library.mostFiles)
        }
        var parts = known.pages + known.files.compactMap(\.changed)
        parts += known.skipped
        if seesFiles, request.filter.isEmpty { parts += try await newFiles(known) }
        return parts
    }

    private func newFiles(_ known: Coverage) async throws(DocQAError) -> [Answer.UnreadPart] {
        var candidates: [(collection: String, path: FilePath, root: FilePath, isFolder: Bool)] = []
        for (collection, folder, root) in known.changedFolders.prefix(Library.mostFolders) {
            guard let relative = folder.relative(to: root), let walk = try? FolderWalk(root, onlyIn: relative) else {
                continue
            }
            candidates += walk.files.map { (collection, $0.path, root, false) }
            candidates += walk.folders.filter { $0 != folder }.map { (collection, $0, root, true) }
        }
        guard !candidates.isEmpty else { return [] }
        let all = candidates
        let new = try await reading { connection throws(StorageError) in
            var new: [(path: String, isFolder: Bool)] = []
            for candidate in all {
                guard let collection = try connection.collection(named: candidate.collection) else { continue }
                let isKnown =
                    candidate.isFolder
                    ? try connection.knowsFile(below: candidate.path, root: candidate.root, in: collection)
                    : try connection.isKnown(path: candidate.path.display, in: collection)
                if !isKnown { new.append((candidate.path.display, candidate.isFolder)) }
            }
            return new
        }
        // An empty folder, or one without anything to read, is nothing new.
        let files = new.filter { !$0.isFolder || Library.holdsFiles(FilePath(display: $0.path)) }
        var parts = files.prefix(Library.mostFiles).map { file in
            Answer.UnreadPart(
                name: file.path, pages: [],
                reason: file.isFolder
                    ? "this folder came since the last ingest" : "this file came since the last ingest")
        }
        if files.count > parts.count {
            parts.append(
                Answer.UnreadPart(
                    name: "\(files.count - parts.count) more files", pages: [],
                    reason: "they came since the last ingest"))
        }
        return parts
    }

    private static func holdsFiles(_ folder: FilePath) -> Bool {
        (try? FolderWalk(folder, onlyIn: FilePath("")))?.files.isEmpty == false
    }
}

/// What the database knows of the parts that could not be searched, and of the files behind it.
private struct Coverage: Sendable {
    var pages: [Answer.UnreadPart] = []
    var skipped: [Answer.UnreadPart] = []
    var files: [ReadFile] = []
    /// The folders and files that were ingested, with the second at which that began, by collection.
    var roots: [String: [String: Int]] = [:]

    /// A file as it was when it was read.
    struct ReadFile: Sendable {
        var collection: String
        var name: String
        var path: FilePath
        var size: Int
        var modified: Int?

        /// What became of it; nil when it is as it was.
        var changed: Answer.UnreadPart? {
            guard let facts = FileFacts(path) else {
                return Answer.UnreadPart(name: name, pages: [], reason: "the file is gone since it was read")
            }
            guard facts.size != size || Int(facts.modified) != modified else { return nil }
            return Answer.UnreadPart(
                name: name, pages: [], reason: "the file changed since it was read: what is new in it was not searched")
        }
    }

    /// Folders in which something came or went since they were read: those that were ingested, and those in which the
    /// files lie.
    var changedFolders: [(collection: String, folder: FilePath, root: FilePath)] {
        var folders: [(collection: String, folder: FilePath, root: FilePath)] = []
        for (collection, runs) in roots.sorted(by: { $0.key < $1.key }) {
            let own = files.filter { $0.collection == collection }.map(\.path.parent)
            for (root, began) in runs.sorted(by: { $0.key < $1.key }) {
                let root = FilePath(display: root)
                let below = Set(own.filter { $0 == root || $0.isInside(root) }).union([root]).sorted()
                for folder in below where !folders.contains(where: { $0.folder == folder }) {
                    // A folder that changed in the second in which the ingest began may have changed before or after it.
                    guard let facts = FileFacts(folder), Int(facts.modified) / 1_000_000_000 >= began else { continue }
                    folders.append((collection, folder, root))
                }
            }
        }
        return folders
    }
}

extension FilePath {
    /// The path below a folder; empty for the folder itself, nil for what is not in it.
    fileprivate func relative(to root: FilePath) -> FilePath? {
        if self == root { return FilePath("") }
        guard isInside(root) else { return nil }
        return FilePath(bytes: bytes.dropFirst(root.bytes.count).drop { $0 == UInt8(ascii: "/") })
    }
}

extension Connection {
    /// So many files of a folder are asked for before it is taken for new.
    private static let askedFiles = 256

    /// Whether a file below this folder was read or tried before. The folder's files are asked for, which an index knows, not the
    /// documents for their folders: mostly the first file is known.
    fileprivate func knowsFile(
        below folder: FilePath, root: FilePath, in collection: Collection
    ) throws(StorageError) -> Bool {
        var waiting = [folder]
        var asked = 0
        while asked < Connection.askedFiles, let next = waiting.popLast() {
            guard let relative = next.relative(to: root), let walk = try? FolderWalk(root, onlyIn: relative) else {
                continue
            }
            for file in walk.files.prefix(Connection.askedFiles - asked) {
                if try isKnown(path: file.path.display, in: collection) { return true }
            }
            asked += walk.files.count + 1
            waiting += walk.folders.filter { $0 != next }
        }
        return false
    }

    fileprivate func coverage(
        of documents: [DocumentIdentity], in names: [String], seesFiles: Bool, limit: Int
    ) throws(StorageError) -> Coverage {
        var coverage = Coverage()
        for identity in documents {
            guard let record = try document(identity.id) else { continue }
            if record.pageCount > 0 { coverage.pages += try unreadPages(of: record) }
            guard let path = record.path else { continue }
            coverage.files.append(
                Coverage.ReadFile(
                    collection: record.collection, name: record.name, path: FilePath(display: path),
                    size: record.sourceSize, modified: record.modifiedNS))
        }
        guard seesFiles else { return coverage }
        var left = 0
        for name in names {
            guard let collection = try collection(named: name) else { continue }
            coverage.roots[name] = try lastIngests(of: collection)
            let room = max(0, limit - coverage.skipped.count)
            let unread = try unreadFiles(in: collection, limit: room)
            coverage.skipped += unread.files.map { Answer.UnreadPart(name: $0.path, pages: [], reason: $0.reason) }
            left += unread.count - unread.files.count
        }
        if left > 0 {
            coverage.skipped.append(
                Answer.UnreadPart(
                    name: "\(left) more files", pages: [], reason: "they could not be read either: see docqa status"))
        }
        return coverage
    }

    private func unreadPages(of record: DocumentRecord) throws(StorageError) -> [Answer.UnreadPart] {
        let pages = try pages(of: record.id)
        var parts: [Answer.UnreadPart] = []
        let withoutText = pages.filter { $0.state == .withoutText }.map(\.number)
        if !withoutText.isEmpty {
            parts.append(Answer.UnreadPart(name: record.name, pages: withoutText, reason: "no text on these pages"))
        }
        let missing = pages.filter { if case .missing = $0.state { true } else { false } }.map(\.number)
        if !missing.isEmpty {
            parts.append(Answer.UnreadPart(name: record.name, pages: missing, reason: "these pages could not be read"))
        }
        return parts
    }
}

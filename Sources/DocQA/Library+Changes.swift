import DocumentModel
import Folders
import Storage

/// The folders and files that were ingested, with the second at which that began, by collection.
typealias IngestedFolders = [String: [String: Int]]

/// What came and changed in the folders that were ingested, since they were.
extension Library {
    /// So many are named of those that came and of those that changed; of more than that there is a count.
    private static let mostChanges = 20
    /// The longest that looking for changes may take. A thousand files take about two milliseconds.
    private static let patience = Duration.milliseconds(8)
    /// After so many seconds, that a folder is too large to be looked through is worth saying.
    private static let oldAge = 86_400

    /// - Parameter known: files about which is told anyway.
    func changes(
        since roots: IngestedFolders, but known: Set<FilePath>
    ) async throws(DocQAError) -> [Answer.UnreadPart] {
        let deadline = ContinuousClock.now + Library.patience
        var found: [FolderChanges] = []
        for (collection, runs) in roots.sorted(by: { $0.key < $1.key }) {
            for (root, began) in runs.sorted(by: { $0.key < $1.key }) {
                let root = FilePath(display: root)
                // A folder that is gone holds nothing new.
                guard let walk = try? FolderWalk(root, changedSince: began, until: deadline) else { continue }
                found.append(FolderChanges(collection: collection, root: root, began: began, walk: walk))
            }
        }
        let looked = found.filter { !$0.walk.files.isEmpty || !$0.walk.changedFolders.isEmpty || !$0.walk.isComplete }
        guard !looked.isEmpty else { return [] }
        let (news, isComplete) = try await reading { connection throws(StorageError) in
            var news = FolderNews()
            for changes in looked {
                guard let collection = try connection.collection(named: changes.collection) else { continue }
                try connection.compare(changes, in: collection, until: deadline, &news)
            }
            return (news, news.isComplete)
        }
        var parts = Library.parts(news.came, "this file came since the last ingest", "they came since the last ingest")
        parts += Library.parts(
            news.folders, "this folder came since the last ingest", "these folders came since the last ingest")
        let changed = news.changed.filter { !known.contains($0.path) }.map(\.name)
        parts += Library.parts(
            changed, "the file changed since it was read: what is new in it was not searched",
            "they changed since they were read: what is new in them was not searched")
        let now = self.now() / 1_000_000_000
        for changes in looked where !(changes.walk.isComplete && isComplete) && now - changes.began > Library.oldAge {
            parts.append(
                Answer.UnreadPart(
                    name: changes.root.display, pages: [],
                    reason: "it holds too many files to see in passing what came or changed since it was ingested"))
        }
        return parts
    }

    private static func parts(_ names: [String], _ reason: String, _ reasonForMore: String) -> [Answer.UnreadPart] {
        var seen: Set<String> = []
        let names = names.filter { seen.insert($0).inserted }
        var parts = names.prefix(mostChanges).map { Answer.UnreadPart(name: $0, pages: [], reason: reason) }
        if names.count > parts.count {
            let rest = names.count - parts.count
            parts.append(Answer.UnreadPart(name: "\(rest) more", pages: [], reason: reasonForMore))
        }
        return parts
    }
}

/// What of a folder may have changed.
private struct FolderChanges: Sendable {
    var collection: String
    var root: FilePath
    var began: Int
    var walk: FolderWalk
}

/// What of it the database does not know.
private struct FolderNews: Sendable {
    var came: [String] = []
    var folders: [String] = []
    var changed: [(name: String, path: FilePath)] = []
    var isComplete = true
}

extension Connection {
    fileprivate func compare(
        _ changes: FolderChanges, in collection: Collection, until deadline: ContinuousClock.Instant,
        _ news: inout FolderNews
    ) throws(StorageError) {
        let changedFolders = Set(changes.walk.changedFolders)
        var unknown: Set<FilePath> = []
        let folders = changes.walk.folders.filter { changedFolders.contains($0.parent) && $0 != changes.root }
        for (number, folder) in folders.enumerated() {
            if number % 16 == 15, ContinuousClock.now >= deadline { return news.isComplete = false }
            guard !unknown.contains(folder.parent) else {
                unknown.insert(folder)
                continue
            }
            let isKnown = try knowsFile(below: folder, root: changes.root, in: collection)
            guard isKnown != true else { continue }
            unknown.insert(folder)
            // An empty folder, or one without anything to read, is nothing new.
            if isKnown == false { news.folders.append(folder.display) }
        }
        for (number, file) in changes.walk.files.enumerated() where !unknown.contains(file.path.parent) {
            if number % 64 == 63, ContinuousClock.now >= deadline { return news.isComplete = false }
            let path = file.path.display
            if let read = try fileAsRead(path: path, in: collection) {
                if file.facts.size != read.size || Int(file.facts.modified) != read.modified {
                    news.changed.append((read.name, file.path))
                }
            } else if try !isKnown(path: path, in: collection) {
                news.came.append(path)
            }
        }
    }

    /// So many files of a folder are asked for before it is taken for new.
    private static let askedFiles = 256

    /// Whether a file below this folder was read or tried before; nil when there is none. The folder's files are asked for, which
    /// an index knows, not the documents for their folders: mostly the first file is known.
    private func knowsFile(
        below folder: FilePath, root: FilePath, in collection: Collection
    ) throws(StorageError) -> Bool? {
        var waiting = [folder]
        var (asked, files) = (0, 0)
        while asked < Connection.askedFiles, let next = waiting.popLast() {
            guard let relative = next.relative(to: root), let walk = try? FolderWalk(root, onlyIn: relative) else {
                continue
            }
            for file in walk.files.prefix(Connection.askedFiles - asked) {
                if try isKnown(path: file.path.display, in: collection) { return true }
            }
            files += walk.files.count
            asked += walk.files.count + 1
            waiting += walk.folders.filter { $0 != next }
        }
        return files == 0 ? nil : false
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

import Answering
import DocumentModel
import Folders
import Retrieval
import Storage

/// What an answer cannot know: pages without text, files that could not be read, and what changed since the last ingest.
extension Library {
    /// So many files are named; of more than that there is a count.
    private static let mostFiles = 20

    /// What was not searched and might matter, what concerns the documents that were found first.
    ///
    /// Looking for what changed takes a `stat` of each of these documents, and of each file below the folders that were ingested
    /// as far as a few milliseconds reach; only what the times say may have changed is looked up.
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
        if seesFiles, request.filter.isEmpty {
            parts += try await changes(since: known.roots, but: Set(known.files.map(\.path)))
        }
        return parts
    }
}

/// What the database knows of the parts that could not be searched, and of the files behind it.
private struct Coverage: Sendable {
    var pages: [Answer.UnreadPart] = []
    var skipped: [Answer.UnreadPart] = []
    var files: [ReadFile] = []
    var roots: IngestedFolders = [:]

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
}

extension Connection {
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

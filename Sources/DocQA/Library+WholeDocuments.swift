import Answering
import DocumentModel
import Retrieval
import Storage

/// When more of a document is sent than the passages that were found: what stands around them explains them, and a prefix of
/// whole documents is the same for the next question.
extension Library {
    /// A document of at most so many bytes goes whole: about as much as two long passages.
    static let shortDocument = 2_000
    /// When everything that may be asked is at most so many bytes, all of it goes: no more than twelve long passages are.
    static let smallCollection = 12_000

    /// The passages with short documents in place of their parts; or all there is, when that is little.
    ///
    /// - Parameter found: what was searched, and how much of it the person may see.
    func wholeWhereShort(
        _ evidence: [Evidence], _ found: Retrieval, _ request: AskRequest
    ) async throws(DocQAError) -> [Evidence] {
        let filter = request.filter
        let collections = request.collections
        let passages = found.searched.allowed ?? found.searched.passages
        return try await reading { connection throws(StorageError) in
            // Each passage is some text, so that many of them cannot be little.
            if passages <= Library.smallCollection / 100 {
                let all = try connection.documents(passing: filter, in: collections)
                if all.reduce(0, { $0 + $1.textSize }) <= Library.smallCollection {
                    var everything: [Evidence] = []
                    for record in all { everything += try connection.whole(record) }
                    return everything
                }
            }
            var result: [Evidence] = []
            var whole: Set<Int> = []
            for passage in evidence where !whole.contains(passage.document.id) {
                guard let record = try connection.document(passage.document.id),
                    record.textSize <= Library.shortDocument,
                    record.sha256.hexadecimal == passage.document.sha256
                else {
                    result.append(passage)
                    continue
                }
                whole.insert(record.id)
                result += try connection.whole(record)
            }
            return result
        }
    }
}

extension Connection {
    /// All that can be seen of a document: as one text, or in its passages where it has tables or code.
    func whole(_ record: DocumentRecord) throws(StorageError) -> [Evidence] {
        let passages = try evidence(
            of: record, passages: record.firstPassage..<(record.firstPassage + record.passageCount))
        guard passages.count > 1, passages.allSatisfy({ $0.manner == .sentences }) else { return passages }
        let span = TextSpan(0, record.textSize)
        return [
            Evidence(
                document: DocumentIdentity(record), span: span, text: try text(of: record.id, in: span),
                headingPath: [], kind: .prose, score: 0, hidden: try hidden(of: record.id).map(\.span))
        ]
    }
}

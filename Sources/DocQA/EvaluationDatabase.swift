import Evaluation
import Folders
import Glibc
package import Retrieval
import Storage

/// A folder of documents, ingested into a database that is gone afterwards, and asked questions.
package final class EvaluationDatabase: Sendable {
    package let library: Library
    package let report: IngestReport
    private let folder: String

    /// - Parameter documents: a folder with the documents.
    package init(of documents: String) async throws(DocQAError) {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/docqa-eval-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw DocQAError(
                code: "folder_missing",
                message: "No temporary folder can be made in \(base): set TMPDIR to another place.")
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        library = try await Library.open(at: "\(folder)/evaluation.db")
        report = try await library.ingest(IngestRequest(paths: [documents]))
    }

    /// Closes and deletes the database.
    package func remove() async {
        await library.close()
        for ending in ["", "-wal", "-shm", ".lock"] { unlink("\(folder)/evaluation.db\(ending)") }
        rmdir(folder)
    }

    /// The documents' names without their endings, by id: what judgements call them.
    package func stems() async throws(DocQAError) -> [Int: String] {
        let documents = try await library.documents()
        return Dictionary(documents.map { ($0.id, EvaluationDatabase.stem($0.name)) }) { first, _ in first }
    }

    private static func stem(_ name: String) -> String {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        return last.lastIndex(of: ".").map { String(last[..<$0]) } ?? last
    }
}

/// What one question's search gave.
package struct EvaluatedSearch: Sendable {
    package var retrieval: Retrieval
    package var milliseconds: Double
}

extension EvaluationDatabase {
    package func search(
        _ question: String, settings: RankingSettings = RankingSettings(), documents: [Int]? = nil,
        limit: Int = 100
    ) async throws(DocQAError) -> EvaluatedSearch {
        var request = RetrievalRequest(question, limit: limit)
        request.filter.documents = documents
        let clock = ContinuousClock()
        let start = clock.now
        let retrieval = try await library.retrieve(request, settings: settings)
        let taken = (clock.now - start).components
        return EvaluatedSearch(
            retrieval: retrieval, milliseconds: Double(taken.seconds) * 1e3 + Double(taken.attoseconds) / 1e15)
    }
}

extension Retrieval {
    /// Documents by their best passage, each once; where the same text stands as well comes right behind it.
    package var rankedDocuments: [(document: Int, score: Double)] {
        var seen: Set<Int> = []
        var ranked: [(document: Int, score: Double)] = []
        for passage in passages {
            for document in [passage.document] + passage.otherPlaces.map(\.document)
            where seen.insert(document).inserted {
                ranked.append((document, passage.score))
            }
        }
        return ranked
    }
}

import DocumentModel
package import Evaluation
package import Retrieval
import Storage

/// How well the right document and the right page are found.
package struct PageEvaluation: Sendable {
    package var document = PlaceQuality()
    package var page = PlaceQuality()
    package var pageInDocument = PlaceQuality()
    package var milliseconds: [Double] = []

    package init(
        _ set: PageQuestions, in database: EvaluationDatabase, settings: RankingSettings = RankingSettings()
    ) async throws(DocQAError) {
        let stems = try await database.stems()
        for question in set.questions {
            let search = try await database.search(question.text, settings: settings)
            milliseconds.append(search.milliseconds)
            let documents = search.retrieval.rankedDocuments.map { stems[$0.document] }
            document.add(documents.firstIndex(of: question.document).map { $0 + 1 })
            page.add(try await database.rank(of: question, in: search.retrieval, stems))
            let right = stems.filter { $0.value == question.document }.map(\.key)
            let inside = try await database.search(question.text, settings: settings, documents: right)
            pageInDocument.add(try await database.rank(of: question, in: inside.retrieval, stems))
        }
    }

    package var latency: Percentiles { Percentiles(milliseconds) }
}

extension EvaluationDatabase {
    /// The rank of the first right page among all pages in the order in which passages on them were found.
    fileprivate func rank(
        of question: PageQuestions.Question, in retrieval: Retrieval, _ stems: [Int: String]
    ) async throws(DocQAError) -> Int? {
        let passages = retrieval.passages
        let found = try await library.reading { connection throws(StorageError) in
            var pages: [[Int]] = []
            for passage in passages {
                pages.append(try connection.pages(of: passage.document, touching: passage.span).map(\.number))
            }
            return pages
        }
        var seen: Set<[Int]> = []
        for (passage, numbers) in zip(passages, found) {
            for number in numbers where seen.insert([passage.document, number]).inserted {
                if stems[passage.document] == question.document, question.pages.contains(number) { return seen.count }
            }
        }
        return nil
    }
}

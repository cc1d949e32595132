package import Storage

/// Reads the text of the first stage's passages again.
package struct CandidateReader {
    private let collection: Collection
    private let connection: Connection

    package init(_ collection: Collection, on connection: Connection) {
        self.collection = collection
        self.connection = connection
    }

    /// - Parameter terms: their words are the first of the list's table.
    package func read(_ list: TopList) throws(StorageError) -> CandidateList {
        let reader = PassageReader(collection, on: connection)
        for term in list.terms {
            for word in term.term.words { _ = reader.table.number(of: word) }
        }
        var candidates: [Candidate] = []
        candidates.reserveCapacity(list.hits.count)
        for hit in list.hits {
            guard let words = try reader.words(of: hit.passage) else { continue }
            candidates.append(
                Candidate(
                    passage: hit.passage, document: words.document, span: words.span, firstScore: hit.score,
                    length: words.length, words: words, documentLength: try reader.documentLength(words.document)))
        }
        let table = reader.table
        let holders: (Int32) -> Int? = { word in
            guard collection.statisticsFresh else { return nil }
            return try? connection.commonWord(table.word(Int(word)), in: collection)
        }
        return CandidateList(
            list: list, candidates: candidates, table: table, holders: holders)
    }
}

package import Storage

/// A question, and where its answer may be looked for.
package struct RetrievalRequest: Sendable, Hashable {
    package var question: String
    /// Names of collections; empty: all.
    package var collections: [String] = []
    package var filter = SearchFilter()
    /// How many passages are wanted.
    package var limit = 10

    package init(_ question: String, collections: [String] = [], filter: SearchFilter = SearchFilter(), limit: Int = 10)
    {
        self.question = question
        self.collections = collections
        self.filter = filter
        self.limit = limit
    }
}

/// Finds the passages that answer a question. One implementation searches by words; a vector index or several retrievers
/// fused by `RankFusion` fit the same place.
package protocol Retriever: Sendable {
    func passages(for request: RetrievalRequest) async throws(StorageError) -> Retrieval
}

import DocumentModel
package import Storage

/// Searches by words: question analysis, the exact top list by BM25, the second ranking, folding.
package struct WordRetriever: Retriever {
    private let store: SQLiteStore
    private let settings: RankingSettings

    package init(_ store: SQLiteStore, settings: RankingSettings = RankingSettings()) {
        self.store = store
        self.settings = settings
    }

    package func passages(for request: RetrievalRequest) async throws(StorageError) -> Retrieval {
        try await passages(for: request) {}
    }

    /// The same, told when the search has its thread and begins.
    package func passages(
        for request: RetrievalRequest, began: @escaping @Sendable () -> Void
    ) async throws(StorageError) -> Retrieval {
        let settings = settings
        return try await store.read { connection throws(StorageError) in
            began()
            return try connection.retrieve(request, settings)
        }
    }
}

extension Connection {
    /// The whole search, inside one snapshot.
    package func retrieve(_ request: RetrievalRequest, _ settings: RankingSettings) throws(StorageError) -> Retrieval {
        var retrieval = Retrieval()
        for collection in try chosenCollections(request.collections) {
            let search = try CollectionSearch(request, settings, collection, on: self)
            retrieval.add(search)
            retrieval.searched.skippedFiles += try skippedFileCount(of: collection)
            retrieval.searched.unreadPages += try unreadPageCount(of: collection)
        }
        retrieval.passages.sort { $0.score != $1.score ? $0.score > $1.score : $0.collection < $1.collection }
        retrieval.passages = Array(retrieval.passages.prefix(request.limit))
        if let unknown = try unknownWords(in: retrieval, request) { retrieval.unknownWords = unknown }
        return retrieval
    }

    private func chosenCollections(_ names: [String]) throws(StorageError) -> [Collection] {
        guard !names.isEmpty else { return try collections() }
        var chosen: [Collection] = []
        for name in names where !chosen.contains(where: { $0.name == name }) {
            chosen.append(try requiredCollection(name))
        }
        return chosen
    }
}

/// The search of one collection.
struct CollectionSearch {
    let collection: Collection
    let question: QuestionAnalysis
    /// How many passages the collection has.
    let size: Int
    var list = TopList()
    var passages: [RetrievedPassage] = []
    var allowed: Int?
    var confidence: Confidence?

    init(
        _ request: RetrievalRequest, _ settings: RankingSettings, _ collection: Collection, on connection: Connection
    ) throws(StorageError) {
        self.collection = collection
        let languages = try connection.languages(of: collection)
        question = QuestionAnalysis(
            request.question, languages: CollectionSearch.spoken(languages), fixed: collection.language,
            tokenizer: connection.questionTokenizer)
        size = languages.reduce(0) { $0 + $1.passages }
        guard request.limit > 0, let pattern = question.pattern else { return }
        let allowed = try connection.allowedPassages(request.filter, in: collection)
        self.allowed = allowed?.count
        guard self.allowed != 0 else { return }
        list = try connection.topList(
            pattern, in: collection, weights: settings.columns, allowed: allowed,
            count: max(settings.candidates, request.limit * 2))
        let read = try CandidateReader(collection, on: connection).read(list)
        let ranked = SecondStage(settings).rank(read, question)
        confidence = Confidence(ranked, read, question)
        passages = Folding(limit: request.limit, joinedFrom: settings.joinedFrom).fold(ranked).map {
            RetrievedPassage($0, list, collection)
        }
    }

    /// The languages that a question has to be cut by; a few misjudged passages make none.
    private static func spoken(_ languages: [(language: String, passages: Int)]) -> [String] {
        let all = languages.reduce(0) { $0 + $1.passages }
        return languages.filter { $0.passages * 50 >= all }.map(\.language)
    }
}

extension Retrieval {
    mutating func add(_ search: CollectionSearch) {
        questions.append(search.question)
        searched.collections.append(search.collection.name)
        searched.passages += search.size
        if let allowed = search.allowed { searched.allowed = (searched.allowed ?? 0) + allowed }
        passages += search.passages
        if let found = search.confidence, found.value > confidence {
            confidence = found.value
            confidenceFacts = found.facts
        }
        terms.append(contentsOf: search.list.terms)
    }
}

extension RetrievedPassage {
    init(_ group: Folding.Group, _ list: TopList, _ collection: Collection) {
        let best = group.best
        self.init(
            collection: collection.name, document: best.document, span: .init(group.start, group.end),
            numbers: group.numbers, score: best.score,
            evidence: RankEvidence(
                terms: zip(list.terms, best.shares).map {
                    RankEvidence.Term(word: $0.term.text, share: $1, holders: $0.holders)
                }, pairs: best.pairs, document: best.documentEvidence, name: best.name,
                feedback: best.feedback,
                firstScore: best.firstScore),
            otherPlaces: group.others.map { Place(document: $0.document, span: $0.span) })
    }
}

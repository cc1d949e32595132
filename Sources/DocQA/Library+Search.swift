import Answering
import DocumentModel
package import Retrieval
import Storage
import Words

extension Library {
    /// The passages that answer a question best.
    public func search(_ request: SearchRequest) async throws(DocQAError) -> SearchResult {
        let asked = request.retrieval
        return try await reading { connection throws(StorageError) in
            let retrieval = try connection.retrieve(asked, RankingSettings())
            return try connection.result(of: retrieval)
        }
    }
}

extension Library {
    /// The ranking alone, for measurements.
    package func retrieve(
        _ request: RetrievalRequest, settings: RankingSettings = RankingSettings()
    ) async throws(DocQAError) -> Retrieval {
        try await reading { connection throws(StorageError) in try connection.retrieve(request, settings) }
    }
}

extension SearchRequest {
    package var retrieval: RetrievalRequest {
        var filter = SearchFilter()
        filter.labels = labels
        filter.paths = paths
        filter.formats = formats.map { DocumentFormat(named: $0) }
        filter.after = after
        filter.before = before
        filter.access = access
        return RetrievalRequest(question, collections: collections, filter: filter, limit: limit)
    }
}

extension Connection {
    fileprivate func result(of retrieval: Retrieval) throws(StorageError) -> SearchResult {
        var hits: [SearchHit] = []
        for passage in retrieval.passages {
            if let hit = try hit(passage, rank: hits.count + 1, retrieval) { hits.append(hit) }
        }
        let question = retrieval.questions.first
        var words: [String] = []
        for word in question?.words ?? [] where !word.isStopWord && word.role != .excluded && !words.contains(word.text)
        {
            words.append(word.text)
        }
        let searched = retrieval.searched
        return SearchResult(
            hits: hits, confidence: retrieval.confidence, language: question?.language?.code, words: words,
            unknownWords: retrieval.unknownWords.map { .init(word: $0.word, suggestions: $0.suggestions) },
            searched: SearchResult.Searched(
                collections: searched.collections, passages: searched.passages, allowed: searched.allowed,
                skippedFiles: searched.skippedFiles, unreadPages: searched.unreadPages))
    }

    private func hit(
        _ passage: RetrievedPassage, rank: Int, _ retrieval: Retrieval
    ) throws(StorageError) -> SearchHit? {
        guard let record = try document(passage.document),
            let stored = try passages(passage.numbers, in: requiredCollection(passage.collection)).first
        else { return nil }
        let document = try self.stored(record)
        let hidden = try hidden(of: record.id).map(\.span).filter { $0.overlaps(passage.span) }
        let text = Evidence(
            document: DocumentIdentity(record), span: passage.span,
            text: try text(of: passage.document, in: passage.span), headingPath: stored.headingPath, kind: stored.kind,
            score: passage.score, hidden: hidden
        ).visibleText
        let snippet = Snippet(
            of: text, words: retrieval.looksFor, language: stored.language, tokenizer: questionTokenizer)
        let pages = try pages(of: passage.document, touching: passage.span)
        var lines: ClosedRange<Int>?
        if document.pages == 0 {
            let first = try line(of: passage.span.start, in: passage.document)
            lines =
                first...max(first, try line(of: max(passage.span.start, passage.span.end - 1), in: passage.document))
        }
        var places: [SearchHit.Place] = []
        for place in passage.otherPlaces {
            if let other = try self.document(place.document) {
                places.append(SearchHit.Place(document: other.name, span: place.span))
            }
        }
        let evidence = passage.evidence
        return SearchHit(
            rank: rank, score: passage.score, document: document, span: passage.span,
            pages: pages.map { SearchPage(number: $0.number, label: $0.label) }, lines: lines,
            heading: stored.headingPath, text: text, snippet: snippet.text, marks: snippet.marks, otherPlaces: places,
            explanation: SearchHit.Explanation(
                words: evidence.terms.map { .init(word: $0.word, share: $0.share, passages: $0.holders) },
                nearness: evidence.pairs, document: evidence.document, name: evidence.name, related: evidence.feedback,
                bm25: evidence.firstScore))
    }
}

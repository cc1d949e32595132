import Answering
import DocumentModel
import LanguageModels
import Quoting
import Retrieval
import Storage

/// What an answer needs from the store: passages with their text, and footnotes with page, line and heading.
extension Library {
    func evidence(for passages: [RetrievedPassage]) async throws(DocQAError) -> [Evidence] {
        try await reading { connection throws(StorageError) in
            var identities: [Int: DocumentIdentity] = [:]
            var evidence: [Evidence] = []
            for passage in passages {
                // Removed since it was found.
                guard let record = try connection.document(passage.document) else { continue }
                let identity = identities[record.id] ?? DocumentIdentity(record)
                identities[record.id] = identity
                let collection = try connection.requiredCollection(passage.collection)
                let stored = try connection.passages(passage.numbers, in: collection)
                let hidden = try connection.hidden(of: record.id).map(\.span).filter { $0.overlaps(passage.span) }
                evidence.append(
                    Evidence(
                        document: identity, span: passage.span,
                        text: try connection.text(of: record.id, in: passage.span),
                        headingPath: stored.first?.headingPath ?? [], kind: stored.first?.kind ?? .prose,
                        score: passage.score, hidden: hidden, markup: stored.flatMap(\.unsearched),
                        format: record.format))
            }
            return evidence
        }
    }

    func footnotes(
        _ drafts: [AnswerAssembly.FootnoteDraft], of documents: [PromptDocument]
    ) async throws(DocQAError) -> [Footnote] {
        try await reading { connection throws(StorageError) in
            var notes: [Footnote] = []
            for draft in drafts {
                // What names no document that was sent is shown all the same, as what it is: unverified.
                let document = draft.document.map { documents[$0].identity } ?? .unsent
                var note = try connection.footnote(
                    draft.number, document, span: draft.span, quote: draft.quote, state: draft.state)
                if draft.isPicture, let sent = draft.document.map({ documents[$0] }) {
                    note.isPicture = true
                    let labels = try connection.pages(of: document.id)
                    note.pages = sent.pages.map { page in
                        PageNumber(physical: page, printed: labels.first { $0.number == page }?.label)
                    }
                }
                notes.append(note)
            }
            return notes
        }
    }

    /// Passages as footnotes without a claim.
    func closest(_ evidence: [Evidence]) async throws(DocQAError) -> [Footnote] {
        try await reading { connection throws(StorageError) in
            var notes: [Footnote] = []
            for (index, passage) in evidence.enumerated() {
                // What nobody can see in the document nobody is shown here: the longest part without it stands for all.
                guard let part = passage.longestVisible else { continue }
                notes.append(
                    try connection.footnote(
                        index + 1, passage.document, span: part.span,
                        quote: String(decoding: part.text, as: UTF8.self), state: .verified))
            }
            return notes
        }
    }

    /// How common the question's words are in what was searched.
    func wordCounts(for found: Retrieval) async throws(DocQAError) -> WordCounts? {
        guard found.searched.passages > 0 else { return nil }
        let holders = Dictionary(
            found.passages.flatMap(\.evidence.terms).map { ($0.word, $0.holders) }, uniquingKeysWith: max)
        return WordCounts(documents: found.searched.passages) { holders[$0] ?? 1 }
    }
}

extension Connection {
    /// Stored passages as they are, for reading on.
    func evidence(of record: DocumentRecord, passages numbers: Range<Int>) throws(StorageError) -> [Evidence] {
        let identity = DocumentIdentity(record)
        let hidden = try hidden(of: record.id).map(\.span)
        var evidence: [Evidence] = []
        for passage in try passages(numbers, in: requiredCollection(record.collection)) {
            evidence.append(
                Evidence(
                    document: identity, span: passage.span, text: try text(of: record.id, in: passage.span),
                    headingPath: passage.headingPath, kind: passage.kind, score: 0,
                    hidden: hidden.filter { $0.overlaps(passage.span) }, markup: passage.unsearched,
                    format: record.format))
        }
        return evidence
    }

    func footnote(
        _ number: Int, _ document: DocumentIdentity, span: TextSpan?, quote: String, state: Footnote.State
    ) throws(StorageError) -> Footnote {
        guard let span else {
            return Footnote(number: number, document: document, span: nil, quote: quote, state: state)
        }
        // A conversation still quotes documents as they were: where their words stand now is another question.
        let now = try self.document(document.id)
        guard let now, now.sha256.hexadecimal == document.sha256 else {
            var note = Footnote(number: number, document: document, span: span, quote: quote, state: state)
            note.since = now == nil ? .vanished : .changed
            return note
        }
        let pages = try pages(of: document.id, touching: span)
        var lines: LineRange?
        if pages.isEmpty {
            lines = LineRange(
                first: try line(of: span.start, in: document.id),
                last: try line(of: max(span.start, span.end - 1), in: document.id))
        }
        return Footnote(
            number: number, document: document, span: span,
            pages: pages.map { PageNumber(physical: $0.number, printed: $0.label) }, lines: lines,
            headingPath: try headingPath(at: span.start, in: document), quote: quote, state: state)
    }

    /// The headings above a place, by the passage in which it stands.
    private func headingPath(at offset: Int, in document: DocumentIdentity) throws(StorageError) -> [String] {
        guard let record = try self.document(document.id) else { return [] }
        let collection = try requiredCollection(document.collection)
        return try passage(at: offset, of: record, in: collection)?.headingPath ?? []
    }
}

extension DocumentIdentity {
    /// Stands for a source that a model cites and that it was not given. No document has its number.
    static let unsent = DocumentIdentity(
        id: 0, path: nil, name: "a source that was not sent", title: nil, sha256: String(repeating: "0", count: 64),
        collection: "")

    init(_ record: DocumentRecord) {
        self.init(
            id: record.id, externalID: record.externalID, path: record.path, name: record.name, title: record.title,
            sha256: record.sha256.hexadecimal, collection: record.collection)
    }
}

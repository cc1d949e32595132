import Answering
public import DocumentModel
import JSON
import Storage

extension Library {
    /// A kept answer, proved again: every quote is held against the copy of what was sent and against the document as the
    /// database has it now. Needs no service and no files.
    ///
    /// Who may not see every document that the answer rests on, as they are now or as they were, gets the same error as for
    /// an answer that does not exist.
    ///
    /// - Parameter id: nil: the last one.
    public func replay(
        _ id: Int? = nil, access: Set<String>? = nil, collections: [String] = []
    ) async throws(DocQAError) -> Answer {
        let reader = AnswerReader(access: access, collections: collections)
        return try await reading { connection throws(StorageError) in
            guard let kept = try connection.keptAnswers(for: reader, id: id, limit: 1).first else {
                throw StorageError(
                    .noAnswer,
                    id.map { "There is no answer \($0): `docqa history` shows all." } ?? "There is no kept answer yet.")
            }
            return try connection.provedAgain(kept)
        }
    }

    /// Kept answers that a person may see, the newest first; of one conversation its turns in order.
    public func history(
        conversation: Int? = nil, limit: Int = .max, access: Set<String>? = nil, collections: [String] = []
    ) async throws(DocQAError) -> [Answer] {
        let reader = AnswerReader(access: access, collections: collections)
        return try await reading { connection throws(StorageError) in
            try connection.keptAnswers(for: reader, conversation: conversation, limit: limit)
                .map { kept throws(StorageError) in try connection.answer(of: kept) }
        }
    }

    /// Where and for whom a kept answer was asked: the collections, none for all, and the asker's access labels, nil for
    /// somebody who may see everything.
    package func scope(ofAnswer id: Int) async throws(DocQAError) -> (collections: [String], access: [String]?)? {
        try await reading { connection throws(StorageError) in
            try connection.keptAnswers(for: AnswerReader(access: nil), id: id).first.map { ($0.collections, $0.access) }
        }
    }

    /// Kept answers with a footnote whose words have gone from the documents since, or whose document has; each proved
    /// again, so that `since` of its footnotes tells which.
    public func impact(access: Set<String>? = nil, collections: [String] = []) async throws(DocQAError) -> [Answer] {
        let reader = AnswerReader(access: access, collections: collections)
        return try await reading { connection throws(StorageError) in
            var affected: [Answer] = []
            for id in try connection.answersWithChangedSources() {
                guard let kept = try connection.keptAnswers(for: reader, id: id).first else { continue }
                let answer = try connection.provedAgain(kept)
                if answer.footnotes.contains(where: { $0.since == .changed || $0.since == .vanished }) {
                    affected.append(answer)
                }
            }
            return affected
        }
    }
}

extension Connection {
    func provedAgain(_ kept: KeptAnswer) throws(StorageError) -> Answer {
        var answer = try answer(of: kept)
        let sent = SentCopy(try exchanges(ofAnswer: kept.id))
        let sources = try sources(ofAnswer: kept.id)
        for index in answer.footnotes.indices {
            let note = answer.footnotes[index]
            answer.footnotes[index].since = try since(note, sources)
            // The copy of what was sent holds every word that was proved, or the proof is worth nothing.
            if note.state != .unverified, sent.holds(note.quote) == false {
                answer.footnotes[index].state = .unverified
            }
        }
        return answer
    }

    /// What became of a footnote's words.
    private func since(_ note: Footnote, _ sources: [KeptSource]) throws(StorageError) -> Footnote.Since? {
        guard note.span != nil || note.isPicture else { return nil }
        guard let source = sources.first(where: { $0.document == note.document.id }),
            let now = try successor(of: source)
        else { return .vanished }
        guard let span = note.span else {
            return now.sha256.hexadecimal == note.document.sha256 ? .same : .changed
        }
        let wanted = Array(note.quote.utf8)
        if try text(of: now.id, in: span) == wanted { return .same }
        let text = try text(of: now.id, in: TextSpan(0, now.textSize))
        return QuoteSearch.stands(wanted, in: text) ? .moved : .changed
    }
}

/// The texts that were sent for an answer.
private struct SentCopy {
    private var texts: [[UInt8]] = []
    /// Something was sent whose text is not in the request, such as the pages of a PDF, and was not noted beside it either.
    private var hasMedia = false

    init(_ exchanges: [KeptExchange]) {
        for exchange in exchanges {
            guard let request = try? JSONValue(parsing: exchange.requestBytes) else { continue }
            collect(request)
            guard let sources = exchange.sources.flatMap({ try? JSONValue(parsing: $0) })?.array else { continue }
            hasMedia = false
            for source in sources.elements {
                for text in source["texts"]?.array?.elements ?? [] { collect(text) }
            }
        }
    }

    private mutating func collect(_ value: JSONValue) {
        switch value {
        case .string(let text): texts.append(Array(text.value.utf8))
        case .array(let array): for element in array { collect(element) }
        case .object(let object):
            if ["base64", "file"].contains(object["type"]?.string) {
                hasMedia = true
                return
            }
            for member in object.members { collect(member.value) }
        case .null, .bool, .number: break
        }
    }

    /// Whether the words were sent; nil when that cannot be told.
    func holds(_ quote: String) -> Bool? {
        guard !texts.isEmpty else { return nil }
        let wanted = Array(quote.utf8)
        if texts.contains(where: { QuoteSearch.stands(wanted, in: $0) }) { return true }
        return hasMedia ? nil : false
    }
}

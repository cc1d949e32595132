package import Accounting
import Answering
package import DocumentModel
import JSON
package import Storage

/// A call to a service as it happened: its bytes both ways.
package struct Exchange: Sendable, Hashable {
    /// The same as in the ledger.
    package typealias Purpose = CallIntent.Purpose

    package enum State: String, Sendable, Hashable {
        case complete
        /// The service answered with an error.
        case failed
        /// The response ends before its end.
        case cut
    }

    package var purpose: Purpose
    package var state: State
    package var request: [UInt8]
    package var response: [UInt8]
    /// Where the texts of the request's documents come from, as `SourceMap` writes it.
    package var sources: [UInt8]?

    package init(_ purpose: Purpose, _ state: State, request: [UInt8], response: [UInt8], sources: [UInt8]? = nil) {
        self.purpose = purpose
        self.state = state
        self.request = request
        self.response = response
        self.sources = sources
    }
}

/// A finished question, to be kept: also when its answer failed or broke off, with what was received.
package struct FinishedAnswer: Sendable {
    package var answer: Answer
    package var request: AskRequest
    /// Every document whose text was sent, quoted ones or not.
    package var documents: [DocumentIdentity]
    /// In order; none when no service was asked.
    package var exchanges: [Exchange]
    /// The conversation it goes on with; nil: it begins one.
    package var conversation: Int?
    /// The calls of the ledger that were made for it.
    package var calls: [String] = []
    /// The hash of all that it depends on; nil when no model was asked.
    package var evidenceKey: [UInt8]?

    package init(
        _ answer: Answer, to request: AskRequest, documents: [DocumentIdentity], exchanges: [Exchange] = [],
        conversation: Int? = nil
    ) {
        self.answer = answer
        self.request = request
        self.documents = documents
        self.exchanges = exchanges
        self.conversation = conversation
    }
}

/// A turn of a conversation, with what was sent and received byte for byte.
package struct ConversationTurn: Sendable {
    package var answer: Answer
    package var exchanges: [Exchange]
    /// The documents whose text was sent, as they were.
    package var documents: [KeptSource]
    /// The hash of all that the answer depends on; nil when no model was asked.
    package var evidenceKey: [UInt8]?
}

extension Library {
    /// Keeps an answer and gives it back with its id, conversation and turn.
    ///
    /// It waits for other writers only as long as SQLite does for one transaction, an ingest does not stop it.
    ///
    /// - Parameter days: conversations that rested for longer are erased on the way; nil keeps all; 0 does not keep
    ///   this one and leaves the others alone.
    package func keep(_ finished: FinishedAnswer, days: Int? = nil) async throws(DocQAError) -> Answer {
        let seconds = now() / 1_000_000_000
        do throws(StorageError) {
            return try await store.write { connection throws(StorageError) in
                var kept = finished.answer
                kept.askedAt = seconds
                let old = try days.map { days throws(StorageError) in
                    days == 0 ? [] : try connection.answers(restingSince: seconds - days * 86_400)
                }
                if let old, !old.isEmpty {
                    _ = try connection.erasing { () throws(StorageError) in
                        try connection.transaction { () throws(StorageError) in try connection.forget(answers: old) }
                    }
                }
                if days == 0 { return finished.answer }
                try connection.transaction { () throws(StorageError) in
                    // Erased since it was found: then there is nothing to keep either.
                    if let source = finished.answer.reused?.answer,
                        try connection.keptAnswers(for: AnswerReader(access: nil), id: source).isEmpty
                    {
                        kept = finished.answer
                        return
                    }
                    let new = try connection.newAnswer(finished, seconds: seconds)
                    _ = try connection.keep(new) { id, conversation, turn in
                        kept.id = id
                        kept.conversation = conversation
                        kept.turn = turn
                        return AnswerJSON.value(kept).bytes()
                    }
                    if let conversation = kept.conversation {
                        try connection.note(conversation: conversation, ofCalls: finished.calls)
                    }
                    if new.isReusable { try connection.limitReusableAnswers(to: finished.request.reuseLimit) }
                }
                return kept
            }
        } catch {
            throw DocQAError(error)
        }
    }

    /// The turns of a conversation in order, for going on with it: a request that repeats the last one's bytes finds them
    /// in the cache. Nobody gets a conversation of which they may not see every turn.
    package func conversation(
        _ id: Int, access: Set<String>?, collections: [String] = []
    ) async throws(DocQAError) -> [ConversationTurn] {
        let reader = AnswerReader(access: access, collections: collections)
        return try await reading { connection throws(StorageError) in
            let turns = try connection.keptAnswers(for: reader, conversation: id)
            let all = try connection.keptAnswers(for: AnswerReader(access: nil), conversation: id)
            guard !turns.isEmpty, turns.count == all.count else {
                throw StorageError(.noAnswer, "There is no conversation \(id): `docqa history` shows all.")
            }
            return try turns.map { turn throws(StorageError) in try connection.turn(of: turn) }
        }
    }

    /// The conversation in which something was asked last, of those that a person may see; nil when there is none.
    package func lastConversation(access: Set<String>?, collections: [String] = []) async throws(DocQAError) -> Int? {
        let reader = AnswerReader(access: access, collections: collections)
        return try await reading { connection throws(StorageError) in
            try connection.keptAnswers(for: reader, limit: 1).first?.conversation
        }
    }
}

extension Connection {
    func newAnswer(_ finished: FinishedAnswer, seconds: Int) throws(StorageError) -> NewKeptAnswer {
        let quoted = (finished.answer.footnotes + finished.answer.closest).map(\.document)
        var sources: [KeptSource] = []
        var seen: Set<Int> = []
        for document in finished.documents + quoted where document != .unsent && seen.insert(document.id).inserted {
            let record = try self.document(document.id).flatMap { $0.sha256.hexadecimal == document.sha256 ? $0 : nil }
            var source = KeptSource(
                document: document.id, collection: document.collection, externalID: document.externalID,
                path: document.path, name: document.name, sha256: document.sha256.bytesOfHexadecimal,
                extraction: record?.extraction, access: record == nil ? [] : try access(of: document.id))
            // What went since it was sent in an earlier turn is for whom it was then.
            if record == nil, let conversation = finished.conversation,
                let known = try earlierSource(like: source, in: conversation)
            {
                source = known
            }
            sources.append(source)
        }
        let exchanges = finished.exchanges.map {
            KeptExchange(
                purpose: $0.purpose.rawValue, state: $0.state.rawValue, request: RequestParts.of($0.request),
                response: $0.response, sources: $0.sources)
        }
        var new = NewKeptAnswer(
            conversation: finished.conversation, askedAt: seconds, question: finished.request.question,
            collections: finished.request.collections, access: finished.request.access?.sorted(),
            outcome: finished.answer.outcome.rawValue, sources: sources, exchanges: exchanges)
        new.evidenceKey = finished.evidenceKey
        new.isReusable = finished.evidenceKey != nil && finished.answer.isReusable
        new.copyOf = finished.answer.reused?.answer
        new.madeAt = finished.evidenceKey == nil ? nil : finished.answer.reused?.madeAt ?? seconds
        return new
    }

    private func earlierSource(like source: KeptSource, in conversation: Int) throws(StorageError) -> KeptSource? {
        for turn in try keptAnswers(for: AnswerReader(access: nil), conversation: conversation).reversed() {
            let known = try sources(ofAnswer: turn.id).first {
                $0.document == source.document && $0.sha256 == source.sha256 && $0.extraction != nil
            }
            if let known { return known }
        }
        return nil
    }

    fileprivate func turn(of kept: KeptAnswer) throws(StorageError) -> ConversationTurn {
        let exchanges = try exchanges(ofAnswer: kept.id).map { exchange in
            Exchange(
                Exchange.Purpose(rawValue: exchange.purpose) ?? .answer,
                Exchange.State(rawValue: exchange.state) ?? .cut, request: exchange.requestBytes,
                response: exchange.response, sources: exchange.sources)
        }
        return ConversationTurn(
            answer: try answer(of: kept), exchanges: exchanges, documents: try sources(ofAnswer: kept.id),
            evidenceKey: kept.evidenceKey)
    }

    /// The kept JSON read back.
    func answer(of kept: KeptAnswer) throws(StorageError) -> Answer {
        guard let value = try? JSONValue(parsing: kept.record), let answer = AnswerJSON.answer(value) else {
            throw StorageError(.corrupt, "The kept answer \(kept.id) is damaged: `docqa verify` looks for more.")
        }
        return answer
    }
}

extension String {
    /// The bytes that hexadecimal digits stand for; nothing when they are none.
    var bytesOfHexadecimal: [UInt8] {
        let digits = utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count % 2 == 0, !digits.contains(nil) else { return [] }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0]! << 4 | digits[$0 + 1]!) }
    }
}

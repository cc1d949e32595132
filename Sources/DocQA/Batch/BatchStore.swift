import Accounting
import Answering
import Claude
import DocumentModel
import JSON
import Storage

/// What the work on batches reads and writes. Every step that can be paid for is written down before it is taken.
extension Library {
    /// Milliseconds that a write waits for others.
    private static let patience = 20_000

    func batchChange<Result: Sendable>(
        _ body: @escaping @Sendable (Connection) throws(StorageError) -> Result
    ) async throws(DocQAError) -> Result {
        do throws(StorageError) {
            return try await store.account(waitingMilliseconds: Library.patience, body)
        } catch {
            throw DocQAError(error)
        }
    }

    func batchRecord(_ id: Int) async throws(DocQAError) -> BatchRecord {
        try await reading { connection throws(StorageError) in
            guard let batch = try connection.batches(id).first else {
                throw StorageError(.noAnswer, "There is no batch \(id): `docqa batch status` shows all.")
            }
            return batch
        }
    }

    /// Takes in an answer: the answer, its question and its cost change together or not at all.
    func take(
        _ finished: FinishedAnswer, for item: BatchItemRecord, _ outcome: CallOutcome?, _ catalogue: ModelCatalogue
    ) async throws(DocQAError) {
        let seconds = now() / 1_000_000_000
        try await batchChange { connection throws(StorageError) in
            // Somebody else may have been quicker, or a document of it was just forgotten.
            guard var known = try connection.item(item.position, ofBatch: item.batch) else { return }
            guard known.state == .open else {
                if known.state == .forgotten, let key = known.call, let outcome {
                    try connection.settle(key, outcome, seconds, catalogue)
                    known.call = nil
                    try connection.update(known)
                }
                return
            }
            var finished = finished
            if let outcome, let key = item.call {
                let call = try connection.settle(key, outcome, seconds, catalogue)
                finished.answer.receipt.calls = call.map { [Receipt.Call($0)] } ?? []
                // From its reservation on. When in between it was answered nobody tells, so what it wrote into the cache is taken
                // to be as old as that.
                finished.answer.timings.total = call.map { max(0, seconds - $0.reservedAt) * 1_000 } ?? 0
            }
            let new = try connection.newAnswer(finished, seconds: seconds)
            var conversation: Int?
            let id = try connection.keep(new) { id, ofConversation, turn in
                var kept = finished.answer
                kept.askedAt = seconds
                (kept.id, kept.conversation, kept.turn) = (id, ofConversation, turn)
                conversation = ofConversation
                return AnswerJSON.value(kept).bytes()
            }
            if new.isReusable { try connection.limitReusableAnswers(to: finished.request.reuseLimit) }
            var item = item
            item.state = .answered
            item.answer = id
            (item.problem, item.problemText) = (nil, nil)
            try connection.update(item)
            if let conversation, let key = item.call {
                try connection.note(conversation: conversation, ofCalls: [key])
            }
        }
    }

    /// Notes that a try brought no answer.
    func note(
        _ item: BatchItemRecord, _ outcome: CallOutcome, _ catalogue: ModelCatalogue
    ) async throws(DocQAError) {
        let seconds = now() / 1_000_000_000
        try await batchChange { connection throws(StorageError) in
            guard let known = try connection.item(item.position, ofBatch: item.batch), known.part == item.part,
                [.open, .forgotten].contains(known.state)
            else { return }
            if let key = known.call { try connection.settle(key, outcome, seconds, catalogue) }
            var item = item
            if known.state == .forgotten { item.state = .forgotten }
            if item.state == .open || item.state == .forgotten { item.call = nil }
            try connection.update(item)
        }
    }
}

extension Connection {
    func item(_ position: Int, ofBatch batch: Int) throws(StorageError) -> BatchItemRecord? {
        try items(ofBatch: batch, position: position).first
    }

    /// Settles a call by its key, once. Returns it as it was settled.
    @discardableResult
    func settle(
        _ key: String, _ outcome: CallOutcome, _ seconds: Int, _ catalogue: ModelCatalogue
    ) throws(StorageError) -> LedgerCall? {
        guard let call = try call(key), [.open, .lost].contains(call.state) else { return try call(key) }
        let settled = call.settled(outcome, at: seconds, catalogue: catalogue)
        try record(settled)
        return settled
    }

    func status(ofBatch id: Int) throws(StorageError) -> BatchStatus {
        guard let batch = try batches(id).first else {
            throw StorageError(.noAnswer, "There is no batch \(id): `docqa batch status` shows all.")
        }
        var status = BatchStatus(
            id: id, createdAt: batch.createdAt, state: BatchStatus.State(rawValue: batch.state.rawValue) ?? .open,
            source: batch.source)
        for (state, count) in try itemCounts(ofBatch: id) {
            status.questions += count
            switch state {
            case .open: status.open += count
            case .answered: status.answered += count
            case .failed, .forgotten: status.failed += count
            case .cancelled: status.cancelled += count
            case .unchanged: status.unchanged += count
            }
        }
        status.parts = try parts(ofBatch: id).map {
            BatchStatus.Part(
                remote: $0.remote, state: $0.state.rawValue, questions: $0.requests, expiresAt: $0.expiresAt)
        }
        (status.expected, status.alone, status.worst) = (batch.expected, batch.alone, batch.worst)
        (status.spent, status.reserved, status.uncached) = try charge(ofBatch: id)
        return status
    }
}

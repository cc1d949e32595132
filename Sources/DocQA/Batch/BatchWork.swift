import Accounting
import Claude
import JSON
import Storage

/// One pass over a batch: takes every step that can be taken now.
///
/// A part is written down before it is handed in, and again when the service has named it. Between the two nobody knows
/// whether it arrived: then it is looked for at the service, by the names of its requests, before it may be handed in again.
struct BatchWork: Sendable {
    let library: Library
    let service: AnsweringService
    let id: Int
    let handsIn: Bool
    let tell: @Sendable (BatchEvent) -> Void
    /// So often a question is handed in at most.
    static let tryLimit = 3

    static func newName() -> String {
        "q" + String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt32.random(in: .min ... .max), radix: 36)
    }

    /// What a question is called at the service.
    static func customID(_ part: BatchPartRecord, _ item: BatchItemRecord) -> String {
        "\(part.name)-\(item.position)"
    }

    func callAsFunction() async throws -> BatchStatus {
        let lock = try await lock()
        defer { withExtendedLifetime(lock) {} }
        let batch = try await library.batchRecord(id)
        if batch.state != .done {
            if handsIn { try await answerSilent() }
            try await advanceParts(isCancelling: batch.state == .cancelling)
            if batch.state == .cancelling {
                try await cancelRest()
            } else if handsIn, try await prepareAgain(batch) {
                try await advanceParts(isCancelling: false)
            }
            if try await isFinished(), let days = batch.keepDays, days > 0 {
                try await library.forgetRested(days: days)
            }
        }
        let status = try await library.status(ofBatch: id)
        tell(.progress(status))
        return status
    }

    /// Waits for another process that works on batches of the same database.
    private func lock() async throws -> BatchLock {
        var isTold = false
        while true {
            if let lock = try BatchLock(database: library.store.path) { return lock }
            if !isTold { tell(.step("Another process is at work on batches of this database; waiting for it.")) }
            isTold = true
            try await service.client.clock.sleep(.milliseconds(100))
            try Task.checkCancellation()
        }
    }

    private func items(of part: BatchPartRecord? = nil) async throws -> [BatchItemRecord] {
        try await library.reading { [id] connection throws(StorageError) in
            try connection.items(ofBatch: id, part: part?.id)
        }
    }

    private func content(of item: BatchItemRecord) async throws -> BatchItemContent? {
        try await library.reading { connection throws(StorageError) in try connection.content(of: item) }
    }

    private func questions(_ count: Int) -> String { count == 1 ? "1 question" : "\(count) questions" }

    private func change(_ part: BatchPartRecord) async throws {
        try await library.batchChange { connection throws(StorageError) in try connection.update(part) }
    }

    // MARK: Steps

    /// Questions of which the documents say nothing.
    private func answerSilent() async throws {
        for item in try await items() where item.state == .open && item.part == nil && item.sameAs == nil {
            guard let content = try await content(of: item) else { continue }
            let finished = try await BatchAnswer(library: library, service: service, item: item, content: content)
                .silent()
            try await library.take(finished, for: item, nil, service.catalogue)
        }
    }

    private func advanceParts(isCancelling: Bool) async throws {
        let parts = try await library.reading { [id] connection throws(StorageError) in
            try connection.parts(ofBatch: id)
        }
        for var part in parts {
            try Task.checkCancellation()
            if part.state == .attempted { part = try await found(part) }
            if part.state == .prepared {
                if isCancelling {
                    part.state = .dropped
                    try await change(part)
                } else if handsIn {
                    part = try await handedIn(part)
                }
            }
            if part.state == .submitted { try await takeIn(part, isCancelling: isCancelling) }
        }
    }

    private func handedIn(_ part: BatchPartRecord) async throws -> BatchPartRecord {
        var part = part
        var requests: [EncodedBatchItem] = []
        for item in try await items(of: part) {
            if item.state == .forgotten {
                try await library.note(item, CallOutcome(.cancelled, .nothing), service.catalogue)
            }
            guard item.state == .open, let content = try await content(of: item) else { continue }
            requests.append(EncodedBatchItem(customID: BatchWork.customID(part, item), request: content.request))
        }
        guard !requests.isEmpty else {
            part.state = .dropped
            try await change(part)
            return part
        }
        part.state = .attempted
        part.attemptedAt = library.now() / 1_000_000_000
        part.requests = requests.count
        try await change(part)
        do throws(ClaudeError) {
            // A second attempt of the client's own could hand it in twice.
            let batch = try await service.client.createBatch(requests, options: CallOptions(maxRetries: 0))
            part.state = .submitted
            part.remote = batch.id
            part.expiresAt = batch.expiresAt
        } catch {
            if error.isRefusal {
                part.state = .prepared
                part.attemptedAt = nil
                try await change(part)
            }
            throw error
        }
        try await change(part)
        tell(.step("Handed in \(questions(requests.count)) as \(part.remote ?? "")."))
        return part
    }

    /// Finds out what became of a part that was being handed in when its process ended.
    private func found(_ part: BatchPartRecord) async throws -> BatchPartRecord {
        tell(.step("Looking whether \(questions(part.requests)) of before the interruption arrived."))
        // What was on its way gets the time to arrive: it would be paid twice otherwise.
        let age = library.now() / 1_000_000_000 - (part.attemptedAt ?? 0)
        let grace = 5 + part.bytes / 1_000_000
        if (0..<grace).contains(age) { try await service.client.clock.sleep(.seconds(grace - age)) }
        var part = part
        switch try await BatchSearch(service: service, library: library).search(part) {
        case .found(let batch):
            part.state = .submitted
            part.remote = batch.id
            part.expiresAt = batch.expiresAt
            tell(.step("It was, as \(batch.id)."))
        case .undecided:
            tell(.step("It may have been; the service tells once that batch has ended."))
            return part
        case .absent:
            part.state = .prepared
            part.attemptedAt = nil
            tell(.step("It was not."))
        }
        try await change(part)
        return part
    }

    private func takeIn(_ part: BatchPartRecord, isCancelling: Bool) async throws {
        guard let remote = part.remote else { return }
        do {
            var batch = try await service.client.batch(remote)
            if isCancelling, batch.status == .inProgress { batch = try await service.client.cancelBatch(remote) }
            guard batch.status == .ended else { return }
            let collecting = BatchCollecting(
                library: library, service: service, part: part, isCancelling: isCancelling, tell: tell)
            try await collecting(batch)
        } catch let error as ClaudeError where error.code == .notFound {
            if isCancelling { return try await lose(part) }
            throw DocQAError(
                code: DocQAError.word(for: error.code),
                message:
                    "The service does not know the batch \(remote): is the key that of another workspace? If it was deleted, or is "
                    + "older than 29 days, `docqa batch cancel \(id)` gives it up; its questions then count as paid.",
                cause: error)
        }
    }

    /// The service does not know the part any more: what it answered may have been paid.
    private func lose(_ part: BatchPartRecord) async throws {
        tell(.warning("The service does not know \(part.remote ?? "") any more: its questions count as paid."))
        for item in try await items(of: part) where item.state == .open {
            var item = item
            item.state = .failed
            item.problem = "batch_lost"
            item.problemText =
                "The service does not know the batch any more: was it deleted, or is the key another one?"
            try await library.note(item, CallOutcome(.cut, .worst, error: "batch_lost"), service.catalogue)
        }
        var part = part
        part.state = .collected
        try await change(part)
    }

    /// Puts questions that failed and may be tried again into new parts, with what they can cost reserved anew.
    private func prepareAgain(_ batch: BatchRecord) async throws -> Bool {
        let waiting = try await items().filter { $0.state == .open && $0.call == nil && $0.part != nil }
        guard !waiting.isEmpty else { return false }
        var ready: [(item: BatchItemRecord, bytes: Int, intent: CallIntent)] = []
        for item in waiting.sorted(by: { $0.rank < $1.rank }) {
            guard let content = try await content(of: item), let intent = intent(item, content) else { continue }
            ready.append((item, content.request.count, intent))
        }
        let again = ready.map { (item: $0.item, bytes: $0.bytes) }
        let (id, limit) = (id, batch.partLimit)
        let outcome = try await library.ledger.reserve(together: ready.map(\.intent)) {
            connection, calls throws(StorageError) in
            var limits = BatchParts.Limits()
            limits.count = min(limits.count, limit ?? limits.count)
            for range in BatchParts.split(again.map(\.bytes), limits) {
                let bytes = again[range].reduce(0) { $0 + $1.bytes }
                let part = try connection.insert(
                    BatchPartRecord(batch: id, name: BatchWork.newName(), requests: range.count, bytes: bytes))
                for index in range {
                    var item = again[index].item
                    item.part = part
                    item.tries += 1
                    item.call = calls[index].key
                    try connection.update(item)
                    try connection.note(call: calls[index].key, ofBatch: id)
                }
            }
        }
        do throws(AccountingError) {
            for warning in try outcome.get().warnings { tell(.warning(warning)) }
        } catch {
            throw DocQAError(
                code: error.code.rawValue,
                message: "\(questions(again.count)) to be handed in again. " + error.message,
                cause: error)
        }
        tell(.step("Handing in \(questions(again.count)) again."))
        return true
    }

    private func intent(_ item: BatchItemRecord, _ content: BatchItemContent) -> CallIntent? {
        guard let object = (try? JSONValue(parsing: content.request))?.object else { return nil }
        let sources = (try? JSONValue(parsing: content.sources))?.array?.elements ?? []
        let collections = Set(sources.compactMap { $0["document"]?["collection"]?.string })
        return CallIntent(
            .batch, model: item.model,
            worstCost: service.catalogue.worstCost(
                of: MessageRequest(object: object), promptTokens: item.estimated, isBatch: true),
            collections: collections.sorted(), tenant: BatchWish.request("", item.wish).tenant)
    }

    /// Of a cancelled batch, what is not at the service.
    private func cancelRest() async throws {
        let gone = try await library.reading { [id] connection throws(StorageError) in
            try connection.parts(ofBatch: id).filter { $0.state == .dropped || $0.state == .collected }.map(\.id)
        }
        // Those that are the same as another one go with it.
        for item in try await items()
        where [.open, .forgotten].contains(item.state) && item.sameAs == nil
            && item.part.map({ gone.contains($0) }) ?? true
        {
            var item = item
            if item.state == .open {
                item.state = .cancelled
                item.problem = "cancelled"
            }
            try await library.note(item, CallOutcome(.cancelled, .nothing), service.catalogue)
        }
    }

    private func isFinished() async throws -> Bool {
        try await library.batchChange { [id] connection throws(StorageError) in
            let isOpen = try connection.itemCounts(ofBatch: id).contains { $0.0 == .open }
            let isOut = try connection.parts(ofBatch: id).contains {
                [.prepared, .attempted, .submitted].contains($0.state)
            }
            if !isOpen, !isOut { try connection.setState(.done, ofBatch: id) }
            return !isOpen && !isOut
        }
    }
}

extension ClaudeError {
    /// Whether it is certain that what was sent was not taken.
    fileprivate var isRefusal: Bool {
        if let status {
            return (400..<500).contains(status) && status != 408 && status != 499 || status == 529 || status == 503
        }
        return charge == .notSent || charge == .nothing
    }
}

import Accounting
import Answering
import Claude
import DocumentModel
import JSON
import LanguageModels
import Storage

extension Library {
    /// Looks up all questions of a batch and plans their prompts together, so that they share what they can. Nothing is paid.
    public func plan(
        _ request: BatchRequest, with service: AnsweringService,
        tell: @escaping @Sendable (BatchEvent) -> Void = { _ in }
    ) async throws(DocQAError) -> BatchPlan {
        try await batchErrors { try await BatchPlanning(library: self, service: service, tell: tell)(request) }
    }

    /// Keeps a planned batch, with what it can cost at most reserved in every budget, or refuses it. It is handed in by
    /// `advance` or `follow`.
    ///
    /// - Returns: its id, and what a person should be warned of.
    public func start(_ plan: BatchPlan, with service: AnsweringService) async throws(DocQAError) -> (
        id: Int, warnings: [String]
    ) {
        try held(plan, service)
        let asked = plan.items.indices.filter { plan.items[$0].prompt?.call != nil }.sorted {
            plan.items[$0].rank < plan.items[$1].rank
        }
        let intents = asked.map { index in
            let item = plan.items[index]
            return CallIntent(
                .batch, model: item.model, worstCost: item.prompt?.call?.worstCost, collections: item.collections,
                tenant: item.question.request.tenant)
        }
        let seconds = now() / 1_000_000_000
        do {
            let outcome = try await ledger.reserve(together: intents) { connection, calls throws(StorageError) in
                try connection.keep(plan, asked: asked, calls: calls.map(\.key), seconds)
            }
            let reserved = try outcome.get()
            await ledger.note(reuses: plan.items.compactMap(\.unchanged).map { ($0.reuse, $0.uncachedCost) })
            return (reserved.result, reserved.warnings)
        } catch let error as AccountingError {
            throw refusal(error, plan, service)
        } catch {
            throw DocQAError(error, stopped: "The batch was not begun.")
        }
    }

    /// Does what can be done for a batch now: hands in what is not handed in, takes in results that are there, and hands in
    /// again what failed. May be called by any number of processes, after any interruption.
    ///
    /// - Parameter handsIn: false only takes in.
    public func advance(
        batch id: Int, with service: AnsweringService, handsIn: Bool = true,
        tell: @escaping @Sendable (BatchEvent) -> Void = { _ in }
    ) async throws(DocQAError) -> BatchStatus {
        try await batchErrors {
            try await BatchWork(library: self, service: service, id: id, handsIn: handsIn, tell: tell)()
        }
    }

    /// The same until every question is done with, asking at growing intervals. Cancelling the task leaves the batch as it
    /// is: another call goes on from there.
    public func follow(
        batch id: Int, with service: AnsweringService, tell: @escaping @Sendable (BatchEvent) -> Void = { _ in }
    ) async throws(DocQAError) -> BatchStatus {
        var pause = Duration.milliseconds(250)
        var failures = 0
        while true {
            do {
                let status = try await advance(batch: id, with: service, tell: tell)
                if status.state == .done { return status }
                failures = 0
            } catch {
                failures += 1
                guard error.isPassing, failures <= 8 else { throw error }
                tell(.step("\(error.message) Trying again."))
            }
            try await batchErrors { try await service.client.clock.sleep(pause) }
            pause = min(pause * 2, .seconds(120))
        }
    }

    /// Ends a batch: what is not handed in is not handed in any more, and the service is told to stop; what it has answered
    /// by then is paid, and taken in by `advance`.
    public func cancel(batch id: Int) async throws(DocQAError) {
        try await batchChange { connection throws(StorageError) in
            guard let batch = try connection.batches(id).first else {
                throw StorageError(.noAnswer, "There is no batch \(id): `docqa batch status` shows all.")
            }
            if batch.state == .open { try connection.setState(.cancelling, ofBatch: id) }
        }
    }

    /// How far batches have come, the newest first.
    public func batches() async throws(DocQAError) -> [BatchStatus] {
        try await reading { connection throws(StorageError) in
            try connection.batches().map { batch throws(StorageError) in try connection.status(ofBatch: batch.id) }
        }
    }

    public func status(ofBatch id: Int) async throws(DocQAError) -> BatchStatus {
        try await reading { connection throws(StorageError) in try connection.status(ofBatch: id) }
    }

    /// What became of the questions of a batch, in the order in which they were listed. Nobody sees an answer that rests on
    /// documents which they may not see.
    public func results(
        ofBatch id: Int, access: Set<String>? = nil
    ) async throws(DocQAError) -> [BatchResultItem] {
        _ = try await batchRecord(id)
        let items = try await reading { connection throws(StorageError) in try connection.items(ofBatch: id) }
        var results: [BatchResultItem] = []
        for item in items {
            var result = BatchResultItem(
                name: item.name, question: item.question,
                state: BatchResultItem.State(rawValue: item.state.rawValue) ?? .failed, tries: item.tries,
                problem: item.problem, problemText: item.problemText)
            if let answer = item.answer {
                do {
                    result.answer = try await replay(answer, access: access)
                } catch {
                    guard error.code == StorageError.Code.noAnswer.rawValue else { throw error }
                    if access != nil { continue }
                    result.state = .forgotten
                }
            } else if access != nil {
                // Whose answer is not there, nobody knows who may see its question.
                continue
            }
            results.append(result)
        }
        return results
    }

    /// Erases conversations that rested for longer.
    func forgetRested(days: Int) async throws(DocQAError) {
        let moment = now() / 1_000_000_000 - days * 86_400
        do throws(StorageError) {
            try await store.write { connection throws(StorageError) in
                let old = try connection.answers(restingSince: moment)
                guard !old.isEmpty else { return }
                _ = try connection.erasing { () throws(StorageError) in
                    try connection.transaction { () throws(StorageError) in try connection.forget(answers: old) }
                }
            }
        } catch {
            throw DocQAError(error)
        }
    }

    /// The error that `--max-cost` makes.
    private func held(_ plan: BatchPlan, _ service: AnsweringService) throws(DocQAError) {
        guard let limit = plan.request.maxCost else { return }
        guard let worst = plan.estimate.worst else {
            throw DocQAError(
                AccountingError(
                    .unknownPrice, "Nobody knows what a model of the batch costs, so its limit cannot be kept."))
        }
        guard worst > limit else { return }
        let error = AccountingError(
            .overBudget,
            "The \(plan.estimate.questions) questions could cost \(Money(nanoDollars: worst).rounded) together, and their limit "
                + "is \(Money(nanoDollars: limit)).", left: Money(nanoDollars: limit))
        throw refusal(error, plan, service)
    }

    /// A refusal with what would fit.
    private func refusal(_ error: AccountingError, _ plan: BatchPlan, _ service: AnsweringService) -> DocQAError {
        guard let left = error.left else { return DocQAError(error) }
        var sum = 0
        var fitting = 0
        for item in plan.items {
            sum += item.prompt?.call?.worstCost?.nanoDollars ?? 0
            if sum > left.nanoDollars { break }
            fitting += 1
        }
        var ways: [String] = []
        if fitting > 0, fitting < plan.items.count { ways.append("the first \(fitting) questions alone") }
        let longest = plan.items.compactMap { $0.prompt?.call?.request.maxTokens }.max() ?? 0
        if longest > 1_000 { ways.append("--max-tokens \(longest / 4)") }
        ways.append("--model haiku")
        return DocQAError(
            code: error.code.rawValue,
            message: error.message + " What may fit: " + ways.joined(separator: ", or ") + ".",
            cause: error)
    }

    private func batchErrors<Result>(_ body: () async throws -> Result) async throws(DocQAError) -> Result {
        do {
            return try await body()
        } catch {
            throw DocQAError(error, stopped: "The work on the batch was stopped.")
        }
    }
}

extension DocQAError {
    /// Whether the same may work a little later.
    var isPassing: Bool {
        if let error = cause as? StorageError { return error.code == .writerBusy }
        guard let error = cause as? ClaudeError else { return false }
        return [
            .rateLimited, .serverError, .overloaded, .timeout, .connection, .streamInterrupted, .malformedResponse,
            .deadlineExceeded, .circuitOpen, .queueFull,
        ].contains(error.code)
    }
}

extension Connection {
    /// Keeps a planned batch. Inside a transaction.
    fileprivate func keep(
        _ plan: BatchPlan, asked: [Int], calls: [String], _ seconds: Int
    ) throws(StorageError) -> Int {
        var batch = BatchRecord(createdAt: seconds, source: plan.request.source)
        (batch.expected, batch.worst, batch.alone) = (plan.estimate.expected, plan.estimate.worst, plan.estimate.alone)
        batch.partLimit = plan.request.partLimit
        batch.keepDays = plan.request.keepDays
        let id = try insert(batch)
        let requests = Dictionary(uniqueKeysWithValues: asked.map { ($0, plan.items[$0].prompt?.call?.bytes ?? []) })
        var limits = BatchParts.Limits()
        limits.count = min(limits.count, batch.partLimit ?? limits.count)
        var partOf: [Int: Int] = [:]
        let sizes = asked.map { requests[$0]?.count ?? 0 }
        for range in BatchParts.split(sizes, limits) {
            let part = try insert(
                BatchPartRecord(
                    batch: id, name: BatchWork.newName(), requests: range.count, bytes: sizes[range].reduce(0, +)))
            for index in asked[range] { partOf[index] = part }
        }
        let keys = Dictionary(uniqueKeysWithValues: zip(asked, calls))
        for (index, item) in plan.items.enumerated() {
            var record = BatchItemRecord(
                position: index, name: item.question.name, question: item.question.request.question,
                wish: BatchWish.bytes(item.question.request), rank: item.rank, model: item.model,
                estimated: item.estimated, shared: item.shared)
            record.batch = id
            record.part = partOf[index]
            record.call = keys[index]
            record.tries = record.part == nil ? 0 : 1
            record.sameAs = item.sameAs
            if item.sameAs != nil {
                try insert(record, nil)
                continue
            }
            if let unchanged = item.unchanged {
                record.state = .unchanged
                record.answer = unchanged.answer
                try insert(record, nil)
                continue
            }
            try insert(
                record,
                BatchItemContent(
                    request: requests[index] ?? [], sources: SourceMap.bytes(item.prompt?.documents ?? []),
                    findings: item.findings.bytes))
            if let key = keys[index] { try note(call: key, ofBatch: id) }
        }
        return id
    }
}

import Chunking
import DocumentModel
import Extraction
import Folders
import JSON
import Storage
import Words

/// One ingest: looks, reads on all processors, writes in large transactions, and reports.
struct IngestRun: Sendable {
    let store: SQLiteStore
    let request: IngestRequest
    let extractors: Extractors
    let extraction: Int
    let jobs: Int
    let now: @Sendable () -> Int
    let tell: @Sendable (IngestEvent) -> Void

    private var seconds: Int { now() / 1_000_000_000 }

    func callAsFunction() async throws(DocQAError) -> IngestReport {
        let began = now()
        var report = IngestReport(collection: request.collection)
        report.isDryRun = request.isDryRun
        tell(.progress(IngestProgress()))
        let plan = try await makePlan()
        if request.isDryRun {
            plan.describe(in: &report)
        } else {
            do throws(StorageError) {
                let lock = try WriterLock(database: store.path, command: "docqa ingest")
                try await work(plan, &report)
                withExtendedLifetime(lock) {}
            } catch {
                throw DocQAError(error)
            }
        }
        report.notes += plan.notes
        report.seconds = Double(now() - began) / 1e9
        tell(.finished(report))
        return report
    }

    // MARK: Looking

    private func makePlan() async throws(DocQAError) -> IngestPlan {
        let roots = try IngestRoot.all(of: request)
        let paths = roots.map(\.path.display)
        let name = request.collection
        do throws(StorageError) {
            let (known, skipped) = try await store.read { connection throws(StorageError) in
                guard let collection = try connection.collection(named: name) else {
                    return ([StoredFile](), [SkippedRecord]())
                }
                var known: [StoredFile] = []
                for path in paths { known += try connection.knownFiles(in: collection, below: path) }
                let skipped = try connection.skippedFiles(in: collection).filter { record in
                    paths.contains { record.file.path == $0 || record.file.path.hasPrefix($0 + "/") }
                }
                return (known, skipped)
            }
            return IngestPlan(roots: roots, known: known, skipped: skipped, request: request, extraction: extraction)
        } catch {
            throw DocQAError(error)
        }
    }

    // MARK: Working

    private func work(_ plan: IngestPlan, _ report: inout IngestReport) async throws(StorageError) {
        report.unchanged = plan.unchanged.count
        for file in plan.stillSkipped + plan.skippedEntries { report.skipped.append(.init(file)) }
        let origins = Origins(plan)
        let isNothingToDo =
            plan.jobs.isEmpty && plan.forgottenSkips.isEmpty && plan.removals(after: plan.comparison).isEmpty
        extractors.expect(plan.jobs.count { $0.isPDFByName }, of: .pdf)
        let run = isNothingToDo ? nil : try await begin()
        let reading = FileReading(
            extractors: extractors,
            options: ExtractionOptions(
                maximumBytes: request.maximumFileBytes, checkInk: request.checkInk, password: request.password),
            chunker: Chunker(), request: request, extraction: extraction, now: now, origins: origins,
            words: IndexBlockPool(language: try await language()))
        var loop = IngestLoop(run: self, plan: plan, reading: reading, report: report)
        try await loop.readAndWrite()
        report = loop.report
        report.isInterrupted = Task.isCancelled
        if !report.isInterrupted { try await label(plan.unchanged + loop.kept, &report) }
        guard let run else { return }
        if !report.isInterrupted {
            tell(.progress(loop.progress(.finishing)))
            try await remove(plan.removals(after: origins.final), plan.forgottenSkips, &report)
            try await finish(run, report)
        }
    }

    /// What the collection's index cuts untagged texts by.
    private func language() async throws(StorageError) -> Language? {
        let (name, requested) = (request.collection, request.language)
        let code = try await store.read { connection throws(StorageError) in
            try connection.collection(named: name).map(\.language) ?? requested
        }
        return code.flatMap { Language(code: $0) }
    }

    private func begin() async throws(StorageError) -> Int {
        let (name, language, seconds) = (request.collection, request.language, seconds)
        let root = request.paths.first.flatMap { FilePath($0).resolved?.display }
        return try await store.write { connection throws(StorageError) in
            try connection.transaction { () throws(StorageError) in
                let collection = try connection.makeCollection(named: name, language: language, now: seconds)
                return try connection.beginIngestRun(collection, root: root, now: seconds)
            }
        }
    }

    func write(_ batch: IngestBatch) async throws(StorageError) {
        let (name, language, extraction, seconds) = (request.collection, request.language, extraction, seconds)
        try await store.write { connection throws(StorageError) in
            try batch.write(to: name, language: language, extraction: extraction, now: seconds, on: connection)
        }
    }

    /// Gives the labels of this run also to documents that need not be read again.
    private func label(_ documents: [Int], _ report: inout IngestReport) async throws(StorageError) {
        let (name, seconds, labels, access) = (request.collection, seconds, request.labels, Set(request.access))
        guard !documents.isEmpty, !labels.isEmpty || !access.isEmpty else { return }
        let changed = try await store.write { connection throws(StorageError) in
            var others: [(document: Int, labels: [String: String], access: Set<String>)] = []
            for document in documents {
                let (oldLabels, oldAccess) = (try connection.labels(of: document), try connection.access(of: document))
                let (newLabels, newAccess) = (
                    labels.isEmpty ? oldLabels : labels, access.isEmpty ? Set(oldAccess) : access
                )
                if newLabels != oldLabels || newAccess != Set(oldAccess) {
                    others.append((document, newLabels, newAccess))
                }
            }
            guard !others.isEmpty else { return 0 }
            try CollectionWriter.transaction(name, on: connection, now: seconds) { writer throws(StorageError) in
                for (document, labels, access) in others {
                    try writer.setFacts(document, labels: labels, access: access.sorted())
                }
            }
            return others.count
        }
        if changed > 0 {
            report.notes.append("\(changed) documents that need not be read again got the labels of this run.")
        }
    }

    private func remove(
        _ files: [StoredFile], _ skips: [String], _ report: inout IngestReport
    ) async throws(StorageError) {
        guard !files.isEmpty || !skips.isEmpty else { return }
        let (name, seconds) = (request.collection, seconds)
        try await store.write { connection throws(StorageError) in
            try CollectionWriter.transaction(name, on: connection, now: seconds) { writer throws(StorageError) in
                for file in files { try writer.remove(file.document) }
                for path in skips { try writer.forgetSkipped(path: path) }
            }
        }
        report.removed = files.count
    }

    private func finish(_ run: Int, _ report: IngestReport) async throws(StorageError) {
        // What was skipped stands in a table of its own.
        var totals = report
        totals.skipped = []
        let (name, seconds, summary) = (request.collection, seconds, totals.json.text())
        try await store.write { connection throws(StorageError) in
            guard let collection = try connection.collection(named: name) else { return }
            if try connection.needsStatistics(collection) { try connection.refreshStatistics(collection) }
            try connection.finishIngestRun(run, summary: summary, now: seconds)
        }
    }
}

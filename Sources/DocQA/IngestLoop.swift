import DocumentModel
import Folders
import Storage

/// Keeps all processors reading while one transaction is written; what is in flight stays bounded.
struct IngestLoop {
    /// Bytes of files that may be read at once; a single larger file is read alone.
    private static let readingLimit = 96 << 20
    /// Small files share a task.
    private static let groupLimit = 256 << 10
    private static let groupCount = 128

    private enum Step: Sendable {
        case read([IngestJob], ReadFiles)
        case wrote
        /// The batch may have waited long enough.
        case waited
    }

    let run: IngestRun
    let plan: IngestPlan
    let reading: FileReading
    private(set) var report: IngestReport
    /// Documents that stay as they are, but for their files' names and times.
    private(set) var kept: [Int] = []
    private var state = IngestProgress()
    private var nextJob = 0
    private var readingBytes = 0
    private var readers = 0
    private var isWriting = false
    private var isWaiting = false
    private var batch = IngestBatch()

    init(run: IngestRun, plan: IngestPlan, reading: FileReading, report: IngestReport) {
        self.run = run
        self.plan = plan
        self.reading = reading
        self.report = report
        state.files = plan.jobs.count
        state.bytes = plan.bytes
    }

    func progress(_ phase: IngestProgress.Phase) -> IngestProgress {
        var progress = state
        progress.phase = phase
        return progress
    }

    mutating func readAndWrite() async throws(StorageError) {
        var failure: StorageError?
        await withTaskGroup(of: Result<Step, StorageError>.self) { group in
            repeat {
                if failure == nil { startReading(&group) }
                startWriting(&group)
                startWaiting(&group)
                if isDone { group.cancelAll() }
                guard let result = await group.next() else { break }
                switch result {
                case .success(.read(let jobs, let files)): take(jobs, files)
                case .success(.wrote): isWriting = false
                case .success(.waited): isWaiting = false
                case .failure(let error):
                    failure = failure ?? error
                    isWriting = false
                    batch = IngestBatch()
                    group.cancelAll()
                }
            } while true
        }
        if let failure { throw failure }
    }

    private var isDone: Bool {
        readers == 0 && !isWriting && batch.isEmpty && (nextJob == plan.jobs.count || Task.isCancelled)
    }

    private mutating func startReading(_ group: inout TaskGroup<Result<Step, StorageError>>) {
        while nextJob < plan.jobs.count, readers < run.jobs, !Task.isCancelled, !(batch.isFull && isWriting) {
            let size = plan.jobs[nextJob].file.facts.size
            if readers > 0, readingBytes + size > IngestLoop.readingLimit { return }
            let jobs = takeGroup()
            readers += 1
            readingBytes += jobs.reduce(0) { $0 + $1.file.facts.size }
            state.current = jobs[0].name
            let reading = reading
            group.addTask { .success(.read(jobs, await reading.read(jobs))) }
        }
    }

    /// The next large file, or as many small ones as make a task worth its overhead. A PDF may take long, however small.
    private mutating func takeGroup() -> [IngestJob] {
        var jobs = [plan.jobs[nextJob]]
        var bytes = jobs[0].file.facts.size
        nextJob += 1
        if jobs[0].isPDFByName { return jobs }
        while nextJob < plan.jobs.count, jobs.count < IngestLoop.groupCount {
            let size = plan.jobs[nextJob].file.facts.size
            if plan.jobs[nextJob].isPDFByName { break }
            guard bytes + size <= IngestLoop.groupLimit else { break }
            bytes += size
            jobs.append(plan.jobs[nextJob])
            nextJob += 1
        }
        return jobs
    }

    private mutating func startWriting(_ group: inout TaskGroup<Result<Step, StorageError>>) {
        let isLast = readers == 0 && (nextJob == plan.jobs.count || Task.isCancelled)
        guard !isWriting, !batch.isEmpty, batch.isDue || isLast else { return }
        isWriting = true
        let (full, run) = (batch, run)
        batch = IngestBatch(after: full)
        group.addTask {
            do throws(StorageError) {
                try await run.write(full)
                return .success(.wrote)
            } catch {
                return .failure(error)
            }
        }
    }

    /// A file that takes long must not keep the others that are read from being written.
    private mutating func startWaiting(_ group: inout TaskGroup<Result<Step, StorageError>>) {
        guard !isWaiting, !isWriting, !Task.isCancelled, let due = batch.due else { return }
        isWaiting = true
        group.addTask {
            try? await Task.sleep(until: due, clock: .continuous)
            return .success(.waited)
        }
    }

    private mutating func take(_ jobs: [IngestJob], _ files: ReadFiles) {
        readers -= 1
        batch.add(files)
        for (job, outcome) in zip(jobs, files.outcomes) {
            readingBytes -= job.file.facts.size
            count(outcome)
            state.filesDone += 1
            state.bytesDone += job.file.facts.size
        }
        run.tell(.progress(progress(Task.isCancelled ? .stopping : .reading)))
    }

    private mutating func count(_ outcome: FileOutcome) {
        switch outcome {
        case .document(let document, let replaced):
            if replaced == nil { report.added += 1 } else { report.updated += 1 }
            report.bytes += document.source.size
            report.passages += document.passages.count
            count(document.extracted)
        case .moved(let document, _):
            report.moved += 1
            kept.append(document)
        case .touched(let document, _):
            report.unchanged += 1
            kept.append(document)
        case .skipped(let file, _):
            let skipped = IngestReport.Skipped(file)
            report.skipped.append(skipped)
            run.tell(.skipped(skipped))
        case .cancelled: break
        }
    }

    private mutating func count(_ extracted: ExtractedDocument) {
        report.pages += extracted.pages.count
        state.pagesDone += extracted.pages.count
        for page in extracted.pages {
            switch page.state {
            case .read: break
            case .withoutText: report.pagesWithoutText += 1
            case .missing: report.pagesMissing += 1
            }
        }
        if !extracted.hidden.isEmpty { report.documentsWithHiddenText += 1 }
    }
}

extension IngestJob {
    var isPDFByName: Bool {
        let end = file.path.bytes.suffix(4).map { $0 | 0x20 }
        return end == Array(".pdf".utf8)
    }
}

extension IngestReport.Skipped {
    init(_ file: SkippedFile) {
        self.init(
            path: file.path, code: file.code, reason: file.reason, fix: file.fix, isReadableKind: file.isReadableKind)
    }
}

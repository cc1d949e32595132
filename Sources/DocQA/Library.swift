package import Accounting
import Chunking
package import Extraction
import Folders
import Glibc
package import PDFPages
package import Storage

/// A database of documents, open: ingest into it, search it, ask it.
///
///     let library = try await Library.open(at: "/var/lib/helpdesk/docqa.db")
///     let report = try await library.ingest(IngestRequest(paths: ["/srv/manuals"]))
///     try await library.put(DocumentUpload(externalID: "article-17", name: "refunds.md", bytes: bytes))
///
/// Values of this type are cheap to share; many tasks may read while one writes. Two writers at once, also in two
/// processes: the second one gets an error that names the first.
public final class Library: Sendable {
    package let store: SQLiteStore
    /// What is spent on services, and the limits to it.
    package let ledger: Ledger
    let originals: OriginalFiles
    let pdfPool: PDFWorkerPool
    private let extractors: Extractors
    /// Nanoseconds since 1970.
    let now: @Sendable () -> Int

    private init(
        store: SQLiteStore, pdfPool: PDFWorkerPool, extractors: Extractors, now: @escaping @Sendable () -> Int
    ) {
        self.store = store
        originals = OriginalFiles(database: store.path)
        self.pdfPool = pdfPool
        self.extractors = extractors
        self.now = now
        ledger = Ledger(store: store) { now() / 1_000_000_000 }
    }

    /// Opens a database, making it (readable by its owner only) when it is missing.
    ///
    /// - Parameter create: false makes a missing database an error instead.
    public static func open(at path: String, create: Bool = true) async throws(DocQAError) -> Library {
        let pool = PDFWorkerPool()
        return try await open(
            at: path, create: create, pdfPool: pool, extractors: BuiltIns.extractors(pdfPool: pool),
            now: systemNanoseconds)
    }

    package static func open(
        at path: String, create: Bool, pdfPool: PDFWorkerPool, extractors: Extractors,
        now: @escaping @Sendable () -> Int
    ) async throws(DocQAError) -> Library {
        do {
            let store = try await SQLiteStore.open(path: path, create: create)
            return Library(store: store, pdfPool: pdfPool, extractors: extractors, now: now)
        } catch {
            throw DocQAError(error)
        }
    }

    /// Closes the database; use the library no more after it.
    public func close() async { await store.close() }

    // MARK: Ingesting

    /// Brings a collection in step with folders and files.
    ///
    /// Cancelling the task finishes what is being written; the report then says `isInterrupted`, and the next run goes on
    /// from there. A file that cannot be read is in the report, not an error.
    public func ingest(
        _ request: IngestRequest, tell: @escaping @Sendable (IngestEvent) -> Void = { _ in }
    ) async throws(DocQAError) -> IngestReport {
        let run = IngestRun(
            store: store, request: request, extractors: extractors, extraction: BuiltIns.extractionVersion,
            jobs: max(1, request.jobs ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))), now: now, tell: tell)
        return try await run()
    }

    /// What a first ingest would do, without a database.
    public static func preview(_ request: IngestRequest) throws(DocQAError) -> IngestReport {
        let roots = try IngestRoot.all(of: request)
        let plan = IngestPlan(
            roots: roots, known: [], skipped: [], request: request, extraction: BuiltIns.extractionVersion)
        var report = IngestReport(collection: request.collection)
        report.isDryRun = true
        plan.describe(in: &report)
        return report
    }

    /// The same as a sequence: progress, skipped files, and the report at its end. Ending the loop cancels the ingest.
    public func events(of request: IngestRequest) -> AsyncThrowingStream<IngestEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    _ = try await ingest(request) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Stores a document that was handed over, in place of an earlier one with the same external id. Its bytes are kept
    /// beside the database, for pictures of its pages, until the document is removed.
    ///
    /// - Returns: the document's id.
    @discardableResult
    public func put(_ upload: DocumentUpload, in collection: String = "default") async throws(DocQAError) -> Int {
        let reading = FileReading(
            extractors: extractors,
            options: ExtractionOptions(checkInk: true, password: upload.password), chunker: Chunker(),
            request: IngestRequest(paths: [], collection: collection), extraction: BuiltIns.extractionVersion, now: now,
            origins: Origins(), words: nil)
        do {
            try store.mustBeWritable()
            let document = try await reading.read(upload)
            return try await change(collection, command: "docqa put", keeping: upload.bytes) {
                writer, seconds throws(StorageError) in
                try writer.put(document, now: seconds)
            }
        } catch let error as ExtractionError {
            throw DocQAError(error)
        } catch let error as StorageError {
            throw DocQAError(error)
        } catch {
            throw DocQAError(code: "internal", message: "Something went wrong that should not.", cause: error)
        }
    }

    /// Removes the document with an external id. Returns false when there is none.
    @discardableResult
    public func remove(externalID: String, from collection: String = "default") async throws(DocQAError) -> Bool {
        do throws(StorageError) {
            let document = try await store.read { connection throws(StorageError) -> Int? in
                guard let found = try connection.collection(named: collection) else { return nil }
                return try connection.document(externalID: externalID, in: found)?.id
            }
            guard let document else { return false }
            try await change(collection, command: "docqa remove") { writer, _ throws(StorageError) in
                try writer.remove(document)
            }
            return true
        } catch {
            throw DocQAError(error)
        }
    }

    /// Changes a collection in one transaction, as its only writer, and brings its word counts and the kept originals in
    /// step. `keeping`: bytes that the change needs to be kept.
    package func change<Result: Sendable>(
        _ collection: String, command: String, keeping bytes: [UInt8]? = nil,
        _ body: @escaping @Sendable (CollectionWriter, _ seconds: Int) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        let lock = try WriterLock(database: store.path, command: command)
        let seconds = now() / 1_000_000_000
        let originals = originals
        let result = try await store.write { connection throws(StorageError) in
            if let bytes {
                let hash = ContentHash(of: bytes)
                try connection.noteLooseOriginal(hash.bytes)
                try originals.keep(bytes, hash)
            }
            let result = try CollectionWriter.transaction(collection, on: connection, now: seconds) {
                writer throws(StorageError) in try body(writer, seconds)
            }
            if let changed = try connection.collection(named: collection), !changed.statisticsFresh {
                try connection.refreshStatistics(changed)
            }
            try originals.settle(on: connection)
            return result
        }
        withExtendedLifetime(lock) {}
        return result
    }
}

/// The wall clock, nanoseconds since 1970.
@Sendable package func systemNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

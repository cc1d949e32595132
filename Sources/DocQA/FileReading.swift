import Chunking
import DocumentModel
import Extraction
import Folders
import Glibc
import Storage
import Synchronization
import Words

/// What became of one file.
enum FileOutcome: Sendable {
    /// A new text, in place of what was read from the file before.
    case document(NewDocument, replaces: Int?)
    /// The same bytes under another name.
    case moved(document: Int, DocumentSource)
    /// The same bytes as before.
    case touched(document: Int, DocumentSource)
    /// Not read. `dropsOld`: what was read from it before is not in it any more.
    case skipped(SkippedFile, dropsOld: Int?)
    case cancelled
}

/// What became of files that were read together.
struct ReadFiles: Sendable {
    var outcomes: [FileOutcome] = []
    /// The words of all their documents; nil when the writer has to cut them.
    var block: IndexBlock?

    var isEmpty: Bool { outcomes.isEmpty }
}

/// Reads files: bytes, hash, text, passages. Runs beside others of its kind.
struct FileReading: Sendable {
    let extractors: Extractors
    let options: ExtractionOptions
    let chunker: Chunker
    let request: IngestRequest
    let extraction: Int
    let now: @Sendable () -> Int
    /// The one place that says which vanished file a new one was moved from.
    let origins: Origins
    /// Cut the words of documents as the collection's index does; nil leaves that to the writer.
    let words: IndexBlockPool?

    func read(_ jobs: [IngestJob]) async -> ReadFiles {
        var files = ReadFiles()
        files.outcomes.reserveCapacity(jobs.count)
        for job in jobs { files.outcomes.append(Task.isCancelled ? .cancelled : await read(job)) }
        let documents = files.outcomes.compactMap { outcome in
            if case .document(let document, _) = outcome { document } else { nil }
        }
        if !documents.isEmpty { files.block = words?.block(of: documents) }
        return files
    }

    private func read(_ job: IngestJob) async -> FileOutcome {
        let readNS = now()
        do throws(ExtractionError) {
            let loaded = try extractors.load(SourceFile(path: job.file.path), options: options)
            let facts = loaded.facts ?? job.file.facts
            let recognition = loaded.recognition
            if case .skip(let code, let reason)? = recognition {
                throw ExtractionError(code, reason, fix: "save it as text, HTML or PDF, or leave it out with --exclude")
            }
            let hash = try hash(of: loaded, at: job.file.path)
            let source = DocumentSource(
                path: job.file.path.display, name: job.name, sha256: hash.bytes, size: facts.size,
                modifiedNS: Int(facts.modified), inode: Int(truncatingIfNeeded: facts.inode),
                // Needed only where a change in the same tick would not be seen.
                readNS: FolderComparison.isSettled(facts, readAt: Int64(readNS)) ? nil : readNS)
            if let known = job.known, known.sha256 == hash.bytes, known.extraction == extraction, !request.force {
                return .touched(document: known.document, source)
            }
            let origin = job.known == nil ? origins.take(for: job.file, hash: hash) : nil
            if let origin, origin.extraction == extraction, !request.force {
                return .moved(document: origin.document, source)
            }
            let extracted = try await extractors.extract(loaded, options: options)
            if case .path = loaded.content { try requireUnchanged(job.file.path, facts) }
            // Cutting and writing a large text takes seconds, for which nobody waits who wants to stop.
            if Task.isCancelled { return .cancelled }
            let document = document(extracted, from: source)
            if Task.isCancelled { return .cancelled }
            return .document(document, replaces: (job.known ?? origin)?.document)
        } catch {
            if error.code == .cancelled { return .cancelled }
            return skipped(job, error)
        }
    }

    /// A document of bytes that were handed over.
    func read(_ upload: DocumentUpload) async throws(ExtractionError) -> NewDocument {
        let extracted = try await extractors.extract(
            SourceFile(name: upload.name, bytes: upload.bytes), options: options)
        let source = DocumentSource(
            path: nil, name: upload.name, externalID: upload.externalID,
            sha256: ContentHash(of: upload.bytes).bytes, size: upload.bytes.count, readNS: now())
        var document = document(extracted, from: source)
        if let title = upload.title { document.extracted.title = title }
        document.labels = upload.labels
        document.access = upload.access
        document.dated = upload.dated
        return document
    }

    private func document(_ extracted: ExtractedDocument, from source: DocumentSource) -> NewDocument {
        let cut = chunker.passages(of: extracted)
        var extracted = extracted
        // Passages were made of them, and nothing else is.
        extracted.blocks = []
        extracted.markup = []
        return NewDocument(
            source: source, extracted: extracted, passages: cut.passages, language: cut.language,
            labels: request.labels, access: request.access, extraction: extraction)
    }

    private func hash(of source: SourceFile, at path: FilePath) throws(ExtractionError) -> ContentHash {
        if case .bytes(let bytes) = source.content { return ContentHash(of: bytes) }
        do throws(RegularFile.Failure) {
            return try RegularFile(path).contentHash()
        } catch {
            throw ExtractionError(error, reading: path.display)
        }
    }

    /// An extractor that read the file by itself read what was hashed.
    private func requireUnchanged(_ path: FilePath, _ before: FileFacts) throws(ExtractionError) {
        do throws(RegularFile.Failure) {
            guard try RegularFile(path).facts == before else { throw .changed }
        } catch {
            throw ExtractionError(error, reading: path.display)
        }
    }

    private func skipped(_ job: IngestJob, _ error: ExtractionError) -> FileOutcome {
        let isOfReadKind = error.code != .kindNotRead && error.code != .unsupportedFormat
        let file = SkippedFile(
            path: job.file.path.display, code: error.code.rawValue, reason: error.reason,
            fix: error.fix.isEmpty ? nil : error.fix, isReadableKind: isOfReadKind, size: job.file.facts.size,
            modifiedNS: Int(job.file.facts.modified))
        // Whatever may pass by itself keeps what was read before; else the old text is no longer in the file.
        let mayPass: Set<ExtractionError.Code> = [.unreadable, .changedWhileReading, .workerFailed, .tooSlow]
        return .skipped(file, dropsOld: mayPass.contains(error.code) ? nil : job.known?.document)
    }
}

/// Gives each vanished file to at most one new file with the same content.
final class Origins: Sendable {
    private let comparison: Mutex<FolderComparison>
    private let known: [String: StoredFile]

    init(_ plan: IngestPlan) {
        comparison = Mutex(plan.comparison)
        known = plan.knownByPath
    }

    /// For documents that come from nowhere.
    init() {
        comparison = Mutex(FolderComparison(known: [], walked: []))
        known = [:]
    }

    func take(for file: WalkedFile, hash: ContentHash) -> StoredFile? {
        comparison.withLock { comparison in
            comparison.takeOrigin(of: file, hash: hash).flatMap { known[$0.path.display] }
        }
    }

    var final: FolderComparison { comparison.withLock { $0 } }
}

import DocumentModel
import Storage

/// What has been read and waits to be written, as one transaction.
struct IngestBatch: Sendable {
    /// Large transactions make few, large segments of the index; a crash costs at most this much reading again, and no
    /// more than what was read in two seconds.
    private static let textLimit = 12 << 20
    private static let passageLimit = 40_000
    private static let outcomeLimit = 20_000
    /// Text fills a batch sooner; this is for PDFs, and for a machine that has other things to do.
    private static let longestPatience = Duration.seconds(2)
    /// The first batches wait less, so that a short run does not leave all its writing to the end.
    private static let shortestPatience = Duration.milliseconds(125)
    private let patience: Duration

    private var groups: [ReadFiles] = []
    private var outcomes = 0
    private var textBytes = 0
    private var passages = 0
    /// When what waits longest has waited long enough.
    private(set) var due: ContinuousClock.Instant?

    init() {
        patience = IngestBatch.shortestPatience
    }

    /// The batch after a full one.
    init(after last: IngestBatch) {
        patience = min(last.patience * 2, IngestBatch.longestPatience)
    }

    var isEmpty: Bool { groups.isEmpty }

    /// Large enough to be worth a transaction.
    var isFull: Bool {
        textBytes >= IngestBatch.textLimit || passages >= IngestBatch.passageLimit
            || outcomes >= IngestBatch.outcomeLimit
    }

    mutating func add(_ files: ReadFiles) {
        for outcome in files.outcomes {
            switch outcome {
            case .cancelled: continue
            case .document(let document, _):
                textBytes += document.extracted.text.count
                passages += document.passages.count
            case .moved, .touched, .skipped: break
            }
            outcomes += 1
        }
        guard outcomes > 0 else { return }
        groups.append(files)
        due = due ?? .now + patience
    }

    /// Worth a transaction, or waiting for long enough.
    var isDue: Bool { isFull || due.map { $0 <= .now } ?? false }

    /// Writes everything, or nothing.
    func write(
        to collection: String, language: String?, extraction: Int, now: Int, on connection: Connection
    ) throws(StorageError) {
        try CollectionWriter.transaction(collection, on: connection, now: now, language: language) {
            writer throws(StorageError) in
            for files in groups {
                for outcome in files.outcomes {
                    try write(
                        outcome, writer, cutsWords: files.block == nil, extraction: extraction, now: now, connection)
                }
                if let block = files.block { try writer.add(block) }
            }
        }
    }

    private func write(
        _ outcome: FileOutcome, _ writer: CollectionWriter, cutsWords: Bool, extraction: Int, now: Int,
        _ connection: Connection
    ) throws(StorageError) {
        switch outcome {
        case .document(var document, let replaced):
            if let replaced {
                // A changed file keeps its labels unless this run gives others: none must get lost by a change.
                if document.labels.isEmpty { document.labels = try connection.labels(of: replaced) }
                if document.access.isEmpty { document.access = try connection.access(of: replaced) }
                try writer.remove(replaced)
            }
            if cutsWords {
                try writer.put(document, now: now)
            } else {
                try writer.putWithoutWords(document, now: now)
            }
            if let path = document.source.path { try writer.forgetSkipped(path: path) }
        case .moved(let document, let source):
            try writer.move(document, to: source)
            if let path = source.path { try writer.forgetSkipped(path: path) }
        case .touched(let document, let source):
            try writer.touch(document, source: source)
        case .skipped(let file, let dropsOld):
            if let dropsOld { try writer.remove(dropsOld) }
            try writer.recordSkipped(file, extraction: extraction)
        case .cancelled:
            break
        }
    }
}

import Claude
import DocumentModel
import Storage

/// Looks for a part at the service, which may have taken it though nobody noted its id.
struct BatchSearch: Sendable {
    let service: AnsweringService
    let library: Library

    enum Finding: Sendable {
        case found(Batch)
        /// A batch that could be it has not ended, and before that nobody sees what its requests are called.
        case undecided
        case absent
    }

    /// A page has a hundred batches; further back than this nobody looks.
    private static let pageLimit = 50

    func search(_ part: BatchPartRecord) async throws -> Finding {
        // The service's clock and ours may differ, by a wrong time zone at worst.
        let earliest = ((part.attemptedAt ?? 0) - 26 * 3_600).asMoment
        var cursor: String?
        var isUndecided = false
        for _ in 0..<BatchSearch.pageLimit {
            let page = try await service.client.batches(limit: 100, after: cursor)
            for batch in page.data {
                if let created = batch.createdAt, created.prefix(19) < earliest.prefix(19) {
                    return isUndecided ? .undecided : .absent
                }
                guard try await couldBe(batch, part) else { continue }
                guard batch.status == .ended else {
                    isUndecided = true
                    continue
                }
                if try await isNamed(batch, part) { return .found(batch) }
            }
            guard page.hasMore, let last = page.lastID else { break }
            cursor = last
        }
        return isUndecided ? .undecided : .absent
    }

    private func couldBe(_ batch: Batch, _ part: BatchPartRecord) async throws -> Bool {
        let counts = batch.counts
        let total = counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired
        guard total == part.requests else { return false }
        return try await library.reading { connection throws(StorageError) in
            try !connection.isKnown(remote: batch.id)
        }
    }

    /// Whether the first of its results has a name of ours.
    private func isNamed(_ batch: Batch, _ part: BatchPartRecord) async throws -> Bool {
        guard batch.resultsURL != nil else { return false }
        for try await result in try await service.client.batchResults(batch) {
            return result.customID.hasPrefix(part.name + "-")
        }
        return false
    }
}

extension Int {
    /// Seconds since 1970 as "2026-11-21T06:30:00".
    fileprivate var asMoment: String {
        let rest = self - Budget.Period.day.start(of: self)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return CalendarDay(holding: self).text + "T\(two(rest / 3600)):\(two(rest % 3600 / 60)):\(two(rest % 60))"
    }
}

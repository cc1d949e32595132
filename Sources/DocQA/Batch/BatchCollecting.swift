import Accounting
import Claude
import Storage

/// Takes in the results of a part, one by one, in whatever order they come. What was taken in before is not taken again.
struct BatchCollecting: Sendable {
    let library: Library
    let service: AnsweringService
    let part: BatchPartRecord
    let isCancelling: Bool
    let tell: @Sendable (BatchEvent) -> Void

    func callAsFunction(_ batch: Batch) async throws {
        let items = try await library.reading { [part] connection throws(StorageError) in
            try connection.items(ofBatch: part.batch, part: part.id)
        }
        var missing = Dictionary(
            uniqueKeysWithValues: items.filter { $0.call != nil && [.open, .forgotten].contains($0.state) }
                .map { (BatchWork.customID(part, $0), $0) })
        var taken = 0
        if !missing.isEmpty {
            for try await result in try await service.client.batchResults(batch) {
                try Task.checkCancellation()
                guard let item = missing.removeValue(forKey: result.customID) else { continue }
                try await take(result, for: item)
                taken += 1
                if taken % 20 == 0 { tell(.progress(try await library.status(ofBatch: part.batch))) }
            }
        }
        var read = part
        if missing.isEmpty {
            read.state = .collected
        } else {
            read.readings += 1
            // The list came to its end and lacks some: it is not going to have them.
            if read.readings >= BatchWork.tryLimit {
                for item in missing.values { try await giveUp(item) }
                read.state = .collected
            }
        }
        try await library.batchChange { [read] connection throws(StorageError) in try connection.update(read) }
        if read.state != .collected {
            throw ClaudeError(.malformedResponse, detail: "\(missing.count) results are missing in \(batch.id)")
        }
    }

    private func take(_ result: BatchResult, for item: BatchItemRecord) async throws {
        switch result.outcome {
        case .succeeded(let message): try await take(message, for: item)
        case .errored(let error):
            let type = error.type ?? "unknown_error"
            try await fail(item, type, error.message ?? "", isFinal: Self.isFinal(type))
        case .expired: try await fail(item, "expired", "It was not answered within a day.", isFinal: false)
        case .canceled:
            var item = item
            item.state = .cancelled
            item.problem = "cancelled"
            try await library.note(item, CallOutcome(.cancelled, .nothing), service.catalogue)
        case .other:
            try await fail(item, "unknown_result", "The service sent a result that is not one.", isFinal: false)
        }
    }

    private func take(_ message: Message, for item: BatchItemRecord) async throws {
        let outcome = CallOutcome(.complete, .usage(message.usage.ofBatch), model: message.model)
        let content = try await library.reading { connection throws(StorageError) in try connection.content(of: item) }
        guard item.state == .open, let content,
            let finished = try await BatchAnswer(library: library, service: service, item: item, content: content)
                .made(of: message)
        else {
            var item = item
            if item.state == .open {
                item.state = .failed
                item.problem = "damaged"
                item.problemText = "What was sent cannot be read any more, so nothing can be proved."
            }
            return try await library.note(item, outcome, service.catalogue)
        }
        try await library.take(finished, for: item, outcome, service.catalogue)
    }

    /// - Parameter isFinal: whether trying again would bring the same.
    private func fail(_ item: BatchItemRecord, _ problem: String, _ text: String, isFinal: Bool) async throws {
        var item = item
        item.problem = problem
        item.problemText = String(text.prefix(500))
        if isCancelling {
            item.state = .cancelled
        } else if isFinal || item.tries >= BatchWork.tryLimit {
            item.state = .failed
        }
        try await library.note(item, CallOutcome(.failed, .nothing, error: problem), service.catalogue)
    }

    private func giveUp(_ item: BatchItemRecord) async throws {
        var item = item
        item.state = .failed
        item.problem = "missing_result"
        item.problemText = "The service sent no result for it."
        try await library.note(item, CallOutcome(.cut, .worst, error: "missing_result"), service.catalogue)
    }

    private static func isFinal(_ type: String) -> Bool {
        [
            "invalid_request_error", "authentication_error", "permission_error", "not_found_error", "request_too_large",
            "billing_error",
        ].contains(type)
    }
}

/// Why the database could not do what was asked.
package struct StorageError: Error, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        /// Another process is writing.
        case writerBusy = "writer_busy"
        /// The file is not a database of ours, or was written by a newer version.
        case notOurs = "database_not_ours"
        case tooNew = "database_too_new"
        case corrupt = "database_corrupt"
        case full = "disk_full"
        case cannotOpen = "database_cannot_open"
        case readOnly = "database_read_only"
        case noCollection = "no_such_collection"
        case noDocument = "no_such_document"
        case ambiguousDocument = "ambiguous_document"
        case noAnswer = "no_such_answer"
        case interrupted
        case failed = "database_failed"
    }

    package let code: Code
    /// One sentence that says what to do next; holds no document text.
    package let message: String
    /// What SQLite said, for developers.
    package let detail: String?

    package init(_ code: Code, _ message: String, detail: String? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
    }

    static func interrupted(detail: String?) -> StorageError {
        StorageError(
            .interrupted, "Stopped before the end, and what was under way was taken back: run the same command again.",
            detail: detail)
    }

    static func diskFull(detail: String?) -> StorageError {
        StorageError(
            .full, "The disk is full: free some space and run the command again, it continues where it stopped.",
            detail: detail)
    }

    static var damagedIndex: StorageError {
        StorageError(.failed, "The index could not be read: run `docqa verify` to check the database.")
    }
}

extension StorageError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { message }
    package var debugDescription: String {
        "StorageError.\(code.rawValue): \(message)" + (detail.map { " [\($0)]" } ?? "")
    }
}

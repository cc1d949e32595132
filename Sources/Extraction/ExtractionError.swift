package import Folders

/// Why one file gives no document.
///
/// `description` is one sentence for a person: what is wrong and what to do. It holds no text of the document.
package struct ExtractionError: Error, Sendable {
    /// Stable words for programs. Open: an extractor may add its own.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let encrypted = Code(rawValue: "encrypted")
        package static let wrongPassword = Code(rawValue: "wrong_password")
        package static let tooLarge = Code(rawValue: "too_large")
        package static let unreadable = Code(rawValue: "unreadable")
        package static let changedWhileReading = Code(rawValue: "changed_while_reading")
        package static let changedSinceRead = Code(rawValue: "changed_since_read")
        package static let vanished = Code(rawValue: "vanished")
        package static let notAFile = Code(rawValue: "not_a_file")
        /// A known kind of file that holds no text to read.
        package static let kindNotRead = Code(rawValue: "kind_not_read")
        package static let unsupportedFormat = Code(rawValue: "unsupported_format")
        package static let malformed = Code(rawValue: "malformed")
        package static let tooSlow = Code(rawValue: "too_slow")
        package static let outOfMemory = Code(rawValue: "out_of_memory")
        package static let workerFailed = Code(rawValue: "worker_failed")
        package static let cancelled = Code(rawValue: "cancelled")
    }

    package let code: Code
    /// What is wrong, without a full stop.
    package let reason: String
    /// What to do about it, without a full stop; empty when nothing can be done.
    package let fix: String
    package let cause: (any Error)?

    package init(_ code: Code, _ reason: String, fix: String = "", cause: (any Error)? = nil) {
        self.code = code
        self.reason = reason
        self.fix = fix
        self.cause = cause
    }

    package init(_ failure: RegularFile.Failure, reading name: String) {
        switch failure {
        case .vanished:
            self.init(.vanished, "\(name) is no longer there", fix: "run ingest again to drop it", cause: failure)
        case .denied:
            self.init(.unreadable, "\(name) may not be read", fix: "give yourself read permission", cause: failure)
        case .notRegular:
            self.init(.notAFile, "\(name) is not a regular file", fix: "name a file or a folder", cause: failure)
        case .system(let number):
            self.init(
                .unreadable, "\(name) cannot be read (system error \(number))", fix: "check the disk and try again",
                cause: failure)
        case .changed:
            self.init(
                .changedWhileReading, "\(name) changed while it was read",
                fix: "run ingest again when nothing writes to it", cause: failure)
        case .larger(let limit):
            self.init(
                .tooLarge, "\(name) is larger than the limit of \(limit >> 20) MiB for text",
                fix: "split it, or raise the limit (--max-size)", cause: failure)
        }
    }
}

extension ExtractionError: CustomStringConvertible {
    package var description: String { fix.isEmpty ? "\(reason)." : "\(reason): \(fix)." }
}

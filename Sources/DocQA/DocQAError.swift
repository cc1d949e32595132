package import Accounting
package import Claude
package import Extraction
package import Folders
package import Storage

/// Why the library could not do what was asked: the errors of the rooms below, gathered.
public struct DocQAError: Error, Sendable {
    /// Stable, for programs: `database_full`, `folder_missing`, `encrypted`...
    public let code: String
    /// One sentence for a person that says what to do next; holds no document text and no key.
    public let message: String
    public let cause: (any Error)?

    public init(code: String, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package init(_ error: StorageError) {
        self.init(code: error.code.rawValue, message: error.message, cause: error)
    }

    package init(_ error: AccountingError) {
        self.init(code: error.code.rawValue, message: error.message, cause: error)
    }

    package init(_ error: FolderError) {
        self.init(code: error.code.rawValue, message: error.description, cause: error)
    }

    package init(_ error: ClaudeError) {
        self.init(code: DocQAError.word(for: error.code), message: error.description, cause: error)
    }

    /// The code of an error of the service, among those of the other rooms: "claude_rate_limited".
    package static func word(for code: ClaudeError.Code) -> String {
        code.rawValue.reduce(into: "claude_") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }

    package init(_ error: ExtractionError) {
        self.init(code: error.code.rawValue, message: error.description, cause: error)
    }
}

extension DocQAError {
    /// Whatever went wrong below, as the library's users are told of it.
    ///
    /// - Parameter stopped: the sentence for what was cancelled.
    init(_ error: any Error, stopped: String) {
        switch error {
        case let error as DocQAError: self = error
        case let error as StorageError: self.init(error)
        case let error as AccountingError: self.init(error)
        case let error as ClaudeError where error.code != .cancelled: self.init(error)
        case is CancellationError, is ClaudeError: self.init(code: "cancelled", message: stopped)
        default:
            self.init(code: "internal", message: "Something went wrong that should not.", cause: error)
        }
    }
}

extension DocQAError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { message }
    public var debugDescription: String {
        "DocQAError.\(code): \(message)" + (cause.map { " [\(String(reflecting: $0))]" } ?? "")
    }
}

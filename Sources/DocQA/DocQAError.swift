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

extension DocQAError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { message }
    public var debugDescription: String {
        "DocQAError.\(code): \(message)" + (cause.map { " [\(String(reflecting: $0))]" } ?? "")
    }
}

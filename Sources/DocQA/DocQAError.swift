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

    package init(_ error: FolderError) {
        self.init(code: error.code.rawValue, message: error.description, cause: error)
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

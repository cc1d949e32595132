/// What is wrong with a command line, and what was probably meant.
package struct UsageError: Error, Sendable, Equatable {
    /// One sentence.
    package var message: String
    /// What to type instead, or where to read on.
    package var next: String?

    package init(_ message: String, next: String? = nil) {
        self.message = message
        self.next = next
    }

    package var failure: Failure { Failure(.usage, code: "usage", message, next: next) }
}

package import JSON

/// Why a command ends without its result: an exit status, a stable word for programs, and for people one sentence and
/// what to do next.
package struct Failure: Error, Sendable, Equatable {
    package var exit: ExitCode
    /// Stable, snake_case.
    package var code: String
    /// One sentence without text of a document and without a key.
    package var message: String
    /// What to do next, as a sentence or a command to type.
    package var next: String?

    package init(_ exit: ExitCode, code: String, _ message: String, next: String? = nil) {
        self.exit = exit
        self.code = code
        self.message = message
        self.next = next
    }

    /// The object that `--json` prints: {"error": {code, message, next}}.
    package var json: JSONValue {
        let next = next.map { JSONValue($0) } ?? .null
        return ["error": ["code": JSONValue(code), "message": JSONValue(message), "next": next]]
    }
}

extension Failure: CustomStringConvertible {
    package var description: String {
        guard let next else { return message }
        return "\(message)\n\(next)"
    }
}

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
    package var json: String {
        let next = next.map { JSONText.string($0) } ?? "null"
        return
            "{\"error\":{\"code\":\(JSONText.string(code)),\"message\":\(JSONText.string(message)),\"next\":\(next)}}"
    }
}

extension Failure: CustomStringConvertible {
    package var description: String {
        guard let next else { return message }
        return "\(message)\n\(next)"
    }
}

/// Text as a JSON string.
enum JSONText {
    static func string(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

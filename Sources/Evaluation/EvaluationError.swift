/// Why an evaluation set or a run could not be read.
package struct EvaluationError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case malformed = "evaluation_malformed"
        case missing = "evaluation_missing"
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

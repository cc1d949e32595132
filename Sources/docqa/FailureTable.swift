import CommandLine
import Configuration

/// What an error of a room means to the person who typed the command.
func explain(_ error: any Error) -> Failure {
    switch error {
    case let error as ConfigurationError:
        Failure(.notConfigured, code: error.code.rawValue, error.message, next: error.next)
    default:
        Failure(.internalProblem, code: "internal", "Something went wrong that should not: \(error).")
    }
}

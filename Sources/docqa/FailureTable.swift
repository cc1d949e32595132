import CommandLine

/// What an error of a room means to the person who typed the command.
func explain(_ error: any Error) -> Failure {
    Failure(.internalProblem, code: "internal", "Something went wrong that should not: \(error).")
}

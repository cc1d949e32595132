/// What a process says with its exit status. The same list stands in every help page and in `docs/cli.md`.
package enum ExitCode: Int32, Sendable, CaseIterable {
    case success = 0
    case nothingFound = 1
    case usage = 2
    case notConfigured = 3
    case authenticationRefused = 4
    case serviceUnavailable = 5
    case limitReached = 6
    case databaseProblem = 7
    case filesUnread = 8
    case internalProblem = 9
    case interrupted = 130
    case terminated = 143

    /// What it means, for people.
    package var meaning: String {
        switch self {
        case .success: "done"
        case .nothingFound: "nothing found, or the model declined to answer"
        case .usage: "the command line is wrong"
        case .notConfigured: "something is not configured: a key, a value, a file"
        case .authenticationRefused: "the service refused the key"
        case .serviceUnavailable: "the service was unreachable or overloaded, also after retries"
        case .limitReached: "a limit was reached: rate or budget"
        case .databaseProblem: "the database could not be opened, read or written"
        case .filesUnread: "finished, but files of a kind that is read could not be read"
        case .internalProblem: "a fault in the program itself"
        case .interrupted: "interrupted (SIGINT, Ctrl-C)"
        case .terminated: "terminated (SIGTERM)"
        }
    }

    /// Every command can end with these; a command declares only what it adds.
    package static let common: [ExitCode] = [
        .success, .usage, .notConfigured, .internalProblem, .interrupted, .terminated,
    ]
}

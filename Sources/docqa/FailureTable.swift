import Claude
import CommandLine
import Configuration
import DocQA
import Extraction
import Folders
import Storage

/// What an error of a room means to the person who typed the command.
func explain(_ error: any Error) -> Failure {
    switch error {
    case let error as ConfigurationError:
        Failure(FailureTable.exit(for: error.code), code: error.code.rawValue, error.message, next: error.next)
    case let error as DocQAError:
        Failure(FailureTable.exit(for: error), code: error.code, error.message)
    case let error as ClaudeError:
        Failure(FailureTable.exit(for: error.code), code: DocQAError.word(for: error.code), error.description)
    default:
        Failure(.internalProblem, code: "internal", "Something went wrong that should not: \(error).")
    }
}

/// Which exit status each error code of each room has. `docs/errors.md` is generated from it.
enum FailureTable {
    static func exit(for code: ConfigurationError.Code) -> ExitCode { .notConfigured }

    static func exit(for code: StorageError.Code) -> ExitCode {
        switch code {
        case .noCollection, .noDocument, .noAnswer: .nothingFound
        case .ambiguousDocument: .usage
        case .interrupted: .interrupted
        case .writerBusy, .notOurs, .tooNew, .corrupt, .full, .cannotOpen, .readOnly, .failed: .databaseProblem
        }
    }

    static func exit(for code: ClaudeError.Code) -> ExitCode {
        switch code {
        case .authentication, .permission: .authenticationRefused
        case .configuration: .notConfigured
        case .billing, .rateLimited, .spendLimit, .queueFull, .requestTooLarge: .limitReached
        case .serverError, .overloaded, .timeout, .connection, .streamInterrupted, .malformedResponse,
            .deadlineExceeded,
            .circuitOpen:
            .serviceUnavailable
        case .cancelled: .interrupted
        case .invalidRequest, .refusedLocally, .notFound: .usage
        case .malformedToolInput, .toolLoop, .other: .internalProblem
        }
    }

    static let folders: [(code: FolderError.Code, exit: ExitCode)] = [
        (.missing, .usage), (.notAFolder, .usage), (.unreadable, .filesUnread), (.cannotWatch, .internalProblem),
        (.cancelled, .interrupted),
    ]

    /// An extraction fails a command only when the document was all that it was given.
    static let extraction: [(code: ExtractionError.Code, exit: ExitCode)] = [
        (.encrypted, .filesUnread), (.wrongPassword, .filesUnread), (.tooLarge, .filesUnread),
        (.unreadable, .filesUnread), (.changedWhileReading, .filesUnread), (.changedSinceRead, .filesUnread),
        (.vanished, .filesUnread),
        (.notAFile, .usage), (.kindNotRead, .filesUnread), (.unsupportedFormat, .filesUnread),
        (.malformed, .filesUnread), (.tooSlow, .filesUnread), (.outOfMemory, .filesUnread),
        (.workerFailed, .filesUnread), (.cancelled, .interrupted),
    ]

    static let asking: [(code: String, exit: ExitCode)] = [
        ("no_key", .notConfigured), ("offline", .notConfigured), ("prompt_template", .notConfigured),
        ("no_conversation", .nothingFound), ("cancelled", .interrupted),
        ("budget_exceeded", .limitReached), ("price_unknown", .limitReached),
    ]

    static func exit(for error: DocQAError) -> ExitCode {
        switch error.cause {
        case let cause as StorageError: exit(for: cause.code)
        case let cause as FolderError: folders.first { $0.code == cause.code }?.exit ?? .internalProblem
        case let cause as ClaudeError: exit(for: cause.code)
        case let cause as ExtractionError: extraction.first { $0.code == cause.code }?.exit ?? .filesUnread
        default:
            asking.first { $0.code == error.code }?.exit
                ?? folders.first { $0.code.rawValue == error.code }?.exit ?? .internalProblem
        }
    }

    /// Every code that `--json` can name, with its exit status, by where it comes from.
    static var rows: [(origin: String, code: String, exit: ExitCode)] {
        [("the command line", "usage", .usage), ("the program", "internal", .internalProblem)]
            + [("the program", "output_failed", .internalProblem), ("configuration", "key_not_stored", .usage)]
            + asking.map { ("asking", $0.code, $0.exit) }
            + ConfigurationError.Code.allCases.map { ("configuration", $0.rawValue, exit(for: $0)) }
            + folders.map { ("folders", $0.code.rawValue, $0.exit) }
            + extraction.map { ("reading a file", $0.code.rawValue, $0.exit) }
            + StorageError.Code.allCases.map { ("database", $0.rawValue, exit(for: $0)) }
            + ClaudeError.Code.allCases.map { ("Claude API", DocQAError.word(for: $0), exit(for: $0)) }
    }
}

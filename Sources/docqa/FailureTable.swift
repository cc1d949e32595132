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
        Failure(.notConfigured, code: error.code.rawValue, error.message, next: error.next)
    case let error as DocQAError:
        Failure(exitCode(of: error), code: error.code, error.message)
    default:
        Failure(.internalProblem, code: "internal", "Something went wrong that should not: \(error).")
    }
}

/// The exit status of the library's errors, by where they come from.
private func exitCode(of error: DocQAError) -> ExitCode {
    switch error.cause {
    case let cause as StorageError:
        switch cause.code {
        case .noCollection, .noDocument: .nothingFound
        case .ambiguousDocument: .usage
        default: .databaseProblem
        }
    case is FolderError: .usage
    case is ExtractionError: .filesUnread
    default: error.code == "folder_missing" ? .usage : .internalProblem
    }
}

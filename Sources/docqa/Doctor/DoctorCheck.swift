import Configuration

/// One thing that must be well for docqa to work.
struct DoctorCheck: Sendable {
    let name: String
    let run: @Sendable (DoctorContext) async -> Finding

    /// All checks, in the order in which they are run and shown.
    static let all: [DoctorCheck] = [
        .configuration, .database, .databaseFolder, .fullTextSearch, .pdfWorker, .pdfSandbox, .japanesePDF, .network,
        .key,
        .service, .clock, .terminal,
    ]
}

/// What a check found.
enum Finding: Sendable, Equatable {
    case good(String)
    case failed(String, fix: String)
    /// It was not looked at, and why.
    case skipped(String)

    var state: String {
        switch self {
        case .good: "good"
        case .failed: "failed"
        case .skipped: "skipped"
        }
    }

    var detail: String {
        switch self {
        case .good(let detail), .failed(let detail, _), .skipped(let detail): detail
        }
    }

    var fix: String? {
        guard case .failed(_, let fix) = self else { return nil }
        return fix
    }
}

/// What the checks look at.
struct DoctorContext: Sendable {
    let configuration: Result<Configuration, ConfigurationError>
    /// Whether the service may be asked.
    let isOnline: Bool

    static let withoutConfiguration = Finding.skipped("The configuration has to be mended first.")

    /// Runs a check that needs the configuration.
    func configured(_ body: (Configuration) async -> Finding) async -> Finding {
        guard case .success(let configuration) = configuration else { return Self.withoutConfiguration }
        return await body(configuration)
    }
}

extension DoctorCheck {
    static let configuration = DoctorCheck(name: "configuration") { context in
        switch context.configuration {
        case .failure(let error): return .failed(error.message, fix: error.next ?? "Correct the file.")
        case .success(let configuration):
            if configuration.untrusted.isEmpty { return .good("docqa config shows every value and where it came from") }
            return .failed(
                "\(configuration.projectFile.path) sets \(configuration.untrusted.joined(separator: ", ")) and is not trusted.",
                fix: "Look at the file, then: docqa config trust")
        }
    }
}

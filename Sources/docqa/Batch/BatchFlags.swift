import Claude
import CommandLine
import Configuration
import DocQA
import Prompts

/// What the commands about batches share.
enum BatchFlags {
    static let id = Argument.optionalText(
        "ID", "The batch's number, as `docqa batch status` shows it; without it the newest.")
    static let openID = Argument.optionalText("ID", "The batch's number; without it the one that is not done with.")
    static let wait = Flag.toggle("wait", "Wait until every question is answered, asking at growing intervals.")
    static let format: Flag<BatchFormat?> = .choice(
        "format", "FORMAT", "Write results as JSON lines, CSV or Markdown.",
        defaultText: "as the file's name ends, else jsonl")
    static let output = Flag.text(
        "output", short: "o", "FILE", "Write the results to a file that only you can read.", completion: .file)

    /// The batch that was named; nil: none was.
    static func named(_ text: String?, _ library: Library) async throws -> BatchStatus? {
        guard let text else { return nil }
        guard let number = Int(text.hasPrefix("#") ? String(text.dropFirst()) : text), number > 0 else {
            throw UsageError("ID is the number of a batch, not \"\(text)\".", next: "docqa batch status shows all.")
        }
        return try await library.status(ofBatch: number)
    }

    /// The newest batch where none was named.
    static func newest(_ text: String?, _ library: Library) async throws -> BatchStatus {
        if let batch = try await named(text, library) { return batch }
        guard let newest = try await library.batches().first else {
            throw Failure(
                .nothingFound, code: "no_batch", "There is no batch yet.", next: "docqa batch QUESTIONS makes one.")
        }
        return newest
    }

    /// The only batch that is not done with where none was named; the newest when all are.
    static func open(_ text: String?, _ library: Library) async throws -> BatchStatus {
        if let batch = try await named(text, library) { return batch }
        let open = try await library.batches().filter { $0.state != .done }
        guard open.count < 2 else {
            throw UsageError(
                "\(open.count) batches are not done with: \(open.map { "#\($0.id)" }.joined(separator: ", ")).",
                next: "Name one of them.")
        }
        if let batch = open.first { return batch }
        return try await newest(nil, library)
    }

    /// The service; nil without a key.
    static func service(_ configuration: Configuration) throws -> AnsweringService? {
        try configuration.claudeClient().map { AnsweringService($0) }
    }

    static func requiredService(_ configuration: Configuration) throws -> AnsweringService {
        guard let service = try service(configuration) else {
            throw Failure(
                .notConfigured, code: "no_key", "Batches are answered by a Claude model, and there is no API key.",
                next: "Set ANTHROPIC_API_KEY, or: docqa config set key_file FILE")
        }
        return service
    }

    /// Runs work on a batch, and says how to go on when it is interrupted or fails.
    static func goingOn(_ id: Int, _ call: Invocation, _ work: () async throws -> ExitCode) async throws -> ExitCode {
        do {
            return try await work()
        } catch let error as DocQAError where error.code == "cancelled" {
            call.console.warn("stopped; batch \(id) goes on at the service: docqa batch resume \(id) --wait")
            return .interrupted
        } catch is CancellationError {
            call.console.warn("stopped; batch \(id) goes on at the service: docqa batch resume \(id) --wait")
            return .interrupted
        } catch let error as DocQAError where error.code != "no_answer" {
            let failure = explain(error)
            throw Failure(
                failure.exit, code: failure.code, failure.message,
                next: "Nothing is lost. To go on: docqa batch resume \(id)")
        }
    }

    /// Works on a batch: once, or until it is done with.
    static func work(
        on id: Int, _ library: Library, _ service: AnsweringService, _ display: BatchDisplay, waits: Bool
    ) async throws -> BatchStatus {
        defer { display.clear() }
        if waits { return try await library.follow(batch: id, with: service) { display.tell($0) } }
        return try await library.advance(batch: id, with: service) { display.tell($0) }
    }

    /// The same, and says how far it is.
    static func shownWork(
        on id: Int, _ library: Library, _ service: AnsweringService, _ call: Invocation
    ) async throws -> BatchStatus {
        let status = try await work(
            on: id, library, service, BatchDisplay(console: call.console), waits: call[wait])
        if call[SharedFlags.json] {
            try call.console.print(json: BatchJSON.value(status, nil, []))
        } else {
            try call.console.print(BatchDisplay.line(status))
        }
        return status
    }

    /// The exit status of a batch that is done with, or of one that is still out.
    static func exit(_ status: BatchStatus) -> ExitCode {
        if status.state == .done, status.failed > 0 { return .serviceUnavailable }
        return .success
    }
}

/// How results are written.
enum BatchFormat: String, CaseIterable, Sendable {
    case jsonl, csv, markdown

    init?(path: String) {
        switch path.split(separator: ".").last?.lowercased() {
        case "jsonl", "ndjson", "json": self = .jsonl
        case "csv": self = .csv
        case "md", "markdown": self = .markdown
        default: return nil
        }
    }
}

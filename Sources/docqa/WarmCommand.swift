import Claude
import CommandLine
import Configuration
import DocQA
import DocumentModel
import JSON

/// `docqa warm`
enum WarmCommand {
    static let collection = Argument.text("COLLECTION", "The collection that will be asked.")
    static let force = Flag.toggle("force", "Write it whatever it is worth: the whole collection when it is small.")

    static let command = Command(
        "warm", group: .costs, "Write into the service's cache what the next questions will read, when that pays.",
        discussion: """
            What was asked before says which passages are needed and how soon the next question comes. When the best prefix is \
            expected to save more than it costs to write, one call writes it and has nothing answered; else nothing is sent, and \
            the figures say why. It counts for questions with the same model, effort and --as: those that name this collection, or those that name \
            none, when questions of that kind that drew mostly on this collection make it worth more.
            """,
        arguments: [collection],
        flags: [
            SharedFlags.db, SearchCommand.asking, AskCommand.model, AskCommand.effort, AskCommand.prompts, force,
        ],
        examples: [
            CommandExample("docqa warm manuals", "Before the help-desk opens."),
            CommandExample("docqa warm manuals --model haiku --force", "Whatever it is worth."),
        ],
        exits: [
            CommandExit(.nothingFound, "there is no such collection"), CommandExit(.notConfigured, "there is no key"),
            CommandExit(.authenticationRefused), CommandExit(.serviceUnavailable),
            CommandExit(.limitReached, "a rate limit, a spend limit or a budget"), CommandExit(.databaseProblem),
        ],
        schema: "warm", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, configuration in
            guard let client = try configuration.claudeClient() else {
                throw Failure(
                    .notConfigured, code: "no_key", "docqa warm needs an API key, and there is none.",
                    next: "Set ANTHROPIC_API_KEY, or: docqa config set key_file FILE")
            }
            var request = AskRequest("", collections: [call[collection]])
            request.access = call[SearchCommand.asking].isEmpty ? nil : Set(call[SearchCommand.asking])
            request.effort = call[AskCommand.effort]?.rawValue
            request.model = call[AskCommand.model].map { $0 == "auto" ? .auto : .named($0) } ?? .auto
            let result = try await library.warm(
                for: request, with: AskCommand.service(client, call), isForced: call[force])
            if call[SharedFlags.json] {
                try call.console.print(json: json(result))
            } else {
                try call.console.print(text(result))
            }
            return .success
        }
    }

    private static func text(_ result: WarmUp) -> String {
        let log = "by \(Quantity.count(result.loggedQuestions, "question")) of the past"
        let way = result.way.map { way in
            "\(PromptPlanListing.name(way.kind, way.lifetime)): \(PromptPlanListing.price(way.nanoDollars, way.savesLater))"
        }
        switch result.outcome {
        case .written:
            let tokens = result.usage.cacheWrite5m + result.usage.cacheWrite1h
            let price = result.cost.map { " for \(Money(nanoDollars: $0.nanoDollars))" } ?? ""
            return "\(result.model): \(Quantity.grouped(tokens)) tokens were written\(price) (\(way ?? ""), \(log))."
        case .warm: return "\(result.model): what is worth writing is warm, or being written."
        case .notWorthIt:
            let best = way.map { "the best would be to \($0)" } ?? "everything is too short for the cache"
            return "\(result.model): nothing was written, it is not expected to pay \(log); \(best)."
        }
    }

    private static func json(_ result: WarmUp) -> JSONValue {
        [
            "outcome": JSONValue(result.outcome.rawValue), "model": JSONValue(result.model),
            "way": result.way.map(\.json) ?? .null, "logged_questions": JSONValue(result.loggedQuestions),
            "written_tokens": JSONValue(result.usage.cacheWrite5m + result.usage.cacheWrite1h),
            "read_tokens": JSONValue(result.usage.cacheRead),
            "nano_dollars": result.cost.map { JSONValue($0.nanoDollars) } ?? .null,
        ]
    }
}

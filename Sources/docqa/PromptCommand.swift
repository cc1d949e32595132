import Accounting
import Claude
import CommandLine
import Configuration
import DocQA
import DocumentModel

/// `docqa prompt`
enum PromptCommand {
    static let question = Argument.optionalText(
        "QUESTION|ID", "A question, which is planned and not sent; or the number of an answer.")
    static let last = Flag.toggle("last", "The newest answer that a model was asked for.")
    static let against = Flag.integer(
        "against", "ID", in: 1...Int.max, "Show where the prompt parts from that of this answer, and what that costs.")

    static let command = Command(
        "prompt", group: .costs, "Show what a question sends, block by block, and what of it is cached.",
        discussion: """
            A question is planned as `docqa ask` would plan it now, and nothing is sent: no key is needed. For an answer the kept \
            request is shown. Tokens are estimates. With --against the first block is named in which two prompts differ; all in \
            front of it can be read from the cache, all from there on is paid for anew.
            """,
        arguments: [question], flags: AskCommand.promptFlags + [last, against],
        examples: [
            CommandExample("docqa prompt \"How long is the warranty?\"", "What would be sent, and at what price."),
            CommandExample(
                "docqa prompt --last --against 17", "Why the last question did not read what answer 17 wrote."),
        ],
        exits: [CommandExit(.nothingFound, "there is no such answer"), CommandExit(.databaseProblem)],
        schema: "prompt", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let wanted = try wanted(call)
        return try await call.withLibrary { library, configuration in
            let client = try configuration.claudeClient() ?? ClaudeClient(ClientConfiguration(.none))
            let service = try AskCommand.service(client, call)
            let access = call[SearchCommand.asking].isEmpty ? nil : Set(call[SearchCommand.asking])
            let outline =
                switch wanted {
                case .question(let text):
                    try await library.prompt(for: AskCommand.promptRequest(text, call), with: service)
                case .answer(let id): try await library.prompt(ofAnswer: id, access: access)
                }
            var difference: (earlier: PromptOutline, found: PromptOutline.Difference)?
            if let id = call[against] {
                let earlier = try await library.prompt(ofAnswer: id, access: access)
                difference = (earlier, outline.difference(from: earlier))
            }
            if call[SharedFlags.json] {
                try call.console.print(json: PromptListing.json(outline, difference))
            } else {
                for line in PromptListing.lines(outline, difference) { try call.console.print(line) }
            }
            return .success
        }
    }

    private enum Wanted {
        case question(String)
        /// nil: the last one.
        case answer(Int?)
    }

    private static func wanted(_ call: Invocation) throws -> Wanted {
        guard let text = call[question], text.contains(where: { !$0.isWhitespace }) else {
            guard call[last] else {
                throw UsageError(
                    "docqa prompt needs a question, an ID or --last.", next: "docqa history shows the answers.")
            }
            return .answer(nil)
        }
        guard !call[last] else { throw UsageError("Name a question, an ID or --last, not two of them.") }
        if let id = Int(text.hasPrefix("#") ? String(text.dropFirst()) : text), id > 0 { return .answer(id) }
        return .question(text)
    }
}

import CHeap
import Claude
import CommandLine
import Configuration
import DocQA
import DocumentModel
import Prompts
import Rendering
import Storage

/// `docqa ask`
enum AskCommand {
    static let question = Argument.text("QUESTION", "What you want to know, in quotation marks.")
    static let passages = Flag.integer("passages", "N", default: 12, in: 1...200, "Draw on the N best passages.")

    static let keepAnswers = Flag.integer(
        "keep-answers", "DAYS",
        "Erase conversations so many days after their last question; with 0 this answer is not kept.",
        defaultText: "all are kept", setting: "keep_answers")
    static let model = Flag.text(
        "model", short: "m", "MODEL", "Which Claude model answers: auto, haiku, sonnet, opus, or an exact id.",
        details: """
            `auto` chooses by the size of what is sent, the number of documents, whether they seem to disagree, and `--effort`; \
            `--explain` shows why. Without a key, and with `extractive`, the answer consists of sentences of the documents.
            """, defaultText: "auto with a key", completion: .choices(["auto", "haiku", "sonnet", "opus"]))
    static let effort: Flag<AskEffort?> = Flag.choice(
        "effort", "LEVEL", "How much work the model puts into the answer.", defaultText: "as suits the model")
    static let maxTokens = Flag.integer(
        "max-tokens", "N", in: 1...1_000_000, "The ceiling on the model's output, its thinking included.",
        defaultText: "as the model and the effort need")
    static let timeout = Flag.integer(
        "timeout", "SECONDS", in: 1...86_400, "The longest that the service may take, repeated attempts included.",
        defaultText: "600 for an attempt")
    static let maxCost = Flag.text(
        "max-cost", "AMOUNT",
        "The most that this question may cost, in dollars like 0.05; a call that could cost more is not made.")
    static let tenant = Flag.text(
        "tenant", "NAME", "For which customer of yours the question is: what it costs counts in their budgets too.")
    static let fresh = Flag.toggle(
        "fresh",
        "Ask the model also when the same was answered before and nothing that the answer rests on has changed.")
    static let cacheDays = Flag.integer(
        "cache-days", "DAYS", "Give an answer of a model again for so many days; 0: never.", defaultText: "30",
        setting: "answer_cache_days")
    static let cacheSize = Flag.integer(
        "cache-size", "N", "How many kept answers can be given again; of more, those given longest ago cannot.",
        defaultText: "10000", setting: "answer_cache_size")
    static let strict = Flag.toggle(
        "strict", "Show nothing that lacks a source: hold the text back, have it revised once, remove what is left.")
    static let offline = Flag.toggle("offline", "Ask no model: answer with sentences of the documents.")
    static let explain = Flag.toggle(
        "explain", "Tell on standard error which model is asked, why, what it may cost, and what is cached.")
    static let prompts = Flag.text(
        "prompts", "DIR", "Use the templates of this folder instead of those that come with docqa.", completion: .folder
    )

    static let pdfPages = Flag<PDFPagesWish>.choice(
        "pdf-pages", "WHEN", default: .auto,
        "Send pages of PDFs as they look, picture and text, instead of their text alone.",
        details: """
            `auto` does so when the question asks for something that is seen: a figure, a drawing, a chart. A page costs about \
            as much as ten passages; at most 20 are sent.
            """)
    static let pagePictures = Flag.toggle(
        "page-pictures",
        "Send pages without text as pictures. What is read from those cannot be proved, and is shown as unproved.")
    static let deep = Flag.toggle(
        "deep", "Let the model search, read and list documents by itself before it answers; --explain shows each step.")
    static let goOn = Flag.toggle(
        "continue", "Go on with the conversation in which was asked last: \"and the older model?\" is understood.")
    static let conversation = Flag.integer(
        "conversation", "ID", in: 1...Int.max, "Go on with this conversation; docqa history shows all.")
    static let helperCalls = Flag.toggle(
        "helper-calls",
        "Let a small model say what a follow-up question means, and summarize a conversation that grew long.",
        details: "Without it rules do both. A helper call costs a fraction of a cent, and is in the account.")

    /// What a question's prompt depends on.
    static let promptFlags: [any FlagDeclaration] = [
        SharedFlags.db, DocumentFlags.anyCollection, SearchCommand.labels, SearchCommand.paths, SearchCommand.formats,
        SearchCommand.after, SearchCommand.before, SearchCommand.asking, passages, model, effort, maxTokens, pdfPages,
        deep, goOn, conversation, prompts,
    ]

    static let command = Command(
        "ask", group: .questions, "Answer a question from the documents, with footnotes.",
        discussion: """
            With an API key a Claude model answers from the passages that were found, and every footnote is proved: its words \
            stand in the document at the page or line it names, or it says that they do not. Without a key, or with --offline, \
            the answer consists of sentences of your documents, word for word. When the documents do not hold the answer, docqa \
            says so and shows what comes closest.

            Pages and files that could not be read are named when they may matter.
            """,
        arguments: [question],
        flags: promptFlags + [
            timeout, maxCost, tenant, strict, pagePictures, helperCalls, offline, explain, fresh, cacheDays, cacheSize,
            keepAnswers,
        ] + AnswerOutput.flags,
        examples: [
            CommandExample("docqa ask \"How long is the warranty on batteries?\"", "Ask all documents."),
            CommandExample(
                "docqa ask \"Which fuse does model C need?\" --model sonnet --strict", "Only what is proved."),
            CommandExample("docqa ask \"And for the older model?\" --continue", "Go on with the conversation."),
            CommandExample("docqa ask \"What does ERR-1042 mean?\" --type pdf --json", "Only PDFs, for programs."),
            CommandExample("docqa ask \"How ...?\" --format html -o answer.html", "With pictures of the cited pages."),
        ],
        exits: [
            CommandExit(.nothingFound, "the documents do not hold the answer, or the model refused"),
            CommandExit(.notConfigured, "--model names a Claude model and there is no key"),
            CommandExit(.authenticationRefused),
            CommandExit(.serviceUnavailable, "the service could not be reached, or the answer broke off"),
            CommandExit(.limitReached, "a rate limit, a spend limit or a budget, or the answer stops at --max-tokens"),
            CommandExit(.databaseProblem),
        ],
        schema: "ask", atStart: heap_in_large_steps, run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let text = call[question]
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw UsageError("The question is empty.", next: "Put it in quotation marks: docqa ask \"How ...?\"")
        }
        let request = try request(text, call)
        return try await call.withLibrary { library, configuration in
            var request = request
            request.keepDays = configuration[Settings.keepAnswers]
            request.reuseDays = configuration[Settings.answerCacheDays]
            request.reuseLimit = configuration[Settings.answerCacheSize]
            let service = try service(call, configuration, &request)
            let answer = try await AnswerDisplay(call: call).follow { [request] tell in
                try await library.ask(request, with: service, tell: tell)
            }
            if !AnswerOutput.isStreamed(call) {
                try await AnswerOutput.write(answer, from: library, call)
                try call.console.output.flush()
            }
            let isWithoutKey = answer.model.name == extractive && configuration.credentialOrigin == nil
            AnswerOutput.writeReceipt(answer, call, advice: isWithoutKey ? AskCommand.howToAddAKey : nil)
            return exit(for: answer)
        }
    }

    /// Asks no model, though a name like one.
    static let extractive = "extractive"
    private static let howToAddAKey =
        "For an answer in a model's words set ANTHROPIC_API_KEY, or: docqa config set key_file FILE"

    /// Who answers: what the flags say, else a model when there is a key.
    private static func service(
        _ call: Invocation, _ configuration: Configuration, _ request: inout AskRequest
    ) throws -> AnsweringService? {
        if call[offline], let name = call[model], name != "auto", name != extractive {
            throw Failure(
                .notConfigured, code: "offline", "--model \(name) asks a service, and --offline forbids it.",
                next: "Leave one of them away.")
        }
        if call[offline] { return nil }
        guard let client = try client(for: call[model], configuration) else { return nil }
        request.model = call[model].map { $0 == "auto" ? .auto : .named($0) } ?? .auto
        return try service(client, call)
    }

    /// Whom to ask for a model of this name; nil when none is asked: without a key, unless a Claude model is named.
    static func client(for name: String?, _ configuration: Configuration) throws -> ClaudeClient? {
        if name == extractive { return nil }
        if let client = try configuration.claudeClient() { return client }
        guard let name, name != "auto" else { return nil }
        throw Failure(
            .notConfigured, code: "no_key", "--model \(name) needs an API key, and there is none.",
            next: "Set ANTHROPIC_API_KEY, or: docqa config set key_file FILE")
    }

    /// The service with the templates that the flags name.
    static func service(_ client: ClaudeClient, _ call: Invocation) throws -> AnsweringService {
        var service = AnsweringService(client)
        if let folder = call[prompts] {
            do throws(PromptError) {
                service.prompts = try PromptSet(folder: folder)
            } catch {
                throw Failure(.notConfigured, code: "prompt_template", error.description)
            }
        }
        return service
    }

    private static func exit(for answer: Answer) -> ExitCode {
        switch answer.outcome {
        case .answered: .success
        case .notInDocuments, .refused: .nothingFound
        case .truncated: .limitReached
        case .interrupted, .failed: .serviceUnavailable
        }
    }

    /// The question as far as its prompt depends on it.
    static func promptRequest(_ text: String, _ call: Invocation) throws -> AskRequest {
        var request = AskRequest(text, collections: call[DocumentFlags.anyCollection].map { [$0] } ?? [])
        request.labels = Dictionary(call[SearchCommand.labels].map { ($0.key, $0.value) }) { _, last in last }
        request.paths = call[SearchCommand.paths]
        request.formats = call[SearchCommand.formats]
        request.after = try call[SearchCommand.after].map { try CalendarDay.start(of: $0, "--after") }
        request.before = try call[SearchCommand.before].map { try CalendarDay.start(of: $0, "--before") }
        request.access = call[SearchCommand.asking].isEmpty ? nil : Set(call[SearchCommand.asking])
        request.passages = call[passages]
        request.effort = call[effort]?.rawValue
        request.maxTokens = call[maxTokens]
        request.isDeep = call[deep]
        request.pdfPages = call[pdfPages]
        request.model = call[model].map { $0 == "auto" ? .auto : .named($0) } ?? .auto
        if call[goOn], call[conversation] != nil {
            throw UsageError(
                "--continue goes on with the last conversation, and --conversation names one.",
                next: "Leave one of them away.")
        }
        request.conversation = call[conversation].map { .id($0) } ?? (call[goOn] ? .last : nil)
        return request
    }

    private static func request(_ text: String, _ call: Invocation) throws -> AskRequest {
        var request = try promptRequest(text, call)
        request.model = .extractive
        request.timeout = call[timeout].map { .seconds($0) }
        request.maxCost = try call[maxCost].map { try BudgetFlags.amount($0, "--max-cost") }
        request.tenant = call[tenant]
        request.isFresh = call[fresh]
        request.isStrict = call[strict]
        request.sendsPagePictures = call[pagePictures]
        request.password = try IngestCommand.passwords(call)
        if request.isStrict, request.sendsPagePictures {
            throw UsageError(
                "--strict shows only what is proved, and nothing read from a picture can be.",
                next: "Leave one of --strict and --page-pictures away.")
        }
        if request.isDeep, request.sendsPagePictures || request.pdfPages == .always {
            throw UsageError(
                "With --deep the model looks things up itself, as text; no pages are sent.",
                next: "Leave --deep away to send pages.")
        }
        request.allowsHelperCalls = call[helperCalls]
        return request
    }
}

/// The values of `--effort`.
enum AskEffort: String, CaseIterable, Sendable {
    case low, medium, high, xhigh, max
}

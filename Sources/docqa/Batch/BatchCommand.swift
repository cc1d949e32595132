import Claude
import CommandLine
import Configuration
import DocQA
import Glibc
import JSON
import Prompts
import Storage

/// `docqa batch QUESTIONS`
enum BatchCommand {
    static let questions = Argument.text(
        "QUESTIONS", "A file of questions, JSON lines or CSV; - reads standard input.", completion: .file)
    static let yes = Flag.toggle("yes", short: "y", "Do not ask before money is spent.")
    static let dryRun = Flag.toggle("dry-run", "Look up and plan, show what it would cost, and stop.")
    static let perBatch = Flag.integer(
        "per-batch", "N", in: 1...100_000, "Hand in at most N questions together.",
        defaultText: "as many as the service takes")
    static let maxCost = Flag.text(
        "max-cost", "AMOUNT", "The most that all questions together may cost, in dollars like 2.50.")

    static let command = Command(
        "batch", group: .questions, "Answer many questions at half the price, within a day.",
        discussion: """
            For answers that are kept ready: hundreds of questions are looked up at once, their prompts planned so that \
            questions which need the same passages begin alike and share them in the service's cache, and handed in to the \
            Batch API, which takes half the price and up to a day. Each result is proved like the answer of `docqa ask`, and \
            kept: `docqa history`, `docqa replay` and `docqa impact` know it.

            A line of a JSON lines file is an object with "question" and, as far as it needs them, "id", "collection", \
            "labels", "path", "type", "after", "before", "access" and "tenant"; a CSV file has the same names in its first \
            line, and writes labels as key=value;key=value. What `docqa impact --json` prints is taken as well. A line that \
            cannot be used is reported with its number, and the rest goes on.

            Before anything is paid the price is estimated and shown, and the most that the questions can cost is reserved \
            in every budget. Whatever happens then, a lost connection, Ctrl-C, a killed process, nothing is lost and nothing \
            is paid twice: `docqa batch resume ID` goes on.
            """,
        arguments: [questions],
        flags: [
            SharedFlags.db, DocumentFlags.anyCollection, SearchCommand.labels, SearchCommand.paths,
            SearchCommand.formats, SearchCommand.after, SearchCommand.before, SearchCommand.asking,
            AskCommand.passages, AskCommand.model, AskCommand.effort, AskCommand.maxTokens, AskCommand.pdfPages,
            AskCommand.pagePictures, IngestCommand.passwordCommand, maxCost, AskCommand.tenant, perBatch,
            AskCommand.fresh, BatchFlags.wait, yes, dryRun, AskCommand.prompts, BatchFlags.format, BatchFlags.output,
        ],
        examples: [
            CommandExample("docqa batch questions.jsonl --dry-run", "What it would cost."),
            CommandExample(
                "docqa batch questions.csv --model haiku --yes --wait -o answers.csv",
                "Ask, wait, and write the answers."),
            CommandExample(
                "docqa impact --json | docqa batch - --yes", "Refresh the answers whose sources have changed."),
            CommandExample("docqa batch ./status", "A file that is called like a command below this one."),
        ],
        exits: [
            CommandExit(.nothingFound, "the file has no question"),
            CommandExit(.notConfigured, "there is no key"),
            CommandExit(.authenticationRefused),
            CommandExit(.serviceUnavailable, "the service could not be reached, or did not answer some questions"),
            CommandExit(.limitReached, "a budget, --max-cost, or a limit of the service"),
            CommandExit(.databaseProblem),
            CommandExit(.filesUnread, "handed in, but some lines of the file could not be used"),
        ],
        schema: "batch", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let file = QuestionsFile(try bytes(call[questions]))
        for problem in file.problems {
            call.console.warn("line \(problem.line) is left out: \(HarmlessText.of(problem.text, oneLine: true)).")
        }
        for name in file.ignored {
            call.console.warn("the field \"\(HarmlessText.of(name, oneLine: true))\" is not known, and left out.")
        }
        guard !file.questions.isEmpty else {
            throw Failure(
                .nothingFound, code: "no_questions", "\(call[questions]) has no question that can be asked.",
                next: "A line is like: {\"id\": \"1\", \"question\": \"How ...?\"}")
        }
        var questions = try file.questions.map { BatchQuestion($0.name, try request($0, call)) }
        return try await call.withLibrary { library, configuration in
            if configuration[Settings.keepAnswers] == 0 {
                throw Failure(
                    .usage, code: "answers_not_kept", "keep_answers is 0, and the results of a batch are kept answers.",
                    next: "docqa config set keep_answers DAYS")
            }
            var service = try BatchFlags.requiredService(configuration)
            if let folder = call[AskCommand.prompts] {
                do throws(PromptError) {
                    service.prompts = try PromptSet(folder: folder)
                } catch {
                    throw Failure(.notConfigured, code: "prompt_template", error.description)
                }
            }
            for index in questions.indices {
                questions[index].request.reuseDays = configuration[Settings.answerCacheDays]
                questions[index].request.reuseLimit = configuration[Settings.answerCacheSize]
            }
            var batch = BatchRequest(questions)
            batch.keepDays = configuration[Settings.keepAnswers]
            batch.source = call[self.questions]
            batch.partLimit = call[perBatch]
            batch.maxCost = try call[maxCost].map { try BudgetFlags.amount($0, "--max-cost") }
            return try await ask(batch, file, library, service, call)
        }
    }

    private static func ask(
        _ batch: BatchRequest, _ file: QuestionsFile, _ library: Library, _ service: AnsweringService,
        _ call: Invocation
    ) async throws -> ExitCode {
        let display = BatchDisplay(console: call.console)
        let plan = try await library.plan(batch, with: service) { display.tell($0) }
        display.clear()
        for line in BatchDisplay.lines(plan.estimate) { call.console.note(line) }
        let lines = file.problems.isEmpty ? ExitCode.success : .filesUnread
        if call[dryRun] {
            if call[SharedFlags.json] {
                try call.console.print(json: BatchJSON.value(nil, plan.estimate, file.problems))
            }
            return lines
        }
        if !call[yes], plan.estimate.questions > 0, try !isConfirmed(plan.estimate, call) {
            call.console.note("Nothing was asked, and nothing is paid.")
            return .success
        }
        let (id, warnings) = try await library.start(plan, with: service)
        for warning in warnings { call.console.warn(HarmlessText.of(warning, oneLine: true)) }
        return try await BatchFlags.goingOn(id, call) {
            let status = try await BatchFlags.work(
                on: id, library, service, display, waits: call[BatchFlags.wait])
            let isDone = status.state == .done
            if isDone || call[BatchFlags.wait] {
                call.console.note(BatchDisplay.line(status))
            } else {
                call.console.note(
                    "Batch \(id) is on its way. docqa batch status \(id) shows how far it is, docqa batch resume \(id) --wait "
                        + "waits for it, docqa batch results \(id) shows what is there.")
            }
            if call[SharedFlags.json] {
                try call.console.print(json: BatchJSON.value(status, plan.estimate, file.problems))
            } else if isDone || call[BatchFlags.output] != nil {
                try BatchOutput.write(try await library.results(ofBatch: id), call)
            } else {
                try call.console.print(String(id))
            }
            let exit = BatchFlags.exit(status)
            return exit == .success ? lines : exit
        }
    }

    /// Asks the person at the terminal. Without one nobody can answer, and money is not spent unasked.
    private static func isConfirmed(_ estimate: BatchEstimate, _ call: Invocation) throws -> Bool {
        guard isatty(0) == 1, call.console.errors.terminal.isTerminal else {
            throw UsageError(
                "Nobody is there to confirm the price.", next: "Add --yes, or --dry-run to see no more than the price.")
        }
        try? call.console.errors.write("Ask \(Quantity.count(estimate.questions, "question"))? [y/N] ")
        try? call.console.errors.flush()
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    private static func request(_ line: QuestionsFile.Question, _ call: Invocation) throws -> AskRequest {
        let collection = line.collection ?? call[DocumentFlags.anyCollection]
        var request = AskRequest(line.question, collections: collection.map { [$0] } ?? [])
        request.labels = Dictionary(call[SearchCommand.labels].map { ($0.key, $0.value) }) { _, last in last }
            .merging(line.labels) { $1 }
        request.paths = line.paths.isEmpty ? call[SearchCommand.paths] : line.paths
        request.formats = line.types.isEmpty ? call[SearchCommand.formats] : line.types
        let name = "Line \(line.line)"
        request.after =
            try line.after.map { try CalendarDay.start(of: $0, "\(name): after") }
            ?? call[SearchCommand.after].map { try CalendarDay.start(of: $0, "--after") }
        request.before =
            try line.before.map { try CalendarDay.start(of: $0, "\(name): before") }
            ?? call[SearchCommand.before].map { try CalendarDay.start(of: $0, "--before") }
        let access = line.access ?? (call[SearchCommand.asking].isEmpty ? nil : call[SearchCommand.asking])
        request.access = access.map(Set.init)
        request.tenant = line.tenant ?? call[AskCommand.tenant]
        request.passages = call[AskCommand.passages]
        request.model = call[AskCommand.model].map { $0 == "auto" ? .auto : .named($0) } ?? .auto
        request.effort = call[AskCommand.effort]?.rawValue
        request.maxTokens = call[AskCommand.maxTokens]
        request.pdfPages = call[AskCommand.pdfPages]
        request.sendsPagePictures = call[AskCommand.pagePictures]
        request.password = try IngestCommand.passwords(call)
        request.isFresh = call[AskCommand.fresh]
        return request
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        let limit = 256 << 20
        let bytes = path == "-" ? StandardInput.read(limit: limit) : try PrivateFile.read(path, limit: limit)
        guard let bytes else {
            throw Failure(
                .usage, code: "too_large", "\(path) has more than 256 MiB.", next: "Split it into several files.")
        }
        return bytes
    }
}

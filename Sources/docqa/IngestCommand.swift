import CommandLine
import Configuration
import DocQA
import Glibc

/// `docqa ingest`
enum IngestCommand {
    static let paths = Argument.texts(
        "PATH", "Folders and files to read; - reads standard input, named by --name.", completion: .file)
    static let include = Flag.texts("include", "GLOB", "Read only files that match, like *.pdf.")
    static let exclude = Flag.texts("exclude", "GLOB", "Leave out files that match.")
    static let noPrune = Flag.toggle("no-prune", "Keep documents whose file is gone.")
    static let dryRun = Flag.toggle("dry-run", "Say what would be done, change nothing.")
    static let force = Flag.toggle("force", "Read every file again, changed or not.")
    static let jobs = Flag.integer(
        "jobs", short: "j", "N", in: 1...64, "Read N files at once.", defaultText: "one for each processor")
    static let labels = Flag.keyValues("label", short: "l", "KEY=VALUE", "Give the documents a label to filter by.")
    static let access = Flag.texts("access", "LABEL", "Only askers who hold LABEL find these documents.")
    static let language = Flag.text(
        "language", "CODE", "The language of a new collection, like de.", defaultText: "judged from each text")
    static let name = Flag.text("name", "NAME", "What standard input is called; its ending tells the format.")
    static let checkInk = Flag.toggle("check-ink", "Look for words on PDF pages that leave no ink.")
    static let passwordCommand = Flag.text(
        "password-command", "PROGRAM", "Ask this program for the password of an encrypted PDF.",
        details: "It is run without a shell, with the file's path as its last argument, and prints the password.")
    static let maximumSize = Flag.integer(
        "max-size", "MIB", default: 64, in: 1...1024, "Skip text files larger than this many MiB.")
    static let watch = Flag.toggle("watch", short: "w", "Stay, and read what changes, until Ctrl-C.")

    static let command = Command(
        "ingest", group: .documents, "Read folders and files into the database.",
        discussion: """
            Walks each folder (hidden files, version control and what .gitignore or .docqaignore name are left out), reads \
            what is new or changed, follows what was moved, and removes what is gone. A file whose size and time are as \
            before is not opened. A file that cannot be read is reported and skipped.

            --label and --access hold for all documents of the paths, read again or not, in place of those they had. A file \
            that changed keeps its labels when none are given.

            Ctrl-C finishes what is being written; run the same command again to go on.
            """,
        arguments: [paths],
        flags: [
            SharedFlags.db, DocumentFlags.collection, include, exclude, noPrune, dryRun, force, watch, jobs, labels,
            access,
            language, name, checkInk, passwordCommand, maximumSize,
        ],
        examples: [
            CommandExample("docqa ingest ~/manuals", "Read a folder; run it again to follow its changes."),
            CommandExample("docqa ingest ~/manuals --include '*.pdf' --dry-run", "What would be done with the PDFs."),
            CommandExample("docqa ingest ~/manuals --watch", "Keep the collection in step with the folder."),
            CommandExample("docqa ingest kb --collection support --label product=boiler", "A collection of its own."),
            CommandExample("curl -s https://example.com | docqa ingest - --name page.html", "Read standard input."),
        ],
        exits: [
            CommandExit(.databaseProblem), CommandExit(.filesUnread),
        ],
        schema: "ingest",
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        if call[dryRun], !call[paths].contains("-") {
            let configuration = try call.configuration()
            if Glibc.access(configuration[Settings.database], F_OK) != 0 {
                try show(try Library.preview(try request(call, configuration)), call)
                return .success
            }
        }
        return try await call.withLibrary(create: !call[dryRun]) { library, configuration in
            if call[paths].contains("-") { return try await ingestInput(call, library, configuration) }
            let request = try request(call, configuration)
            if call[watch] { return try await keepInStep(request, call, library) }
            let report = try await once(request, call, library)
            return report.hasFailures ? .filesUnread : .success
        }
    }

    /// One run, shown as it goes and summed up at its end.
    static func once(_ request: IngestRequest, _ call: Invocation, _ library: Library) async throws -> IngestReport {
        let display = IngestProgressDisplay(console: call.console)
        let report: IngestReport
        do {
            report = try await library.ingest(request) { display.tell($0) }
        } catch {
            display.clear()
            throw error
        }
        display.clear()
        try show(report, call)
        return report
    }

    /// Runs again whenever something changes, until the process is asked to stop. Runs that change nothing are not shown.
    private static func keepInStep(
        _ request: IngestRequest, _ call: Invocation, _ library: Library
    ) async throws -> ExitCode {
        guard !request.isDryRun else { throw UsageError("--watch and --dry-run exclude each other.") }
        let display = IngestProgressDisplay(console: call.console)
        var isFirst = true
        var exit = ExitCode.success
        for try await report in try library.watch(request, tell: { display.tell($0) }) {
            display.clear()
            if isFirst || report.changesAnything { try show(report, call) }
            exit = report.hasFailures ? .filesUnread : .success
            if isFirst { call.console.note("Watching for changes; Ctrl-C ends it.") }
            isFirst = false
        }
        return exit
    }

    private static func show(_ report: IngestReport, _ call: Invocation) throws {
        if call[SharedFlags.json] {
            try call.console.print(json: report.json)
        } else {
            try IngestSummary.print(report, on: call.console)
        }
        try call.console.output.flush()
        if report.isInterrupted {
            call.console.warn("stopped before the end; run the same command again to go on from here.")
        }
    }

    private static func request(_ call: Invocation, _ configuration: Configuration) throws -> IngestRequest {
        var request = IngestRequest(
            paths: call[paths], collection: configuration[Settings.collection], include: call[include],
            exclude: call[exclude], language: call[language],
            labels: Dictionary(call[labels].map { ($0.key, $0.value) }) { _, last in last }, access: call[access],
            prunes: !call[noPrune], force: call[force], isDryRun: call[dryRun], jobs: call[jobs],
            checkInk: call[checkInk], maximumFileBytes: call[maximumSize] << 20)
        request.password = try passwords(call)
        return request
    }

    /// What --password-command prints for a file.
    static func passwords(_ call: Invocation) throws(UsageError) -> PasswordSource? {
        guard let program = call[passwordCommand] else { return nil }
        let words = program.split(separator: " ").map(String.init)
        guard !words.isEmpty else { throw UsageError("--password-command takes a program.") }
        return { path in try? SecretProgram.output(of: words + [path]) }
    }

    private static func ingestInput(
        _ call: Invocation, _ library: Library, _ configuration: Configuration
    ) async throws -> ExitCode {
        guard call[paths] == ["-"], let name = call[name] else {
            throw UsageError("Standard input is read alone and needs a name.", next: "Add --name FILE.")
        }
        guard !call[dryRun], !call[watch] else {
            throw UsageError("Standard input is read once: --dry-run and --watch are for folders and files.")
        }
        guard let bytes = StandardInput.read(limit: call[maximumSize] << 20) else {
            throw Failure(
                .usage, code: "too_large", "Standard input has more than \(call[maximumSize]) MiB.",
                next: "Save it to a file and split it, or raise --max-size.")
        }
        var upload = DocumentUpload(externalID: name, name: name, bytes: bytes)
        upload.labels = Dictionary(call[labels].map { ($0.key, $0.value) }) { _, last in last }
        upload.access = call[access]
        upload.password = try passwords(call)
        let collection = configuration[Settings.collection]
        let began = ContinuousClock.now
        let named = try? await library.documents(matching: name, in: collection)
        let isKnown = named?.contains { $0.externalID == name } ?? false
        let document = try await library.put(upload, in: collection)
        if call[SharedFlags.json] {
            var report = IngestReport(collection: collection)
            if isKnown { report.updated = 1 } else { report.added = 1 }
            report.bytes = bytes.count
            if let stored = try await library.documents(matching: "#\(document)", in: collection).first {
                (report.passages, report.pages) = (stored.passages, stored.pages)
            }
            report.seconds = (ContinuousClock.now - began) / .seconds(1)
            try call.console.print(json: report.json)
        } else {
            try call.console.print("Read \(HarmlessText.of(name, oneLine: true)) as document #\(document).")
        }
        return .success
    }
}

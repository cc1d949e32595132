import CHeap
import CommandLine
import Configuration
import DocQA
import DocumentModel
import JSON
import Storage

/// `docqa search`
enum SearchCommand {
    static let question = Argument.texts("QUESTION", "What to look for, in quotes or not.")
    static let limit = Flag.integer("limit", short: "n", "N", default: 10, in: 1...200, "Show at most N passages.")
    static let full = Flag.toggle("full", "Show the passages whole.")
    static let explain = Flag.toggle("explain", "Say of each passage what its score is made of.")
    static let labels = Flag.keyValues("label", short: "l", "KEY=VALUE", "Only documents with this label.")
    static let paths = Flag.texts("path", "GLOB", "Only documents whose name matches, like manuals or *.pdf.")
    static let formats = Flag.texts("type", "FORMAT", "Only documents of this format, like pdf or markdown.")
    static let after = Flag.text("after", "DATE", "Only documents dated on this day (2026-01-31) or later.")
    static let before = Flag.text("before", "DATE", "Only documents dated before this day.")
    static let asking = Flag.texts(
        "access", "LABEL", "Search as somebody who holds this label, and no other that is not named.")

    static let command = Command(
        "search", group: .questions, "Find the passages that answer a question.",
        discussion: """
            Words are looked for in all their forms. "A phrase in quotes" counts more where it stands as it is; +word must be \
            there and -word must not (in a question mark's sentence a dash is a dash). In a shell, put the whole question in \
            quotes, 'warranty -battery', so that -word is not taken for a flag.
            """,
        arguments: [question],
        flags: [
            SharedFlags.db, DocumentFlags.anyCollection, limit, full, explain, labels, paths, formats, after, before,
            asking,
        ],
        examples: [
            CommandExample("docqa search how long is the warranty", "The ten best passages."),
            CommandExample("docqa search 'error E-1042' --path manuals --limit 3", "Three, from one folder."),
            CommandExample("docqa search refund --explain --json", "With what each score is made of, for programs."),
        ],
        exits: [CommandExit(.nothingFound, "no passage was found"), CommandExit(.databaseProblem)],
        schema: "search", atStart: heap_in_large_steps, run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let request = try request(call)
        return try await call.withLibrary { library, _ in
            let result = try await library.search(request)
            if call[SharedFlags.json] {
                try call.console.print(json: result.json(full: call[full], explained: call[explain]))
            } else {
                try SearchListing(full: call[full], explained: call[explain], console: call.console).print(result)
            }
            return result.hits.isEmpty ? .nothingFound : .success
        }
    }

    private static func request(_ call: Invocation) throws -> SearchRequest {
        var request = SearchRequest(
            call[question].joined(separator: " "), collections: call[DocumentFlags.anyCollection].map { [$0] } ?? [],
            limit: call[limit])
        request.labels = Dictionary(call[labels].map { ($0.key, $0.value) }) { _, last in last }
        request.paths = call[paths]
        request.formats = call[formats]
        request.after = try call[after].map { try CalendarDay.start(of: $0, "--after") }
        request.before = try call[before].map { try CalendarDay.start(of: $0, "--before") }
        if !call[asking].isEmpty { request.access = Set(call[asking]) }
        return request
    }
}

import CommandLine
import Configuration
import DocQA
import JSON
import Storage

/// `docqa status`
enum StatusCommand {
    static let command = Command(
        "status", group: .documents, "Show what is in the database and what could not be read.",
        flags: [SharedFlags.db],
        examples: [CommandExample("docqa status", "Collections, documents, sizes, languages, unread pages.")],
        exits: [CommandExit(.databaseProblem)],
        schema: "status", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, configuration in
            let (collections, bytes) = try await library.status()
            let path = configuration[Settings.database]
            if call[SharedFlags.json] {
                try call.console.print(json: [
                    "database": [
                        "path": JSONValue(path), "bytes": JSONValue(bytes), "schema": JSONValue(Schema.version),
                    ],
                    "collections": .array(JSONArray(collections.map(\.json))),
                ])
                return .success
            }
            try call.console.print("\(HarmlessText.of(path, oneLine: true)): \(Quantity.bytes(bytes))")
            if collections.isEmpty { call.console.note("There is nothing in it yet: docqa ingest FOLDER") }
            for collection in collections { try print(collection, on: call.console) }
            return .success
        }
    }

    private static func print(_ status: CollectionStatus, on console: Console) throws {
        let terminal = console.output.terminal
        try console.print()
        try console.print(terminal.styled(HarmlessText.of(status.collection.name, oneLine: true), .bold))
        try console.print(
            "  \(Quantity.count(status.documents, "document")), \(Quantity.count(status.passages, "passage")), "
                + "\(Quantity.bytes(status.sourceBytes)) read, \(Quantity.bytes(status.textBytes)) of text")
        if status.pages > 0 {
            var line = "  \(Quantity.count(status.pages, "page"))"
            if status.pagesWithoutText > 0 { line += ", \(Quantity.grouped(status.pagesWithoutText)) without text" }
            if status.pagesMissing > 0 { line += ", \(Quantity.grouped(status.pagesMissing)) unreadable" }
            try console.print(line)
        }
        if status.documents > 0 {
            try console.print("  formats: " + mix(status.formats))
            try console.print("  languages: " + mix(status.languages))
        }
        if status.documentsWithHiddenText > 0 {
            try console.print("  text nobody can see in \(Quantity.count(status.documentsWithHiddenText, "document"))")
        }
        if status.skippedFiles > 0 {
            let unread = status.unreadFiles > 0 ? ", \(status.unreadFiles) of them of a kind that is read" : ""
            try console.print("  \(Quantity.count(status.skippedFiles, "file")) skipped\(unread)")
        }
        if let run = status.lastRun {
            let state = run.finishedAt == nil ? " (did not finish: run it again)" : ""
            try console.print("  last ingest: \(CalendarDay.minute(of: run.startedAt)) UTC\(state)")
        }
    }

    private static func mix(_ counts: [CollectionStatus.NamedCount]) -> String {
        counts.map { "\($0.name.isEmpty ? "unknown" : $0.name) \(Quantity.grouped($0.documents))" }
            .joined(separator: ", ")
    }
}

extension CollectionStatus {
    fileprivate var json: JSONValue {
        func mix(_ counts: [NamedCount]) -> JSONValue {
            .array(JSONArray(counts.map { ["name": JSONValue($0.name), "documents": JSONValue($0.documents)] }))
        }
        var last: JSONValue = .null
        if let lastRun {
            last = [
                "started_at": JSONValue(lastRun.startedAt),
                "finished_at": lastRun.finishedAt.map { JSONValue($0) } ?? .null,
                "root": lastRun.root.map { JSONValue($0) } ?? .null,
            ]
        }
        return [
            "name": JSONValue(collection.name), "documents": JSONValue(documents), "passages": JSONValue(passages),
            "pages": JSONValue(pages), "pages_without_text": JSONValue(pagesWithoutText),
            "pages_missing": JSONValue(pagesMissing), "source_bytes": JSONValue(sourceBytes),
            "text_bytes": JSONValue(textBytes), "documents_with_hidden_text": JSONValue(documentsWithHiddenText),
            "skipped_files": JSONValue(skippedFiles), "unread_files": JSONValue(unreadFiles),
            "languages": mix(languages), "formats": mix(formats), "last_ingest": last,
        ]
    }
}

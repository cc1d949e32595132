import CommandLine
import Configuration
import DocQA
import JSON

/// `docqa remove`
enum RemoveCommand {
    static let documents = Argument.texts(
        "DOCUMENT", "Names, paths, external ids or #numbers; none with --all.", isRequired: false)
    static let all = Flag.toggle("all", "Remove the whole collection named by --collection.")

    static let command = Command(
        "remove", group: .documents, "Remove documents from the database; their files stay.",
        discussion:
            "The next ingest of a folder brings its documents back; name them in .docqaignore to keep them out.",
        arguments: [documents], flags: [SharedFlags.db, DocumentFlags.collection, all],
        examples: [
            CommandExample("docqa remove old-manual.pdf", "One document."),
            CommandExample("docqa remove --all --collection drafts", "A whole collection."),
        ],
        exits: [
            CommandExit(.nothingFound, "there is no such document or collection"), CommandExit(.databaseProblem),
        ],
        schema: "remove", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, configuration in
            let collection = configuration[Settings.collection]
            if call[all] {
                guard call.isGiven(DocumentFlags.collection), call[documents].isEmpty else {
                    throw UsageError("--all removes a collection, which --collection must name.")
                }
                let count = try await library.documents(in: collection).count
                try await library.remove(collection: collection)
                try say(removed: count, from: collection, call)
                return .success
            }
            guard !call[documents].isEmpty else { throw UsageError("docqa remove needs DOCUMENT.") }
            var found: [Int] = []
            for text in call[documents] { found.append(try await library.document(text, in: collection).id) }
            found = Array(Set(found)).sorted()
            try await library.remove(documents: found, from: collection)
            try say(removed: found.count, from: collection, call)
            return .success
        }
    }

    private static func say(removed count: Int, from collection: String, _ call: Invocation) throws {
        if call[SharedFlags.json] {
            try call.console.print(json: ["collection": JSONValue(collection), "removed": JSONValue(count)])
        } else {
            try call.console.print("Removed \(Quantity.count(count, "document")) from \(collection).")
        }
    }
}

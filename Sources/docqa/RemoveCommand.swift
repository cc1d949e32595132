import CommandLine
import Configuration
import DocQA
import JSON

/// `docqa remove`
enum RemoveCommand {
    static let documents = Argument.texts(
        "DOCUMENT", "Names, paths, external ids or #numbers; none with --all.", isRequired: false)
    static let all = Flag.toggle("all", "Remove the whole collection named by --collection.")

    static let forget = Flag.toggle(
        "forget", "Erase every copy: kept answers that rest on them too, and overwrite what is freed.")

    static let command = Command(
        "remove", group: .documents, "Remove documents from the database; their files stay.",
        discussion:
            """
            The next ingest of a folder brings its documents back; name them in .docqaignore to keep them out.

            Removing leaves kept answers as they are, and freed pages of the database hold old text until they are used again. \
            With --forget every kept answer that quotes the documents, or for which they were sent, is erased with its request \
            and response, and the freed space is overwritten. A document that was removed before can be named as well.
            """,
        arguments: [documents], flags: [SharedFlags.db, DocumentFlags.collection, all, forget],
        examples: [
            CommandExample("docqa remove old-manual.pdf", "One document."),
            CommandExample("docqa remove complaint-17.pdf --forget", "And no copy of it stays."),
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
                if call[forget] {
                    try say(try await library.forget(collection: collection), collection, call)
                    return .success
                }
                let count = try await library.documents(in: collection).count
                try await library.remove(collection: collection)
                try say(removed: count, from: collection, call)
                return .success
            }
            guard !call[documents].isEmpty else { throw UsageError("docqa remove needs DOCUMENT.") }
            if call[forget] {
                try say(try await erase(call[documents], from: collection, library), collection, call)
                return .success
            }
            var found: [Int] = []
            for text in call[documents] { found.append(try await library.document(text, in: collection).id) }
            found = Array(Set(found)).sorted()
            try await library.remove(documents: found, from: collection)
            try say(removed: found.count, from: collection, call)
            return .success
        }
    }

    /// What is named may have been removed before; then answers are all that is left of it.
    private static func erase(
        _ names: [String], from collection: String, _ library: Library
    ) async throws -> Forgotten {
        var found: Set<Int> = []
        var gone: [String] = []
        for name in names {
            do {
                found.insert(try await library.document(name, in: collection).id)
            } catch let error as Failure where error.code == "no_such_document" {
                guard try await library.isRemembered(name, in: collection) else { throw error }
                gone.append(name)
            }
        }
        return try await library.forget(documents: found.sorted(), gone: gone, from: collection)
    }

    private static func say(_ forgotten: Forgotten, _ collection: String, _ call: Invocation) throws {
        if !forgotten.isLogEmptied {
            call.console.warn(
                "Another process is reading: copies stay in the database's log until the last one closes the database.")
        }
        if call[SharedFlags.json] {
            try call.console.print(json: [
                "collection": JSONValue(collection), "removed": JSONValue(forgotten.documents),
                "erased_answers": JSONValue(forgotten.answers),
            ])
        } else {
            try call.console.print(
                "Removed \(Quantity.count(forgotten.documents, "document")) from \(collection) and erased "
                    + "\(Quantity.count(forgotten.answers, "answer")) that rested on them.")
        }
    }

    private static func say(removed count: Int, from collection: String, _ call: Invocation) throws {
        if call[SharedFlags.json] {
            try call.console.print(json: [
                "collection": JSONValue(collection), "removed": JSONValue(count), "erased_answers": .null,
            ])
        } else {
            try call.console.print("Removed \(Quantity.count(count, "document")) from \(collection).")
        }
    }
}

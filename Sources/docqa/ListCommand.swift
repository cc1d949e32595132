import CommandLine
import DocQA
import JSON

/// `docqa list`
enum ListCommand {
    static let pattern = Argument.optionalText("TEXT", "Only documents whose name or title contains this.")

    static let command = Command(
        "list", group: .documents, "List the documents of the database.",
        arguments: [pattern], flags: [SharedFlags.db, DocumentFlags.anyCollection],
        examples: [
            CommandExample("docqa list", "All documents."),
            CommandExample("docqa list warranty --json", "Those that have warranty in their name, for programs."),
        ],
        exits: [
            CommandExit(.nothingFound, "there is no such document"), CommandExit(.databaseProblem),
        ],
        schema: "list", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, _ in
            var documents = try await library.documents(in: call[DocumentFlags.anyCollection])
            if let wanted = call[pattern]?.lowercased() {
                documents.removeAll {
                    !$0.name.lowercased().contains(wanted) && !($0.title?.lowercased().contains(wanted) ?? false)
                }
            }
            if call[SharedFlags.json] {
                try call.console.print(json: ["documents": .array(JSONArray(documents.map { .object($0.json) }))])
            } else {
                for document in documents { try call.console.print(line(document, on: call.console.output.terminal)) }
            }
            return documents.isEmpty ? .nothingFound : .success
        }
    }

    /// "#12  default  billing/refunds.md  Refunds  (3 pages, 14 kB, en)"
    private static func line(_ document: StoredDocument, on terminal: Terminal) -> String {
        var name = HarmlessText.of(document.name, oneLine: true)
        if let path = document.path { name = terminal.linked(name, to: Terminal.fileAddress(path)) }
        var facts: [String] = []
        if document.pages > 0 { facts.append(Quantity.count(document.pages, "page")) }
        facts.append(Quantity.bytes(document.sourceBytes))
        if let language = document.language { facts.append(language) }
        let title = document.title.map { "  " + terminal.styled(HarmlessText.of($0, oneLine: true), .bold) } ?? ""
        return "#\(document.id)  \(document.collection)  \(name)\(title)  "
            + terminal.styled("(\(facts.joined(separator: ", ")))", .dim)
    }
}

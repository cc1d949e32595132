import CommandLine
import DocQA
import JSON

/// `docqa export`
enum ExportCommand {
    static let command = Command(
        "export", group: .documents, "Write documents and passages as lines of JSON.",
        discussion: """
            One line for each document with its text, followed by one line for each of its passages, in path order: \
            {"type":"document", ...} and {"type":"passage", ...}. docs/schemas/export.json describes them.
            """,
        flags: [SharedFlags.db, DocumentFlags.anyCollection],
        examples: [
            CommandExample("docqa export > backup.jsonl", "Everything."),
            CommandExample("docqa export -c support | jq -r 'select(.type == \"passage\") | .text'", "All passages."),
        ],
        exits: [CommandExit(.databaseProblem)],
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let output = call.console.output
        return try await call.withLibrary { library, _ in
            try await library.export(collection: call[DocumentFlags.anyCollection]) { value in
                try output.write(bytes: value.bytes() + [0x0A])
            }
            return .success
        }
    }
}

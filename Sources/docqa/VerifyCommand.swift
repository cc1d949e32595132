import CommandLine
import DocQA
import JSON
import Storage

/// `docqa verify`
enum VerifyCommand {
    static let repair = Flag.toggle("repair", "Make the index anew from the text where it is damaged.")

    static let command = Command(
        "verify", group: .documents, "Check every stored text, span and index entry.",
        discussion: """
            Reads the whole database. What can be made from the text (the index, lengths, word counts) is mended with \
            --repair; damaged text is not: ingest the files again with --force.
            """,
        flags: [SharedFlags.db, repair],
        examples: [
            CommandExample("docqa verify", "Check."), CommandExample("docqa verify --repair", "Check and mend."),
        ],
        exits: [CommandExit(.databaseProblem, "something is damaged, or the database could not be read")],
        schema: "verify", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, _ in
            call.console.note("Checking ...")
            let report = try await library.verify(repairs: call[repair])
            if call[SharedFlags.json] {
                try call.console.print(json: report.json)
            } else {
                for finding in report.findings {
                    let place = [finding.collection, finding.document].compactMap(\.self).joined(separator: "/")
                    try call.console.print(
                        "\(finding.code.rawValue): \(HarmlessText.of(place, oneLine: true)): \(finding.message)")
                }
                let what =
                    "\(Quantity.count(report.documents, "document")), \(Quantity.count(report.passages, "passage")), "
                    + "\(Quantity.bytes(report.textBytes)) of text"
                let result = report.findings.isEmpty ? "sound" : Quantity.count(report.findings.count, "finding")
                try call.console.print("\(what): \(result).")
                if report.findings.contains(where: \.isRepairable) {
                    call.console.note("docqa verify --repair makes the index anew.")
                }
                if report.findings.contains(where: { !$0.isRepairable }) {
                    call.console.note("Read damaged documents again: docqa ingest --force FOLDER")
                }
            }
            return report.findings.isEmpty ? .success : .databaseProblem
        }
    }
}

extension VerificationReport {
    fileprivate var json: JSONValue {
        let list = findings.map { finding -> JSONValue in
            [
                "code": JSONValue(finding.code.rawValue), "message": JSONValue(finding.message),
                "collection": finding.collection.map { JSONValue($0) } ?? .null,
                "document": finding.document.map { JSONValue($0) } ?? .null,
                "repairable": JSONValue(finding.isRepairable),
            ]
        }
        return [
            "documents": JSONValue(documents), "passages": JSONValue(passages), "text_bytes": JSONValue(textBytes),
            "findings": .array(JSONArray(list)),
        ]
    }
}

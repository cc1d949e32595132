import CommandLine
import Configuration
import JSON

/// `docqa doctor`
enum DoctorCommand {
    static let online = Flag.toggle(
        "online", "Also try whether the service accepts the API key.",
        details:
            "It asks for the list of models, which costs nothing, and runs key_command if that is where the key is.")

    static let command = Command(
        "doctor", group: .setup, "Check that everything docqa needs is there and works.",
        discussion: """
            Looks at the configuration, the database and its folder, full-text search, the program that reads PDFs and its \
            sandbox, the network library, the API key, the clock and the terminal. Each failure names its fix.
            """,
        flags: [online, SharedFlags.db],
        examples: [
            CommandExample("docqa doctor", "Check everything but the network."),
            CommandExample("docqa doctor --online --json", "Also try the key, for programs."),
        ],
        exits: [CommandExit(.nothingFound, "at least one check failed")],
        schema: "doctor",
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let configuration = Result { () throws(ConfigurationError) in try Configuration.load(call.sources) }
        let context = DoctorContext(configuration: configuration, isOnline: call[online])
        var findings: [(check: DoctorCheck, finding: Finding)] = []
        for check in DoctorCheck.all {
            try Task.checkCancellation()
            let finding = await check.run(context)
            findings.append((check, finding))
            if !call[SharedFlags.json] { try print(check, finding, on: call.console) }
        }
        let failed = findings.count { $0.finding.state == "failed" }
        if call[SharedFlags.json] { try call.console.print(json: json(of: findings)) }
        if failed > 0 { call.console.note("\n\(failed) of \(findings.count) checks failed.") }
        return failed == 0 ? .success : .nothingFound
    }

    private static func print(_ check: DoctorCheck, _ finding: Finding, on console: Console) throws {
        let terminal = console.output.terminal
        let mark =
            switch finding {
            case .good: terminal.styled("good   ", .green)
            case .failed: terminal.styled("failed ", .red, .bold)
            case .skipped: terminal.styled("skipped", .dim)
            }
        try console.print("\(mark)  \(check.name): \(HarmlessText.of(finding.detail, oneLine: true))")
        if let fix = finding.fix { try console.print("         -> \(HarmlessText.of(fix, oneLine: true))") }
    }

    private static func json(of findings: [(check: DoctorCheck, finding: Finding)]) -> JSONValue {
        let checks = findings.map { check, finding -> JSONValue in
            [
                "name": JSONValue(check.name), "state": JSONValue(finding.state), "detail": JSONValue(finding.detail),
                "fix": finding.fix.map { JSONValue($0) } ?? .null,
            ]
        }
        let isWell = !findings.contains { $0.finding.state == "failed" }
        return ["ok": JSONValue(isWell), "checks": .array(JSONArray(checks))]
    }
}

import CommandLine
import Configuration

/// The pages of `docs` that are made from the code; `scripts/docs` writes them and a test compares.
enum GeneratedPages {
    struct Page {
        var path: String
        var text: String
    }

    static var all: [Page] {
        [
            Page(path: "docs/cli.md", text: commandTable.referencePage()),
            Page(path: "docs/configuration.md", text: configuration),
            Page(path: "docs/errors.md", text: errors),
        ]
    }

    private static var errors: String {
        let rows = FailureTable.rows.map { "| `\($0.code)` | \($0.origin) | \($0.exit.rawValue) |" }
        let exits = ExitCode.allCases.map { "| \($0.rawValue) | \($0.meaning) |" }
        return """
            # Errors

            <!-- Generated from the table of failures by scripts/docs. -->

            A command that fails says on standard error in one sentence what is wrong and what to do. With `--json` it also prints \
            `{"error": {"code": ..., "message": ..., "next": ...}}` on standard output, where the result would have been; the codes \
            are stable. Not errors but part of a result: a question without an answer, a file that could not be read among \
            others that could.

            | Exit status | Meaning |
            | --- | --- |
            \(exits.joined(separator: "\n"))

            `docqa doctor` ends with 0 or 1 only. The first Ctrl-C lets a command finish what must not be cut; the second ends it at \
            once. A closed pipe is no error.

            | Code | From | Exit status |
            | --- | --- | --- |
            \(rows.joined(separator: "\n"))

            """
    }

    private static var configuration: String {
        let rows = Settings.all.map(\.definition).map { setting in
            let variables = setting.environment.map { "`\($0)`" }.joined(separator: ", ")
            return "| `\(setting.name)` | \(setting.summary) \(values(of: setting)) | \(variables) | "
                + "\(fallback(of: setting)) | \(trust(in: setting)) |"
        }
        return """
            # Configuration

            <!-- Generated from the table of settings by scripts/docs. -->

            A value comes from the first of: a flag, an environment variable, `.docqa/config.json` in the current folder, \
            `$XDG_CONFIG_HOME/docqa/config.json` (`~/.config` without the variable; another file with `--config` or \
            `DOCQA_CONFIG`), the default. `docqa config` shows every value and where it came from, `docqa config set` changes \
            one. A file is one JSON object; an unknown name or a wrong value is an error that names the file, and invalid JSON \
            one that names line and column (exit code 3).

            | Setting | Meaning | Environment | Default | A project's file may set it |
            | --- | --- | --- | --- | --- |
            \(rows.joined(separator: "\n"))

            A project's file may have come from somebody else. What needs trust is ignored there, with a warning, until you have \
            looked at the file and typed `docqa config trust`; the trust holds for that folder and the file's exact content.

            ## The API key

            The key is read, in this order, from `ANTHROPIC_API_KEY` (sent as `x-api-key`), `ANTHROPIC_AUTH_TOKEN` (sent as a \
            bearer token), the file that `key_file` names, and the output of the program `key_command`. The file must belong to \
            you and be readable by you alone (`chmod 600`). The program is run without a shell, with empty input and for at most \
            60 seconds. A key is never a flag, is never stored, and is never shown.

            """
    }

    private static func values(of setting: SettingDefinition) -> String {
        switch setting.kind {
        case .text: ""
        case .path: "A path; `~/` is the home folder, a relative one starts at the folder of the file that sets it."
        case .wholeNumber: "A whole number."
        case .address: "An https address, or http on this machine."
        case .choice(let names): "One of " + names.map { "`\($0)`" }.joined(separator: ", ") + "."
        case .command: "An array of strings, or one string of words separated by spaces."
        }
    }

    private static func fallback(of setting: SettingDefinition) -> String {
        switch setting.fallback {
        case .nothing: "none"
        case .value(let value): "`\(value.shown)`"
        case .dataFile(let name): "`$XDG_DATA_HOME/docqa/\(name)`"
        }
    }

    private static func trust(in setting: SettingDefinition) -> String {
        switch setting.trust {
        case .notNeeded: "yes"
        case .neededOutsideProject: "inside the project; elsewhere when trusted"
        case .needed: "when trusted"
        }
    }
}

import CommandLine
import Configuration
import JSON

/// `docqa config`
enum ConfigCommand {
    static let command = Command(
        "config", group: .setup, "Show every setting, its value and where it came from.",
        discussion: """
            A value comes from the first of: a flag, an environment variable, .docqa/config.json in the current folder, \
            the user's config.json, the default.

            The file in the current folder may have come with somebody else's project. What runs a program, decides where \
            a key is read or sent, or leaves the project is ignored there until you trust the file with docqa config trust; \
            any change to the file ends the trust.

            The API key is never a setting: it is read from ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN, else from the file \
            that key_file names, else from what the program key_command prints.
            """,
        flags: [SharedFlags.db],
        examples: [
            CommandExample("docqa config", "All settings."),
            CommandExample("docqa config --json", "The same for programs."),
        ],
        schema: "config",
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let configuration = try Configuration.load(call.sources)
        if call[SharedFlags.json] {
            try call.console.print(json: json(of: configuration))
        } else {
            try printTable(of: configuration, on: call.console)
        }
        return .success
    }

    private static func json(of configuration: Configuration) -> JSONValue {
        let settings = Settings.all.map(\.definition).map { setting -> JSONValue in
            let sourced = configuration.sourced(setting.name)
            let value: JSONValue =
                switch sourced?.value {
                case .text(let text): JSONValue(text)
                case .words(let words): .array(JSONArray(words.map { JSONValue($0) }))
                case nil: .null
                }
            return [
                "name": JSONValue(setting.name), "value": value,
                "origin": JSONValue(word(for: sourced?.origin)),
                "source": source(of: sourced?.origin, in: configuration).map { JSONValue($0) } ?? .null,
            ]
        }
        let files = files(of: configuration).map { file -> JSONValue in
            ["path": JSONValue(file.path), "state": JSONValue(file.state)]
        }
        return [
            "settings": .array(JSONArray(settings)), "files": .array(JSONArray(files)),
            "untrusted": .array(JSONArray(configuration.untrusted.map { JSONValue($0) })),
            "key": configuration.credentialOrigin.map { JSONValue("\($0)") } ?? .null,
        ]
    }

    private static func printTable(of configuration: Configuration, on console: Console) throws {
        let terminal = console.output.terminal
        let names = Settings.all.map(\.definition.name)
        let width = names.map(\.count).max() ?? 0
        for name in names {
            let sourced = configuration.sourced(name)
            let value = sourced.map { HarmlessText.of($0.value.shown, oneLine: true) } ?? "(not set)"
            let padded = name + String(repeating: " ", count: width - name.count)
            let origin = source(of: sourced?.origin, in: configuration) ?? word(for: sourced?.origin)
            try console.print("\(terminal.styled(padded, .bold))  \(value)  \(terminal.styled("(\(origin))", .dim))")
        }
        let key = configuration.credentialOrigin.map { HarmlessText.of("\($0)", oneLine: true) } ?? "none"
        try console.print("\nAPI key: \(key)")
        for file in files(of: configuration) {
            try console.print("\(HarmlessText.of(file.path, oneLine: true)): \(file.state.replacing("_", with: " "))")
        }
        if !configuration.untrusted.isEmpty {
            let list = configuration.untrusted.joined(separator: ", ")
            console.note("Ignored until you run docqa config trust: \(list)")
        }
    }

    private static func word(for origin: Configuration.Origin?) -> String {
        switch origin {
        case .flag: "flag"
        case .environment: "environment"
        case .project: "project"
        case .user: "user"
        case .fallback, nil: "default"
        }
    }

    private static func source(of origin: Configuration.Origin?, in configuration: Configuration) -> String? {
        switch origin {
        case .environment(let name): name
        case .project: configuration.projectFile.path
        case .user: configuration.userFile?.path
        case .flag, .fallback, nil: nil
        }
    }

    private static func files(of configuration: Configuration) -> [(path: String, state: String)] {
        var files: [(path: String, state: String)] = []
        if configuration.projectFile.bytes == nil {
            files.append((configuration.projectFile.path, "not_there"))
        } else {
            files.append((configuration.projectFile.path, configuration.untrusted.isEmpty ? "read" : "not_trusted"))
        }
        if let user = configuration.userFile { files.append((user.path, user.bytes == nil ? "not_there" : "read")) }
        return files
    }
}

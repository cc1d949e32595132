import CommandLine
import Configuration

/// What the commands that change a configuration share.
enum ConfigChange {
    static let project = Flag.toggle("project", "Change .docqa/config.json in the current folder, not the user's file.")

    static let names: ValueShape.Completion = .choices(Settings.all.map(\.definition.name))

    static func place(_ call: Invocation) -> ConfigurationEditing.Place {
        call[project] ? .project : .user
    }

    /// What a person changed must also hold.
    static func warnOfTrust(_ call: Invocation) throws {
        guard call[project] else { return }
        _ = try call.configuration()
    }
}

/// `docqa config set KEY VALUE`
enum ConfigSetCommand {
    static let key = Argument.text("KEY", "The setting, as docqa config lists it.", completion: ConfigChange.names)
    static let value = Argument.text("VALUE", "The value; words of a command are separated by spaces.")

    static let command = Command(
        "config set", group: .setup, "Set a value in a configuration file.",
        discussion: """
            The value is checked before the file is replaced, whole and at once. An API key cannot be set here: put it into a \
            file of its own that only you can read, and set key_file to it.
            """,
        arguments: [key, value], flags: [ConfigChange.project],
        examples: [
            CommandExample("docqa config set collection manuals", "Use another collection when none is named."),
            CommandExample(
                "docqa config set key_command \"pass show claude\"", "Read the API key from a password store."),
            CommandExample("docqa config set database .docqa/docqa.db --project", "Keep a project's database with it."),
        ],
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        if call[key].contains("api_key") || call[value].hasPrefix("sk-ant-") {
            throw Failure(
                .usage, code: "key_not_stored", "An API key is not stored in a configuration file.",
                next: "Put it into a file that only you can read, then: docqa config set key_file FILE")
        }
        let path = try ConfigurationEditing.set(call[key], to: call[value], in: ConfigChange.place(call), call.sources)
        call.console.note("\(call[key]) is set in \(HarmlessText.of(path, oneLine: true)).")
        try ConfigChange.warnOfTrust(call)
        return .success
    }
}

/// `docqa config unset KEY`
enum ConfigUnsetCommand {
    static let key = Argument.text("KEY", "The setting, as docqa config lists it.", completion: ConfigChange.names)

    static let command = Command(
        "config unset", group: .setup, "Remove a value from a configuration file.",
        arguments: [key], flags: [ConfigChange.project],
        examples: [CommandExample("docqa config unset collection", "Use the default collection again.")],
        exits: [CommandExit(.nothingFound, "the file does not set it")],
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        guard let path = try ConfigurationEditing.unset(call[key], in: ConfigChange.place(call), call.sources) else {
            call.console.note("\(call[key]) was not set there.")
            return .nothingFound
        }
        call.console.note("\(call[key]) is no longer set in \(HarmlessText.of(path, oneLine: true)).")
        return .success
    }
}

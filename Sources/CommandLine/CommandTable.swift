/// Everything a program can be told: its commands, and the flags that all of them take.
package struct CommandTable: Sendable {
    package let program: String
    /// One sentence.
    package let summary: String
    /// Paragraphs for the long help.
    package let discussion: String
    package let commands: [Command]
    /// The flags that every command takes.
    package let sharedFlags: [any FlagDeclaration]

    package init(
        program: String, summary: String, discussion: String = "", commands: [Command],
        sharedFlags: [any FlagDeclaration] = SharedFlags.always
    ) {
        self.program = program
        self.summary = summary
        self.discussion = discussion
        self.commands = commands
        self.sharedFlags = sharedFlags
    }

    package func command(_ name: String) -> Command? {
        commands.first { $0.name == name }
    }

    /// The commands below another: "config" has "config set".
    package func commands(below name: String) -> [Command] {
        commands.filter { $0.name.hasPrefix(name + " ") }
    }

    package var visibleCommands: [Command] { commands.filter { !$0.isHidden } }

    /// The flags that a command takes, its own first.
    package func flags(of command: Command) -> [any FlagDeclaration] {
        command.flags + (command.schema == nil ? [] : [SharedFlags.json]) + sharedFlags
    }
}

/// Flags that mean the same everywhere. `db` is declared by the commands that open a database, `json` comes with a
/// schema, the others belong to every command.
package enum SharedFlags {
    package static let db = Flag.text(
        "db", "FILE", "Use this database file.", defaultText: "$XDG_DATA_HOME/docqa/docqa.db", setting: "database",
        completion: .file)
    package static let json = Flag.toggle("json", "Print the result as one JSON object.")
    package static let quiet = Flag.toggle("quiet", short: "q", "Print results and errors only.")
    package static let color: Flag<ColorChoice> = .choice(
        "color", "WHEN", default: .auto, "Use colours and links.",
        details: "With auto they are used on a terminal only, and not when NO_COLOR is set or TERM is dumb.",
        setting: "color")
    package static let config = Flag.text(
        "config", "FILE", "Read this configuration file instead of the user's.",
        defaultText: "$XDG_CONFIG_HOME/docqa/config.json", completion: .file)
    package static let help = Flag.toggle("help", short: "h", "Show help: -h short, --help long.")
    package static let version = Flag.toggle("version", "Print the version.")

    /// Unless a table says otherwise; before any command only these are understood.
    package static let always: [any FlagDeclaration] = [quiet, color, config, help]
}

/// One command, declared once. `docs/decisions/0001-own-command-table.md` shows the pattern.
///
/// Name, flags, arguments, examples and exit codes here are all there is: parsing, both help pages, the man page,
/// `docs/cli.md` and the completions are made from them, and tests go over the table.
package struct Command: Sendable {
    /// What is typed after the program's name; a command below another is "config set".
    package let name: String
    package let group: CommandGroup
    /// One sentence.
    package let summary: String
    /// Paragraphs for the long help, separated by empty lines; lines that begin with two spaces are kept as they are.
    package let discussion: String
    package let arguments: [any ArgumentDeclaration]
    /// Without those of the table, which every command takes.
    package let flags: [any FlagDeclaration]
    package let examples: [CommandExample]
    /// The exit codes it adds to `ExitCode.common`, with what they mean here.
    package let exits: [CommandExit]
    /// The schema in `docs/schemas` of what it prints with `--json`; nil when it has no such output.
    package let schema: String?
    /// Not listed in help and completions.
    package let isHidden: Bool
    /// What has to be done before the process starts its first thread.
    package let atStart: @Sendable () -> Void
    package let run: @Sendable (Invocation) async throws -> ExitCode

    package init(
        _ name: String, group: CommandGroup, _ summary: String, discussion: String = "",
        arguments: [any ArgumentDeclaration] = [], flags: [any FlagDeclaration] = [], examples: [CommandExample],
        exits: [CommandExit] = [], schema: String? = nil, isHidden: Bool = false,
        atStart: @escaping @Sendable () -> Void = {}, run: @escaping @Sendable (Invocation) async throws -> ExitCode
    ) {
        self.name = name
        self.group = group
        self.summary = summary
        self.discussion = discussion
        self.arguments = arguments
        self.flags = flags
        self.examples = examples
        self.exits = exits
        self.schema = schema
        self.isHidden = isHidden
        self.atStart = atStart
        self.run = run
    }

    /// All exit codes, ascending, each with what it means for this command.
    package var allExits: [CommandExit] {
        let common = ExitCode.common.filter { code in !exits.contains { $0.code == code } }
        return (common.map { CommandExit($0) } + exits).sorted { $0.code.rawValue < $1.code.rawValue }
    }
}

/// A line to type and what it does.
package struct CommandExample: Sendable {
    package let line: String
    package let meaning: String

    package init(_ line: String, _ meaning: String) {
        self.line = line
        self.meaning = meaning
    }
}

/// An exit code and what it means for one command.
package struct CommandExit: Sendable {
    package let code: ExitCode
    package let meaning: String

    package init(_ code: ExitCode, _ meaning: String? = nil) {
        self.code = code
        self.meaning = meaning ?? code.meaning
    }
}

/// Under which title a command stands in lists, in this order.
package enum CommandGroup: String, Sendable, CaseIterable {
    case documents = "Documents"
    case questions = "Questions"
    case costs = "Costs"
    case service = "Service"
    case measuring = "Measuring"
    case setup = "Setup"
}

/// The pages of `--help` and `-h`.
struct HelpPage {
    let table: CommandTable
    let terminal: Terminal
    let length: HelpLength

    private var width: Int { min(terminal.width, 100) }

    private func title(_ text: String) -> String { terminal.styled(text, .bold) }

    /// The page of the whole program.
    func ofProgram() -> String {
        var parts = ["\(table.program): \(table.summary)"]
        parts.append("\(title("Usage:")) \(table.program) COMMAND [FLAGS] [ARGUMENTS]")
        if length == .long, !table.discussion.isEmpty {
            parts.append(TextLayout.paragraphs(table.discussion, width: width))
        }
        for group in CommandGroup.allCases {
            let rows = table.visibleCommands.filter { $0.group == group }.map { ($0.name, $0.summary) }
            guard !rows.isEmpty else { continue }
            parts.append(title(group.rawValue + ":") + "\n" + TextLayout.columns(rows, width: width))
        }
        parts.append(title("Flags of every command:") + "\n" + rows(of: table.sharedFlags + [SharedFlags.version]))
        if length == .long {
            parts.append(title("Exit codes:") + "\n" + TextLayout.columns(Self.exitRows, width: width))
        }
        parts.append("\(table.program) help COMMAND shows all about a command, with examples.")
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// The page of one command.
    func of(_ command: Command) -> String {
        var parts = ["\(table.program) \(command.name): \(command.summary)"]
        parts.append("\(title("Usage:")) \(table.usage(of: command))")
        if length == .long, !command.discussion.isEmpty {
            parts.append(TextLayout.paragraphs(command.discussion, width: width))
        }
        let below = table.commands(below: command.name).filter { !$0.isHidden }.map { ($0.name, $0.summary) }
        if !below.isEmpty { parts.append(title("Commands:") + "\n" + TextLayout.columns(below, width: width)) }
        let arguments = command.arguments.map { ($0.definition.spelling, $0.definition.summary) }
        if !arguments.isEmpty { parts.append(title("Arguments:") + "\n" + TextLayout.columns(arguments, width: width)) }
        parts.append(title("Flags:") + "\n" + rows(of: table.flags(of: command)))
        let examples = command.examples.prefix(length == .long ? .max : 1)
        if !examples.isEmpty {
            let lines = examples.map { "  \($0.line)\n" + TextLayout.wrapped($0.meaning, width: width, indent: 6) }
            parts.append(title(examples.count == 1 ? "Example:" : "Examples:") + "\n" + lines.joined(separator: "\n"))
        }
        if length == .long {
            let exits = command.allExits.map { (String($0.code.rawValue), $0.meaning) }
            parts.append(title("Exit codes:") + "\n" + TextLayout.columns(exits, width: width))
            if let schema = command.schema { parts.append("The output of --json: docs/schemas/\(schema).json") }
        } else {
            parts.append("\(table.program) help \(command.name) shows more.")
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    static var exitRows: [(term: String, meaning: String)] {
        ExitCode.allCases.map { (String($0.rawValue), $0.meaning) }
    }

    private func rows(of flags: [any FlagDeclaration]) -> String {
        TextLayout.columns(flags.map { ($0.definition.spelling, meaning(of: $0.definition)) }, width: width)
    }

    private func meaning(of flag: FlagDefinition) -> String {
        var text = flag.summary
        if length == .long, let details = flag.details { text += " " + details }
        if flag.isRepeatable { text += " Can be repeated." }
        return text + flag.choicesAndDefault
    }
}

extension FlagDefinition {
    /// " One of: a, b. Default: a." or nothing.
    var choicesAndDefault: String {
        var text = ""
        if case .choices(let names) = value?.completion { text += " One of: \(names.joined(separator: ", "))." }
        if let defaultText { text += " Default: \(defaultText)." }
        return text
    }
}

extension CommandTable {
    /// "docqa ingest [FLAGS] PATH..."
    package func usage(of command: Command) -> String {
        ([program, command.name, "[FLAGS]"] + command.arguments.map(\.definition.spelling)).joined(separator: " ")
    }

    /// The help page of a command, or of the program for nil.
    package func help(for command: Command?, _ length: HelpLength, on terminal: Terminal) -> String {
        let page = HelpPage(table: self, terminal: terminal, length: length)
        return command.map(page.of) ?? page.ofProgram()
    }
}

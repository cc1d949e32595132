extension CommandTable {
    /// `docs/cli.md`: everything about every command.
    package func referencePage() -> String {
        var parts = ["# The command line\n\n<!-- Generated from the command table by scripts/docs. -->"]
        parts.append("\(program): \(summary)")
        parts.append(discussion)
        parts.append("## Commands")
        for group in CommandGroup.allCases {
            let commands = visibleCommands.filter { $0.group == group }
            guard !commands.isEmpty else { continue }
            let rows = commands.map { "| [`\(program) \($0.name)`](#\(anchor($0))) | \(cell($0.summary)) |" }
            parts.append("| \(group.rawValue) | |\n| --- | --- |\n" + rows.joined(separator: "\n"))
        }
        parts.append("## Flags of every command\n\n" + list(of: sharedFlags + [SharedFlags.version]))
        let exits = ExitCode.allCases.map { "| \($0.rawValue) | \($0.meaning) |" }
        parts.append("## Exit codes\n\n| Code | Meaning |\n| --- | --- |\n" + exits.joined(separator: "\n"))
        parts += visibleCommands.map(section)
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private func anchor(_ command: Command) -> String {
        "\(program)-\(command.name)".replacing(" ", with: "-")
    }

    private func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    private func section(_ command: Command) -> String {
        var parts = ["## \(program) \(command.name)", command.summary, "    \(usage(of: command))"]
        parts += TextLayout.split(command.discussion).map { paragraph in
            guard paragraph.hasPrefix("  ") else { return paragraph }
            return paragraph.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0.dropFirst(2) }
                .joined(separator: "\n")
        }
        let arguments = command.arguments.map { "- `\($0.definition.spelling)`: \($0.definition.summary)" }
        if !arguments.isEmpty { parts.append(arguments.joined(separator: "\n")) }
        let own = flags(of: command).filter { flag in
            !sharedFlags.contains { $0.definition.name == flag.definition.name }
        }
        if !own.isEmpty { parts.append(list(of: own)) }
        let examples = command.examples.map { "    # \($0.meaning)\n    \($0.line)" }
        parts.append("Examples:\n\n" + examples.joined(separator: "\n"))
        if !command.exits.isEmpty {
            let exits = command.exits.map { "- \($0.code.rawValue): \($0.meaning)" }
            parts.append("Exit codes besides the common ones:\n\n" + exits.joined(separator: "\n"))
        }
        if let schema = command.schema { parts.append("Output of `--json`: [schema](schemas/\(schema).json).") }
        return parts.joined(separator: "\n\n")
    }

    private func list(of flags: [any FlagDeclaration]) -> String {
        flags.map { flag in
            let definition = flag.definition
            var text = "- `\(definition.spelling)`: \(definition.summary)"
            if let details = definition.details { text += " \(details)" }
            if definition.isRepeatable { text += " Can be repeated." }
            text += definition.choicesAndDefault
            if let setting = definition.setting { text += " Overrides the setting `\(setting)`." }
            return text
        }.joined(separator: "\n")
    }
}

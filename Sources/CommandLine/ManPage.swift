extension CommandTable {
    /// The manual page in man(7)'s macros, for `man -l` and for installing.
    package func manPage(version: String) -> String {
        var page = ManPage()
        page.macro("TH", program.uppercased(), "1", "", "\(program) \(version)", "User commands")
        page.section("NAME")
        page.text("\(program) - \(summary.lowercasedFirst.withoutFinalStop)")
        page.section("SYNOPSIS")
        page.macro("B", program)
        page.text("COMMAND [FLAGS] [ARGUMENTS]")
        page.section("DESCRIPTION")
        page.paragraphs(discussion)
        page.section("FLAGS OF EVERY COMMAND")
        page.flags(sharedFlags + [SharedFlags.version])
        page.section("COMMANDS")
        for command in visibleCommands {
            page.macro("SS", "\(program) \(command.name)")
            page.text(command.summary)
            page.macro("PP")
            page.macro("B", usage(of: command))
            page.paragraphs(command.discussion, isFirst: false)
            for argument in command.arguments {
                page.entry(argument.definition.spelling, argument.definition.summary)
            }
            page.flags(
                flags(of: command).filter { flag in
                    !sharedFlags.contains { $0.definition.name == flag.definition.name }
                })
            for example in command.examples {
                page.macro("PP")
                page.text(example.meaning)
                page.literal(example.line)
            }
        }
        page.section("EXIT STATUS")
        for exit in ExitCode.allCases { page.entry(String(exit.rawValue), exit.meaning) }
        return page.lines.joined(separator: "\n") + "\n"
    }
}

/// Lines of man(7), with everything escaped that would be read as a request.
private struct ManPage {
    private(set) var lines: [String] = []

    mutating func macro(_ name: String, _ arguments: String...) {
        let quoted = arguments.map { " \"\(Self.escaped($0).replacing("\"", with: "\\(dq"))\"" }
        lines.append(".\(name)" + quoted.joined())
    }

    mutating func section(_ title: String) { macro("SH", title) }

    mutating func text(_ text: String) {
        lines += text.split(separator: "\n").map { Self.safeLine(String($0)) }
    }

    mutating func literal(_ text: String) {
        lines += [".PP", ".RS 4", ".nf"]
        lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { Self.safeLine(String($0)) }
        lines += [".fi", ".RE"]
    }

    mutating func entry(_ term: String, _ meaning: String) {
        macro("TP")
        macro("B", term)
        text(meaning)
    }

    mutating func flags(_ flags: [any FlagDeclaration]) {
        for flag in flags {
            let definition = flag.definition
            let details = definition.details.map { " " + $0 } ?? ""
            entry(definition.spelling, definition.summary + details + definition.choicesAndDefault)
        }
    }

    mutating func paragraphs(_ prose: String, isFirst: Bool = true) {
        for (index, paragraph) in TextLayout.split(prose).enumerated() {
            if paragraph.hasPrefix("  ") {
                literal(paragraph.split(separator: "\n").map { String($0.dropFirst(2)) }.joined(separator: "\n"))
            } else {
                if index > 0 || !isFirst { macro("PP") }
                text(paragraph)
            }
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    }

    private static func safeLine(_ line: String) -> String {
        let escaped = escaped(line)
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }
}

extension String {
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
    var withoutFinalStop: String { hasSuffix(".") ? String(dropLast()) : self }
}

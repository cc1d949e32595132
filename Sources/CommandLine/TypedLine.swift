/// The first stage of reading a command line: what was typed, not yet what it means.
///
/// It knows which flags take a value and which words name a command. Whether values make sense, and whether anything is
/// missing, is the second stage's: `Invocation`.
package struct TypedLine: Sendable {
    /// nil when only flags were typed.
    package var command: Command?
    /// The typed values of each flag by its long name, in order; a switch has an empty text per occurrence.
    package var flags: [String: [String]] = [:]
    package var words: [String] = []
    /// Which help was asked for.
    package var help: HelpLength?
    package var asksForVersion = false

    /// Reads the arguments after the program's name.
    package static func read(_ typed: [String], for table: CommandTable) throws(UsageError) -> TypedLine {
        var reader = Reader(table: table, typed: typed)
        return try reader.read()
    }
}

package enum HelpLength: Sendable { case short, long }

extension TypedLine {
    private struct Reader {
        let table: CommandTable
        let typed: [String]
        var next = 0
        /// After `--` everything is a word, also what looks like a flag.
        var onlyWords = false
        var line = TypedLine()

        mutating func read() throws(UsageError) -> TypedLine {
            while next < typed.count {
                let word = typed[next]
                next += 1
                if !onlyWords, word == "--" {
                    onlyWords = true
                } else if !onlyWords, word.hasPrefix("--") {
                    try readLongFlag(word)
                } else if !onlyWords, word.hasPrefix("-"), word != "-" {
                    try readShortFlags(word)
                } else if line.command == nil {
                    try readCommand()
                } else {
                    line.words.append(word)
                }
            }
            return line
        }

        /// Takes as many words as name a command: "config set" before "config".
        private mutating func readCommand() throws(UsageError) {
            let words = [typed[next - 1]] + typed[next...].prefix(2).prefix { !$0.hasPrefix("-") }
            for count in stride(from: words.count, through: 1, by: -1) {
                if let command = table.command(words.prefix(count).joined(separator: " ")) {
                    line.command = command
                    next += count - 1
                    return
                }
            }
            throw table.unknownCommand(Array(words))
        }

        private var known: [any FlagDeclaration] {
            guard let command = line.command else {
                return table.sharedFlags + [SharedFlags.version, SharedFlags.db, SharedFlags.json]
            }
            return table.flags(of: command)
        }

        private mutating func readLongFlag(_ word: String) throws(UsageError) {
            let body = word.dropFirst(2)
            let equals = body.firstIndex(of: "=")
            let name = String(body[..<(equals ?? body.endIndex)])
            let attached = equals.map { String(body[body.index(after: $0)...]) }
            guard let flag = known.first(where: { $0.definition.name == name })?.definition else {
                throw table.unknownFlag("--" + name, of: line.command, known: known)
            }
            if name == SharedFlags.help.definition.name { line.help = .long }
            try note(flag, as: "--" + name, attached: attached)
        }

        private mutating func readShortFlags(_ word: String) throws(UsageError) {
            var rest = word.dropFirst()
            while let letter = rest.popFirst() {
                guard let flag = known.first(where: { $0.definition.short == letter })?.definition else {
                    throw table.unknownFlag("-\(letter)", of: line.command, known: known)
                }
                if flag.name == SharedFlags.help.definition.name, line.help == nil { line.help = .short }
                var attached: String?
                if flag.value != nil, !rest.isEmpty {
                    attached = String(rest.first == "=" ? rest.dropFirst() : rest)
                    rest = ""
                }
                try note(flag, as: "-\(letter)", attached: attached)
            }
        }

        private mutating func note(_ flag: FlagDefinition, as spelling: String, attached: String?) throws(UsageError) {
            guard let value = flag.value else {
                if let attached { throw UsageError("\(spelling) takes no value, but \"\(attached)\" was given.") }
                if flag.name == SharedFlags.version.definition.name { line.asksForVersion = true }
                line.flags[flag.name, default: []].append("")
                return
            }
            if let attached {
                line.flags[flag.name, default: []].append(attached)
            } else if next < typed.count, !isKnownFlag(typed[next]) {
                line.flags[flag.name, default: []].append(typed[next])
                next += 1
            } else {
                throw UsageError("\(spelling) needs a value: \(spelling) \(value.placeholder).")
            }
        }

        /// `--db --json` lacks a value rather than naming a file "--json".
        private func isKnownFlag(_ word: String) -> Bool {
            if word == "--" { return true }
            return known.contains { "--" + $0.definition.name == word }
                || known.contains { flag in flag.definition.short.map { "-\($0)" } == word }
        }
    }
}

extension CommandTable {
    func unknownCommand(_ words: [String]) -> UsageError {
        let first = words[0]
        let below = commands(below: first).filter { !$0.isHidden }.map(\.name)
        if !below.isEmpty {
            let list = below.map { program + " " + $0 }.joined(separator: ", ")
            guard words.count > 1 else { return UsageError("\(program) \(first) needs one of its commands: \(list).") }
            let meant = NearestName.of(words.prefix(2).joined(separator: " "), among: below)
            return UsageError(
                "\(program) \(first) has no command \"\(words[1])\".",
                next: meant.map { "Did you mean: \(program) \($0)?" } ?? "There are: \(list).")
        }
        if first.contains(" "), command("ask") != nil {
            return UsageError(
                "\"\(first)\" is not a command.", next: "To ask it as a question: \(program) ask \"\(first)\"")
        }
        let meant = NearestName.of(first, among: visibleCommands.map(\.name))
        return UsageError(
            "\(program) has no command \"\(first)\".",
            next: meant.map { "Did you mean: \(program) \($0)?" } ?? "\(program) --help lists the commands.")
    }

    func unknownFlag(_ typed: String, of command: Command?, known: [any FlagDeclaration]) -> UsageError {
        let subject = command.map { "\(program) \($0.name)" } ?? program
        let names = known.map { "--" + $0.definition.name }
        if typed.hasPrefix("--"), let meant = NearestName.of(typed, among: names) {
            return UsageError("\(subject) has no flag \(typed).", next: "Did you mean \(meant)?")
        }
        let elsewhere = visibleCommands.first { other in
            other.name != command?.name && flags(of: other).contains { "--" + $0.definition.name == typed }
        }
        if let elsewhere {
            return UsageError("\(subject) has no flag \(typed).", next: "\(program) \(elsewhere.name) has one.")
        }
        let page = command.map { "\(program) help \($0.name)" } ?? "\(program) --help"
        return UsageError("\(subject) has no flag \(typed).", next: "\(page) lists the flags.")
    }
}

extension CommandTable {
    /// The command that words name: all of them, or none is found.
    package func command(named words: [String]) throws(UsageError) -> Command {
        if let command = command(words.joined(separator: " ")) { return command }
        throw unknownCommand(words)
    }
}

/// The second stage of reading a command line: a command with every flag and argument checked, ready to run.
package struct Invocation: Sendable {
    package let table: CommandTable
    package let command: Command
    package let console: Console
    private let flags: [String: [String]]
    private let arguments: [String: [String]]

    /// Checks what was typed against the command's declaration.
    package init(_ line: TypedLine, of command: Command, in table: CommandTable, console: Console) throws(UsageError) {
        self.table = table
        self.command = command
        self.console = console
        flags = line.flags

        let declared = table.flags(of: command)
        let subject = "\(table.program) \(command.name)"
        for name in line.flags.keys.sorted() where !declared.contains(where: { $0.definition.name == name }) {
            throw UsageError("\(subject) has no flag --\(name).", next: "Leave it out.")
        }
        for flag in declared { try flag.check(line.flags[flag.definition.name] ?? []) }
        arguments = try Self.assign(line.words, to: command, in: table)
    }

    private static func assign(
        _ words: [String], to command: Command, in table: CommandTable
    ) throws(UsageError) -> [String: [String]] {
        let subject = "\(table.program) \(command.name)"
        var rest = words[...]
        var assigned: [String: [String]] = [:]
        for argument in command.arguments {
            let definition = argument.definition
            let taken = rest.prefix(definition.isRepeatable ? .max : 1)
            rest = rest.dropFirst(taken.count)
            if taken.isEmpty {
                guard definition.isRequired else { continue }
                throw UsageError(
                    "\(subject) needs \(definition.shape.placeholder).",
                    next: "Usage: \(table.usage(of: command))")
            }
            try argument.check(Array(taken))
            assigned[definition.shape.placeholder] = Array(taken)
        }
        if let extra = rest.first {
            let below = table.commands(below: command.name)
            if let meant = NearestName.of("\(command.name) \(extra)", among: below.map(\.name)) {
                throw UsageError(
                    "\(subject) has no command \"\(extra)\".", next: "Did you mean: \(table.program) \(meant)?")
            }
            throw UsageError(
                "\(subject) does not take \"\(extra)\".",
                next: command.arguments.contains { $0.definition.shape.placeholder == "QUESTION" }
                    ? "Put the question in quotation marks." : "Usage: \(table.usage(of: command))")
        }
        return assigned
    }

    /// The value of a flag that the command declares, or of one that every command takes.
    package subscript<Value>(flag: Flag<Value>) -> Value {
        let name = flag.definition.name
        precondition(
            (table.flags(of: command) + [SharedFlags.json, SharedFlags.db]).contains { $0.definition.name == name },
            "a command reads only the flags that it declares; \(command.name) does not declare --\(name)")
        // The initialiser has read it once.
        return try! flag.read(flags[name] ?? [])
    }

    /// The value of an argument that the command declares.
    package subscript<Value>(argument: Argument<Value>) -> Value {
        let placeholder = argument.definition.shape.placeholder
        precondition(
            command.arguments.contains { $0.definition.shape.placeholder == placeholder },
            "a command reads only the arguments that it declares; \(command.name) does not declare \(placeholder)")
        return try! argument.read(arguments[placeholder] ?? [])
    }

    /// Whether a flag was typed, whatever its value.
    package func isGiven(_ flag: some FlagDeclaration) -> Bool {
        flags[flag.definition.name] != nil
    }

    /// The typed values of the flags that override configuration keys, by key.
    package var overriddenSettings: [String: String] {
        var settings: [String: String] = [:]
        for flag in table.flags(of: command) {
            guard let key = flag.definition.setting, let typed = flags[flag.definition.name]?.last else { continue }
            settings[key] = flag.definition.value == nil ? "true" : typed
        }
        return settings
    }
}

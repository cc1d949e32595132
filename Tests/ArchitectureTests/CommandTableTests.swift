import Configuration
import JSON
import TestSupport
import Testing

@testable import CommandLine
@testable import docqa

/// The real table: what holds for every command.
@Suite struct CommandTableTests {
    static var commands: [Command] { commandTable.commands }

    @Test func everyCommandIsDocumented() {
        for command in Self.commands {
            #expect(command.summary.hasSuffix("."), "\(command.name): the summary is a sentence")
            #expect(!command.examples.isEmpty || command.isHidden, "\(command.name) has no example")
            for flag in command.flags {
                #expect(flag.definition.summary.hasSuffix("."), "\(command.name) --\(flag.definition.name)")
            }
            for argument in command.arguments {
                #expect(argument.definition.summary.hasSuffix("."), "\(command.name) \(argument.definition.spelling)")
            }
        }
    }

    @Test func namesAreUniqueAndWellFormed() {
        let names = Self.commands.map(\.name)
        #expect(Set(names).count == names.count)
        for command in Self.commands {
            #expect(command.name.wholeMatch(of: /[a-z]+( [a-z]+)?/) != nil, "\(command.name)")
            let flags = commandTable.flags(of: command).map(\.definition)
            #expect(Set(flags.map(\.name)).count == flags.count, "\(command.name) has a flag twice")
            let shorts = flags.compactMap(\.short)
            #expect(Set(shorts).count == shorts.count, "\(command.name) has a short flag twice")
            for flag in flags { #expect(flag.name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(flag.name)") }
            let placeholders = command.arguments.map(\.definition.shape.placeholder)
            #expect(Set(placeholders).count == placeholders.count, "\(command.name) has an argument twice")
            for argument in command.arguments.dropLast() {
                #expect(
                    !argument.definition.isRepeatable && argument.definition.isRequired,
                    "\(command.name): only the last may vary")
            }
        }
    }

    @Test func aFlagMeansTheSameEverywhere() {
        var meanings: [String: (command: String, takesValue: Bool, short: Character?)] = [:]
        for command in Self.commands {
            for flag in commandTable.flags(of: command).map(\.definition) {
                if let known = meanings[flag.name] {
                    #expect(
                        known.takesValue == (flag.value != nil) && known.short == flag.short,
                        "--\(flag.name) is different in \(known.command) and \(command.name)")
                }
                meanings[flag.name] = (command.name, flag.value != nil, flag.short)
            }
        }
    }

    @Test func flagsThatOverrideSettingsNameRealOnes() {
        for command in Self.commands {
            for flag in commandTable.flags(of: command).map(\.definition) {
                guard let setting = flag.setting else { continue }
                #expect(Settings.definition(setting) != nil, "\(command.name) --\(flag.name): \(setting) is no setting")
            }
        }
    }

    @Test func everyExampleIsACommandLineThatParses() throws {
        for command in Self.commands {
            for example in command.examples {
                let words = ShellWords.first(of: example.line)
                guard words.first == "docqa" else { continue }
                let line = try TypedLine.read(Array(words.dropFirst()), for: commandTable)
                if line.asksForVersion || line.help != nil { continue }
                let found = try #require(line.command, "\(example.line)")
                let console = Console(output: OutputChannel(), errors: OutputChannel())
                _ = try Invocation(line, of: found, in: commandTable, console: console)
            }
        }
    }

    @Test func everyJSONOutputHasASchemaAndEverySchemaACommand() {
        let schemas = Set(Self.commands.compactMap(\.schema)).union(["error", "export", "vocabulary"])
        let files = Project.files(below: "docs/schemas").map {
            $0.dropFirst("docs/schemas/".count).dropLast(".json".count)
        }
        #expect(schemas == Set(files.map(String.init)))
    }

    /// A validator of somebody else refuses a schema that is none, before it looks at what we print.
    @Test func everySchemaRequiresMembersByName() throws {
        func problems(_ schema: JSONValue, _ place: String) -> [String] {
            var found: [String] = []
            if let required = schema["required"], schema["type"]?.string == "object",
                required.array?.elements.allSatisfy({ $0.string != nil }) != true
            {
                found.append("\(place): what is required are names")
            }
            for member in schema.object?.members ?? [] {
                found += problems(member.value, "\(place).\(member.key.value)")
            }
            for element in schema.array?.elements ?? [] { found += problems(element, place) }
            return found
        }
        for file in Project.files(below: "docs/schemas") {
            let schema = try JSONValue(parsing: try #require(Project.text(file)))
            #expect(problems(schema, file) == [])
        }
    }

    @Test func generatedPagesAreUpToDate() {
        for page in GeneratedPages.all {
            #expect(Project.text(page.path) == page.text, "\(page.path) is old: run scripts/docs")
        }
    }

    @Test func everyErrorCodeIsOneWordForPrograms() {
        let codes = FailureTable.rows.map(\.code)
        for code in codes { #expect(code.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil, "\(code)") }
        #expect(
            Set(FailureTable.rows.map(\.exit)).isSuperset(of: [
                .usage, .notConfigured, .authenticationRefused, .serviceUnavailable, .limitReached, .databaseProblem,
                .filesUnread, .internalProblem,
            ]))
    }

    @Test func everySettingIsDeclaredWell() {
        let settings = Settings.all.map(\.definition)
        #expect(Set(settings.map(\.name)).count == settings.count)
        for setting in settings {
            #expect(setting.name.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil, "\(setting.name)")
            #expect(setting.summary.hasSuffix("."), "\(setting.name)")
            #expect(setting.environment.allSatisfy { $0.hasPrefix("DOCQA_") || $0.hasPrefix("ANTHROPIC_") })
        }
    }
}

/// Words of a shell line as far as examples use them: blanks and double quotes, up to a pipe or redirection.
enum ShellWords {
    static func first(of line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle(); word = word ?? ""
            case " " where !isQuoted:
                if let word { words.append(word) }
                word = nil
            case "|" where !isQuoted, ">" where !isQuoted, "<" where !isQuoted: return words
            default: word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }
}

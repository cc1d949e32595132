@testable import CommandLine

/// A table with one of everything.
enum Sample {
    enum Mode: String, CaseIterable { case fast, exact }

    static let limit = Flag.integer("limit", short: "n", "N", default: 10, in: 1...100, "Show at most N hits.")
    static let full = Flag.toggle("full", short: "f", "Show whole passages.")
    static let mode: Flag<Mode> = .choice("mode", "MODE", default: .fast, "How to look.")
    static let label = Flag.keyValues("label", "KEY=VALUE", "Only documents with this label.")
    static let include = Flag.texts("include", "GLOB", "Only files that match.")
    static let after: Flag<Int?> = .value("after", "YEAR", "Only documents of later years.") { text throws(Expected) in
        guard let year = Int(text), year > 1900 else { throw Expected("a year like 2026") }
        return year
    }
    static let order: Flag<Mode?> = .choice("order", "ORDER", "How to sort.")
    static let style = Flag.text("style", "NAME", default: "plain", "How to write.")
    static let question = Argument.text("QUESTION", "What to look for.")
    static let paths = Argument.texts("PATH", "Files and folders.", completion: .file)

    static let search = Command(
        "search", group: .documents, "Find passages.",
        discussion: "Looks for passages.\n\n  kept as\n  it is\n\n.dots and 'quotes' begin lines.",
        arguments: [question], flags: [SharedFlags.db, limit, full, mode, label, after, order, style],
        examples: [CommandExample("t search \"reset the router\"", "Find it.")],
        exits: [CommandExit(.nothingFound, "no passage found")], schema: "search"
    ) { _ in .success }
    static let ingest = Command(
        "ingest", group: .documents, "Read files.", arguments: [paths], flags: [include],
        examples: [CommandExample("t ingest docs", "Read a folder.")]
    ) { _ in .success }
    static let config = Command(
        "config", group: .setup, "Show the configuration.", examples: [CommandExample("t config", "All of it.")]
    ) { _ in .success }
    static let configSet = Command(
        "config set", group: .setup, "Set a value.",
        arguments: [Argument.text("KEY", "Which."), Argument.text("VALUE", "To what.")],
        examples: [CommandExample("t config set color never", "No colours.")]
    ) { _ in .success }
    static let secret = Command(
        "secret", group: .setup, "Not shown.", examples: [], isHidden: true
    ) { _ in throw Failure(.databaseProblem, code: "locked", "It is locked.", next: "Wait.") }

    static let table = CommandTable(
        program: "t", summary: "A program for tests.", discussion: "It does nothing.",
        commands: [search, ingest, config, configSet, secret])

    static func invoke(_ words: String...) throws(UsageError) -> Invocation {
        let line = try TypedLine.read(words, for: table)
        let console = Console(output: OutputChannel(), errors: OutputChannel())
        return try Invocation(line, of: line.command!, in: table, console: console)
    }
}

import Testing

@testable import CommandLine

@Suite struct PagesTests {
    static let plain = Terminal(isTerminal: false)

    @Test func shortHelpShowsOneExampleAndLongHelpAll() {
        let short = Sample.table.help(for: Sample.search, .short, on: Self.plain)
        let long = Sample.table.help(for: Sample.search, .long, on: Self.plain)
        #expect(short.contains("Usage: t search [FLAGS] QUESTION"))
        #expect(short.contains("-n, --limit N") && short.contains("Default: 10."))
        #expect(short.contains("One of: fast, exact."))
        #expect(!short.contains("kept as"))
        #expect(long.contains("  kept as\n  it is"))
        #expect(long.contains("no passage found"))
        #expect(long.contains("docs/schemas/search.json"))
    }

    @Test func helpIsPlainTextOnAPipeAndStyledOnATerminal() {
        #expect(!Sample.table.help(for: nil, .long, on: Self.plain).contains("\u{1B}"))
        let terminal = Terminal(isTerminal: true, showsColor: true)
        #expect(Sample.table.help(for: nil, .long, on: terminal).contains("\u{1B}[1mUsage:\u{1B}[0m"))
    }

    @Test(arguments: [40, 60, 80, 100]) func helpKeepsToTheWidth(width: Int) {
        let terminal = Terminal(isTerminal: true, width: width)
        for command in Sample.table.commands {
            let page = Sample.table.help(for: command, .short, on: terminal)
            let example = page.split(separator: "\n").filter { !$0.hasPrefix("  t ") && !$0.contains("Usage:") }
            #expect(example.allSatisfy { $0.count <= max(width, 72) })
        }
    }

    @Test func hiddenCommandsStandNowhere() {
        #expect(!Sample.table.help(for: nil, .long, on: Self.plain).contains("secret"))
        #expect(!Sample.table.referencePage().contains("secret"))
        #expect(!Sample.table.manPage(version: "1").contains("secret"))
        for shell in CompletionShell.allCases { #expect(!Sample.table.completions(for: shell).contains("secret")) }
    }

    @Test func manPageEscapesWhatWouldBeARequest() {
        let page = Sample.table.manPage(version: "1")
        #expect(page.contains("\n\\&.dots and 'quotes' begin lines."))
        #expect(page.hasPrefix(".TH \"T\" \"1\""))
        #expect(page.contains("\\-\\-limit"))
    }

    @Test func referencePageNamesEveryFlagAndExit() {
        let page = Sample.table.referencePage()
        for command in Sample.table.visibleCommands {
            #expect(page.contains("## t \(command.name)\n"))
            for flag in Sample.table.flags(of: command) { #expect(page.contains("`\(flag.definition.spelling)`")) }
        }
        for exit in ExitCode.allCases { #expect(page.contains("| \(exit.rawValue) | \(exit.meaning) |")) }
    }
}

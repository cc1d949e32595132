import Testing

@testable import CommandLine

@Suite struct ParsingTests {
    @Test func readsFlagsBeforeBetweenAndAfterWords() throws {
        let call = try Sample.invoke("search", "-f", "how", "--limit", "5")
        #expect(call[Sample.full])
        #expect(call[Sample.limit] == 5)
        #expect(call[Sample.question] == "how")
    }

    @Test(arguments: [["-n5"], ["-n", "5"], ["-n=5"], ["--limit=5"], ["-fn5"], ["-fn", "5"], ["-n9", "-n5"]])
    func readsEverySpellingOfAFlag(words: [String]) throws {
        let line = try TypedLine.read(["search", "x"] + words, for: Sample.table)
        #expect(line.flags["limit"]?.last == "5")
    }

    @Test func usesTheDefaultOfAFlagThatIsNotGiven() throws {
        let call = try Sample.invoke("search", "x")
        #expect(call[Sample.limit] == 10)
        #expect(call[Sample.mode] == .fast)
        #expect(!call[Sample.full])
        #expect(!call.isGiven(Sample.limit))
    }

    @Test func readsValuesOfACommandsOwnKind() throws {
        let call = try Sample.invoke("search", "x", "--after", "2025", "--order", "exact", "--style", "rich")
        #expect(call[Sample.after] == 2025 && call[Sample.order] == .exact && call[Sample.style] == "rich")
        let without = try Sample.invoke("search", "x")
        #expect(without[Sample.after] == nil && without[Sample.order] == nil && without[Sample.style] == "plain")
    }

    @Test func collectsRepeatedFlags() throws {
        let call = try Sample.invoke("search", "x", "--label", "a=1", "--label=b=c=d")
        #expect(call[Sample.label] == [KeyValue(key: "a", value: "1"), KeyValue(key: "b", value: "c=d")])
    }

    @Test func takesEverythingAfterTwoDashesAsWords() throws {
        let call = try Sample.invoke("ingest", "--", "--include", "-x")
        #expect(call[Sample.paths] == ["--include", "-x"])
    }

    @Test func takesALoneDashAsAWord() throws {
        #expect(try Sample.invoke("ingest", "-")[Sample.paths] == ["-"])
    }

    @Test func prefersTheLongerCommand() throws {
        #expect(try Sample.invoke("config", "set", "a", "b").command.name == "config set")
        #expect(try Sample.invoke("config").command.name == "config")
    }

    @Test func readsSharedFlagsBeforeTheCommand() throws {
        let call = try Sample.invoke("--db", "x.db", "--json", "search", "q")
        #expect(call[SharedFlags.db] == "x.db")
        #expect(call[SharedFlags.json])
        #expect(call.overriddenSettings == ["database": "x.db"])
    }

    @Test func asksForHelpAndVersion() throws {
        #expect(try TypedLine.read(["search", "-h"], for: Sample.table).help == .short)
        #expect(try TypedLine.read(["search", "--help"], for: Sample.table).help == .long)
        #expect(try TypedLine.read(["--version"], for: Sample.table).asksForVersion)
        #expect(try TypedLine.read([], for: Sample.table).command == nil)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var words: [String]
        var message: String
        var next: String?
        var testDescription: String { words.joined(separator: " ") }
    }

    static let mistakes = [
        Mistake(words: ["serch", "x"], message: "t has no command \"serch\".", next: "Did you mean: t search?"),
        Mistake(
            words: ["frobnicate"], message: "t has no command \"frobnicate\".", next: "t --help lists the commands."),
        Mistake(
            words: ["config", "sett", "a", "b"], message: "t config has no command \"sett\".",
            next: "Did you mean: t config set?"),
        Mistake(
            words: ["search", "x", "--limt", "3"], message: "t search has no flag --limt.",
            next: "Did you mean --limit?"),
        Mistake(
            words: ["search", "x", "--include", "y"], message: "t search has no flag --include.",
            next: "t ingest has one."),
        Mistake(
            words: ["search", "x", "-z"], message: "t search has no flag -z.", next: "t help search lists the flags."),
        Mistake(words: ["search", "x", "--limit"], message: "--limit needs a value: --limit N.", next: nil),
        Mistake(words: ["search", "x", "--limit", "--full"], message: "--limit needs a value: --limit N.", next: nil),
        Mistake(
            words: ["search", "x", "--limit", "many"],
            message: "--limit takes a whole number from 1 to 100, not \"many\".", next: nil),
        Mistake(
            words: ["search", "x", "--limit", "101"],
            message: "--limit takes a whole number from 1 to 100, not \"101\".", next: nil),
        Mistake(
            words: ["search", "x", "--mode", "exat"], message: "--mode takes fast or exact, not \"exat\".",
            next: "Did you mean exact?"),
        Mistake(
            words: ["search", "x", "--after", "late"], message: "--after takes a year like 2026, not \"late\".",
            next: nil),
        Mistake(
            words: ["search", "x", "--label", "plain"],
            message: "--label takes a key, an equals sign and a value, not \"plain\".", next: nil),
        Mistake(
            words: ["search", "x", "--full=yes"], message: "--full takes no value, but \"yes\" was given.", next: nil),
        Mistake(words: ["search"], message: "t search needs QUESTION.", next: "Usage: t search [FLAGS] QUESTION"),
        Mistake(
            words: ["search", "reset", "router"], message: "t search does not take \"router\".",
            next: "Put the question in quotation marks."),
        Mistake(words: ["ingest", "x", "--json"], message: "t ingest has no flag --json.", next: "t search has one."),
        Mistake(words: ["--json", "ingest", "x"], message: "t ingest has no flag --json.", next: "Leave it out."),
        Mistake(words: ["secrt"], message: "t has no command \"secrt\".", next: "t --help lists the commands."),
    ]

    @Test(arguments: mistakes)
    func saysWhatIsWrongAndWhatWasMeant(mistake: Mistake) {
        let error = #expect(throws: UsageError.self) {
            let line = try TypedLine.read(mistake.words, for: Sample.table)
            _ = try Invocation(
                line, of: try #require(line.command), in: Sample.table,
                console: Console(output: OutputChannel(), errors: OutputChannel()))
        }
        #expect(error?.message == mistake.message)
        #expect(error?.next == mistake.next)
    }

    @Test func neverTrapsOnAnyLine() {
        var random = SplitMix(seed: 7)
        let pieces = [
            "search", "config", "set", "ingest", "--", "-", "-n", "--limit", "--limit=", "=", "--=", "-=", "", " ",
            "--label",
            "a=b", "-fnq", "--json", "é", "\u{1B}[0m", "--color", "never", "-h", "--help", "--version",
        ]
        for _ in 0..<5_000 {
            let words = (0..<Int(random.next() % 7)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
            do throws(UsageError) {
                let line = try TypedLine.read(words, for: Sample.table)
                guard let command = line.command else { continue }
                _ = try Invocation(
                    line, of: command, in: Sample.table,
                    console: Console(output: OutputChannel(), errors: OutputChannel()))
            } catch { #expect(!error.message.isEmpty) }
        }
    }
}

/// A small generator with a fixed seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

import Glibc
import JSON
import TestSupport
import Testing

/// The built program as a user types it.
@Suite struct CommandLineTests {
    let docqa = BuiltProgram("docqa")
    let home: TemporaryFolder

    init() { home = TemporaryFolder() }

    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> BuiltProgram.Result {
        try docqa.run(
            arguments, environment: environment.merging(["HOME": home.path]) { own, _ in own }, folder: home.path)
    }

    func json(_ result: BuiltProgram.Result) throws -> JSONValue { try JSONValue(parsing: result.output) }

    @Test func namesItsVersionCommitAndSchema() throws {
        let result = try run("--version", environment: ["PATH": "/nonexistent"])
        #expect(result.status == 0 && result.errors.isEmpty)
        let line = try #require(
            result.output.wholeMatch(of: /docqa \d+\.\d+\.\d+ \(commit ([0-9a-f]{12}|unknown), database schema \d+\)\n/)
        )
        if Project.isCheckout { #expect(line.1 != "unknown") }
    }

    @Test func helpIsTheSameFromEverySide() throws {
        #expect(try run("help", "config", "set") == run("config", "set", "--help"))
        #expect(try run().output == run("-h").output)
        #expect(try run("help", "nonsense").status == 2)
    }

    @Test func everyJSONOutputIsAsItsSchemaSays() throws {
        let schemas = try Project.schemas()
        #expect(try schemas.problems(of: json(run("version", "--json")), against: "version.json") == [])
        #expect(try schemas.problems(of: json(run("config", "--json")), against: "config.json") == [])
        let doctor = try run("doctor", "--json", environment: ["ANTHROPIC_API_KEY": "sk-ant-none"])
        #expect(try schemas.problems(of: json(doctor), against: "doctor.json") == [])
        for mistake in [
            ["nonsense", "--json"], ["config", "--json", "--config", "missing.json"], ["version", "x", "--json"],
        ] {
            let result = try docqa.run(mistake, environment: ["HOME": home.path], folder: home.path)
            #expect(try schemas.problems(of: json(result), against: "error.json") == [], "\(mistake)")
            #expect(result.status != 0 && !result.errors.isEmpty)
        }
    }

    @Test func saysInOneSentenceWhatIsWrongWithAConfiguration() throws {
        home.write("broken.json", "{\n  \"color\" \"never\"\n}")
        let result = try run("config", "--config", "broken.json")
        #expect(result.status == 3 && result.output.isEmpty)
        #expect(result.errors.contains("broken.json is not valid JSON: line 2, column 11"))
        #expect(result.errors.split(separator: "\n").count <= 2)

        let missing = try run("config", "--config", "missing.json")
        #expect(missing.status == 3 && missing.errors.contains("missing.json is not there"))
        let noHome = try docqa.run("config")
        #expect(noHome.status == 3 && noHome.errors.contains("neither HOME nor XDG_DATA_HOME is set"))
    }

    /// The lines of `docqa config`, as words.
    private func settings() throws -> [[String]] {
        try run("config").output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }

    private func value(of setting: String) throws -> String? {
        try settings().first { $0.first == setting }?.dropFirst().first
    }

    @Test func setsShowsAndUnsetsAValue() throws {
        #expect(try run("config", "set", "collection", "manuals").status == 0)
        #expect(try settings().contains(["collection", "manuals", "(\(home.path)/.config/docqa/config.json)"]))
        #expect(try run("config", "unset", "collection").status == 0)
        #expect(try run("config", "unset", "collection").status == 1)
    }

    @Test func neverStoresOrShowsAKey() throws {
        let key = "sk-ant-api03-secret"
        let stored = try run("config", "set", "collection", key)
        #expect(stored.status == 2 && stored.errors.contains("not stored") && !stored.errors.contains(key))
        let shown = try run("config", environment: ["ANTHROPIC_API_KEY": key])
        #expect(shown.output.contains("API key: the environment variable ANTHROPIC_API_KEY"))
        #expect(!(shown.output + shown.errors).contains(key))
    }

    @Test func aProjectIsTrustedOnceAndOnlyAsItIs() throws {
        home.write(".docqa/config.json", #"{"base_url": "https://gateway.example"}"#)
        #expect(try value(of: "base_url") == "https://api.anthropic.com")
        #expect(try run("config", "trust").errors.contains("It sets: base_url"))
        #expect(try value(of: "base_url") == "https://gateway.example")
        home.write(".docqa/config.json", #"{"base_url": "https://other.example"}"#)
        #expect(try value(of: "base_url") == "https://api.anthropic.com")
    }

    @Test func aClosedPipeIsNoErrorAndAFullDiskIs() throws {
        let shell = BuiltProgram(absolutePath: "/bin/sh")
        let closed = try shell.run("-c", "{ '\(docqa.path)' man; echo $? >&2; } | head -c 1")
        #expect(closed.errors == "0\n")
        let full = try shell.run("-c", "'\(docqa.path)' man >/dev/full; echo $?")
        #expect(full.output == "9\n" && full.errors.contains("could not be written: No space left on device"))
    }

    @Test func usesColoursOnlyWhenAskedOffATerminal() throws {
        #expect(try !run("--help").output.contains("\u{1B}"))
        #expect(try run("--help", "--color", "always").output.contains("\u{1B}[1m"))
        #expect(try !run("--help", "--color", "always", "--color", "never").output.contains("\u{1B}"))
    }

    @Test(.enabled(if: access("/usr/bin/groff", X_OK) == 0, "groff is not installed"))
    func theManualPageHasNoMistakes() throws {
        let shell = BuiltProgram(absolutePath: "/bin/sh")
        let checked = try shell.run(
            "-c", "'\(docqa.path)' man | groff -man -Tutf8 -ww -z")
        #expect(checked == BuiltProgram.Result(status: 0, output: "", errors: ""))
    }
}

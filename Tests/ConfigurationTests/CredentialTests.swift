import Glibc
import Testing

@testable import Configuration

@Suite struct CredentialTests {
    static let secret = "sk-ant-test-0123456789"

    @Test func takesTheEnvironmentFirst() throws {
        let home = TemporaryHome()
        let both = try home.load(environment: ["ANTHROPIC_API_KEY": Self.secret, "ANTHROPIC_AUTH_TOKEN": "t"])
        #expect(try both.credential()?.secret == Self.secret)
        #expect(try both.credential()?.kind == .apiKey)
        #expect(try home.load(environment: ["ANTHROPIC_AUTH_TOKEN": "t"]).credential()?.kind == .bearer)
        #expect(try home.load(environment: ["ANTHROPIC_API_KEY": ""]).credential() == nil)
    }

    @Test func readsAFileThatOnlyItsOwnerCanRead() throws {
        let home = TemporaryHome()
        let path = home.path + "/key"
        home.write(Self.secret + "\n", to: path)
        let loaded = try home.load(environment: ["DOCQA_KEY_FILE": path])
        #expect(try loaded.credential()?.secret == Self.secret)
        for mode: mode_t in [0o640, 0o604, 0o620, 0o601] {
            chmod(path, mode)
            let error = #expect(throws: ConfigurationError.self) { try loaded.credential() }
            #expect(error?.code == .keyFileOpenToOthers)
            #expect(error?.next?.contains("chmod 600") == true)
        }
        unlink(path)
        let error = #expect(throws: ConfigurationError.self) { try loaded.credential() }
        #expect(error?.code == .keyFileUnreadable)
    }

    @Test func runsACommandWithoutAShell() throws {
        #expect(try KeySource.run(["printf", "%s", "$HOME;`id`"]) == "$HOME;`id`")
        #expect(try KeySource.run(["cat"]) == "", "its input is empty")
    }

    @Test(arguments: [
        (["/nonexistent/program"], "could not be started"), (["false"], "failed with status 1"),
        (["sh", "-c", "kill -TERM $$"], "ended by signal 15"), (["yes"], "too much"),
    ])
    func saysHowACommandFailed(words: [String], reason: String) {
        let error = #expect(throws: ConfigurationError.self) { try KeySource.run(words) }
        #expect(error?.code == .keyCommandFailed)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func endsACommandThatHangs() {
        let start = ContinuousClock.now
        let error = #expect(throws: ConfigurationError.self) {
            try KeySource.run(["sleep", "60"], limit: .milliseconds(50))
        }
        #expect(error?.message.contains("within") == true)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test(arguments: ["", "\n", "two\nlines", "with space", "täst", "tab\tinside", "nul\0"])
    func refusesWhatIsNoKeyWithoutRepeatingIt(text: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try KeySource.key(in: text, from: .command("pass"))
        }
        #expect(error?.code == .keyMalformed)
        if !text.isEmpty, text != "\n" { #expect(error?.description.contains(text) == false) }
    }

    @Test func aKeyShowsItselfNowhere() throws {
        let home = TemporaryHome()
        let credential = try #require(try home.load(environment: ["ANTHROPIC_API_KEY": Self.secret]).credential())
        var dumped = ""
        dump(credential, to: &dumped)
        for text in ["\(credential)", String(reflecting: credential), dumped, String(describing: Optional(credential))]
        {
            #expect(!text.contains(Self.secret))
            #expect(text.contains("ANTHROPIC_API_KEY"))
        }
    }
}

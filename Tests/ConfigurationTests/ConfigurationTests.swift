import Glibc
import Testing

@testable import Configuration

@Suite struct ConfigurationTests {
    @Test func prefersFlagsThenEnvironmentThenProjectThenUserThenDefaults() throws {
        let home = TemporaryHome()
        #expect(try home.load()[Settings.collection] == "default")
        home.writeUser(#"{"collection": "user"}"#)
        #expect(try home.load()[Settings.collection] == "user")
        home.writeProject(#"{"collection": "project"}"#)
        #expect(try home.load()[Settings.collection] == "project")
        #expect(try home.load(environment: ["DOCQA_COLLECTION": "env"])[Settings.collection] == "env")
        let all = try home.load(flags: ["collection": "flag"], environment: ["DOCQA_COLLECTION": "env"])
        #expect(all[Settings.collection] == "flag")
    }

    @Test func namesTheOriginOfEveryValue() throws {
        let home = TemporaryHome()
        home.writeUser(#"{"color": "never"}"#)
        home.writeProject(#"{"collection": "project"}"#)
        let loaded = try home.load(
            flags: ["database": "x.db"], environment: ["ANTHROPIC_BASE_URL": "https://g.example/"])
        #expect(loaded.sourced("database")?.origin == .flag)
        #expect(
            loaded.sourced("base_url")
                == .init(value: .text("https://g.example"), origin: .environment("ANTHROPIC_BASE_URL")))
        #expect(loaded.sourced("color")?.origin == .user)
        #expect(loaded.sourced("collection")?.origin == .project)
        #expect(loaded.sourced("key_file") == nil)
    }

    @Test func keepsTheDatabaseInTheDataFolder() throws {
        let home = TemporaryHome()
        #expect(try home.load()[Settings.database] == home.path + "/.local/share/docqa/docqa.db")
        #expect(try home.load(environment: ["XDG_DATA_HOME": "/data"])[Settings.database] == "/data/docqa/docqa.db")
        // The XDG specification: a relative path is invalid and is ignored.
        #expect(try home.load(environment: ["XDG_DATA_HOME": "data"])[Settings.database].hasPrefix(home.path))
        #expect(try home.load(environment: ["DOCQA_DB": "a/../b.db"])[Settings.database] == home.project + "/b.db")
        #expect(try home.load(flags: ["database": "~/c.db"])[Settings.database] == home.path + "/c.db")
    }

    @Test func readsRelativePathsFromWhereTheyAreWritten() throws {
        let home = TemporaryHome()
        home.writeUser(#"{"database": "mine.db"}"#)
        #expect(try home.load()[Settings.database] == home.path + "/.config/docqa/mine.db")
        home.writeProject(#"{"database": "data/here.db"}"#)
        #expect(try home.load()[Settings.database] == home.project + "/data/here.db")
    }

    @Test func saysWhereThereIsNoHome() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.load(ConfigurationSources(environment: [:], workingFolder: "/nowhere"))
        }
        #expect(error?.code == .noFolder)
        let sources = ConfigurationSources(environment: ["DOCQA_DB": "/x.db"], workingFolder: "/nowhere")
        #expect(try Configuration.load(sources)[Settings.database] == "/x.db")
    }

    struct Mistake: Sendable {
        var text: String
        var code: ConfigurationError.Code
        var says: String
    }

    @Test(arguments: [
        Mistake(text: "{\n  \"color\": ,\n}", code: .fileMalformed, says: "line 2, column 12"),
        Mistake(text: "{\"color\": \"auto\"", code: .fileMalformed, says: "line 1, column 17"),
        Mistake(text: "", code: .fileMalformed, says: "line 1, column 1"),
        Mistake(text: "[]", code: .fileMalformed, says: "an array where an object belongs"),
        Mistake(text: #"{"colour": "never"}"#, code: .unknownKey, says: #"Did you mean "color"?"#),
        Mistake(text: #"{"zzz": 1}"#, code: .unknownKey, says: "There are: database, collection"),
        Mistake(text: #"{"color": "nevr"}"#, code: .invalidValue, says: #"Did you mean "never"?"#),
        Mistake(text: #"{"color": 1}"#, code: .invalidValue, says: "color takes a string, not \"1\""),
        Mistake(text: #"{"collection": ""}"#, code: .invalidValue, says: "not empty"),
        Mistake(text: #"{"base_url": "http://example.com"}"#, code: .invalidValue, says: "an https address"),
        Mistake(text: #"{"base_url": "example.com"}"#, code: .invalidValue, says: "an address like"),
        Mistake(text: #"{"keep_answers": -1}"#, code: .invalidValue, says: "takes a whole number, not \"-1\""),
        Mistake(text: #"{"keep_answers": true}"#, code: .invalidValue, says: "takes a whole number"),
        Mistake(text: #"{"key_command": [1]}"#, code: .invalidValue, says: "an array of strings"),
        Mistake(text: #"{"key_command": []}"#, code: .invalidValue, says: "a program to run"),
    ])
    func saysWhatIsWrongInAFile(mistake: Mistake) throws {
        let home = TemporaryHome()
        home.writeUser(mistake.text)
        let error = #expect(throws: ConfigurationError.self) { try home.load() }
        #expect(error?.code == mistake.code)
        #expect(error?.description.contains(mistake.says) == true, "\(error?.description ?? "")")
        #expect(error?.message.contains(home.userFile) == true)
    }

    @Test func neverRepeatsAPasswordInAnAddress() throws {
        let home = TemporaryHome()
        let error = #expect(throws: ConfigurationError.self) {
            try home.load(environment: ["DOCQA_BASE_URL": "https://me:sesame@example.com"])
        }
        #expect(error?.code == .invalidValue)
        #expect(error?.description.contains("sesame") == false)
    }

    @Test(arguments: [
        "http://localhost:8080", "http://127.0.0.1:1/v1", "http://[::1]:9", "https://gateway.example/anthropic",
    ])
    func takesLocalAndEncryptedAddresses(address: String) throws {
        let home = TemporaryHome()
        #expect(try home.load(environment: ["DOCQA_BASE_URL": address])[Settings.baseURL] == address)
    }

    @Test func refusesFilesItCannotRead() throws {
        let home = TemporaryHome()
        mkdir(home.path + "/.config/docqa/config.json", 0o700)
        let error = #expect(throws: ConfigurationError.self) { try home.load() }
        #expect(error?.code == .fileUnreadable)
        #expect(error?.message.contains("no regular file") == true)
        let named = #expect(throws: ConfigurationError.self) { try home.load(namedFile: "missing.json") }
        #expect(named?.message.contains("is not there") == true)
    }

    @Test func refusesAFileWithoutEnd() throws {
        let home = TemporaryHome()
        let error = #expect(throws: ConfigurationError.self) { try home.load(namedFile: "/dev/zero") }
        #expect(error?.code == .fileUnreadable)
        home.writeUser(String(repeating: " ", count: ConfigurationFile.sizeLimit + 1))
        #expect(throws: ConfigurationError.self) { try home.load() }
    }
}

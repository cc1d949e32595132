import Glibc
import Testing

@testable import Configuration

@Suite struct EditingTests {
    @Test func setsAndUnsetsInANewFileOnlyTheOwnerCanRead() throws {
        let home = TemporaryHome()
        rmdir(home.path + "/.config/docqa")
        #expect(try ConfigurationEditing.set("color", to: "never", in: .user, home.sources()) == home.userFile)
        #expect(home.content(of: home.userFile) == "{\n  \"color\": \"never\"\n}\n")
        #expect(home.mode(of: home.userFile) == 0o600)
        #expect(home.mode(of: home.path + "/.config/docqa") == 0o700)
        #expect(try ConfigurationEditing.unset("color", in: .user, home.sources()) == home.userFile)
        #expect(try ConfigurationEditing.unset("color", in: .user, home.sources()) == nil)
        #expect(home.content(of: home.userFile) == "{}\n")
    }

    @Test func keepsTheOtherValuesAndTheirOrder() throws {
        let home = TemporaryHome()
        home.writeUser(#"{"key_command": ["a", "b c"], "color": "auto", "collection": "x"}"#)
        _ = try ConfigurationEditing.set("color", to: "always", in: .user, home.sources())
        let text = try #require(home.content(of: home.userFile))
        #expect(
            text.split(separator: "\n").map { $0.prefix(8) }.filter { $0.hasPrefix("  \"") } == [
                "  \"key_c", "  \"color", "  \"colle",
            ])
        #expect(try home.load()[Settings.keyCommand] == ["a", "b c"])
        #expect(try home.load()[Settings.color] == "always")
    }

    @Test func refusesWhatAFileMayNotHoldAndLeavesItAsItIs() throws {
        let home = TemporaryHome()
        home.writeUser(#"{"color": "auto"}"#)
        for (name, value, code) in [
            ("colr", "never", ConfigurationError.Code.unknownKey), ("color", "nevr", .invalidValue),
            ("base_url", "ftp://x", .invalidValue),
        ] {
            let error = #expect(throws: ConfigurationError.self) {
                try ConfigurationEditing.set(name, to: value, in: .user, home.sources())
            }
            #expect(error?.code == code)
        }
        #expect(home.content(of: home.userFile) == #"{"color": "auto"}"#)
    }

    @Test func doesNotTouchAFileItCannotRead() throws {
        let home = TemporaryHome()
        home.writeUser("{ broken")
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationEditing.set("color", to: "never", in: .user, home.sources())
        }
        #expect(error?.code == .fileUnwritable)
        #expect(error?.message.contains("line 1, column 3") == true)
        #expect(home.content(of: home.userFile) == "{ broken")
    }

    @Test func followsALinkedFileInsteadOfReplacingTheLink() throws {
        let home = TemporaryHome()
        home.write("{}", to: home.path + "/dotfile.json")
        symlink(home.path + "/dotfile.json", home.userFile)
        _ = try ConfigurationEditing.set("color", to: "never", in: .user, home.sources())
        #expect(home.content(of: home.path + "/dotfile.json")?.contains("never") == true)
        #expect(Path.resolved(home.userFile) == home.path + "/dotfile.json")
    }

    @Test func saysWhenTheFolderCannotBeWritten() throws {
        let home = TemporaryHome()
        // A file where the folder should be fails for every user, root included.
        rmdir(home.path + "/.config/docqa")
        home.write("", to: home.path + "/.config/docqa")
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationEditing.set("color", to: "never", in: .user, home.sources())
        }
        #expect(error?.code == .fileUnwritable)
    }

    @Test func keepsRelativePathsMeaningTheSamePlace() throws {
        let home = TemporaryHome()
        _ = try ConfigurationEditing.set("database", to: "d.db", in: .user, home.sources())
        #expect(try home.load()[Settings.database] == home.project + "/d.db")
    }
}

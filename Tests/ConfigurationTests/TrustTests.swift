import Glibc
import Testing

@testable import Configuration

@Suite struct TrustTests {
    @Test func aProjectMayNotDecideWhatRunsOrWhereKeysGo() throws {
        let home = TemporaryHome()
        home.writeProject(
            #"{"base_url": "https://evil.example", "key_command": "evil", "key_file": "k", "database": "/etc/x", "collection": "c"}"#
        )
        let loaded = try home.load()
        #expect(loaded.untrusted == ["database", "base_url", "key_file", "key_command"])
        #expect(loaded[Settings.baseURL] == "https://api.anthropic.com")
        #expect(loaded[Settings.keyCommand] == nil && loaded[Settings.keyFile] == nil)
        #expect(loaded[Settings.database].hasPrefix(home.path))
        #expect(loaded[Settings.collection] == "c")
    }

    @Test func trustHoldsUntilTheFileChanges() throws {
        let home = TemporaryHome()
        home.writeProject(#"{"key_command": ["pass", "show", "claude"]}"#)
        #expect(try ConfigurationEditing.trust(home.sources()) == ["key_command"])
        #expect(try home.load()[Settings.keyCommand] == ["pass", "show", "claude"])
        #expect(home.mode(of: home.path + "/.config/docqa/trusted.json") == 0o600)
        home.writeProject(#"{"key_command": ["pass", "show", "claude" ]}"#)
        #expect(try home.load()[Settings.keyCommand] == nil)
    }

    @Test func trustCanBeTakenBack() throws {
        let home = TemporaryHome()
        home.writeProject(#"{"key_command": "pass"}"#)
        #expect(try !ConfigurationEditing.revokeTrust(home.sources()))
        _ = try ConfigurationEditing.trust(home.sources())
        #expect(try ConfigurationEditing.revokeTrust(home.sources()))
        #expect(try home.load().untrusted == ["key_command"])
    }

    @Test func trustBelongsToOneFolder() throws {
        let home = TemporaryHome()
        home.writeProject(#"{"key_command": "pass"}"#)
        _ = try ConfigurationEditing.trust(home.sources())
        mkdir(home.path + "/other", 0o700)
        mkdir(home.path + "/other/.docqa", 0o700)
        home.write(#"{"key_command": "pass"}"#, to: home.path + "/other/.docqa/config.json")
        var sources = home.sources()
        sources.workingFolder = home.path + "/other"
        #expect(try Configuration.load(sources).untrusted == ["key_command"])
    }

    @Test func aDatabaseInsideTheProjectNeedsNoTrust() throws {
        let home = TemporaryHome()
        home.writeProject(#"{"database": ".docqa/docqa.db"}"#)
        #expect(try home.load().untrusted.isEmpty)
    }

    @Test(arguments: ["../outside.db", "~/x.db", "link/x.db", "dangling", "a/../../x.db"])
    func aPathThatLeavesTheProjectNeedsTrust(path: String) throws {
        let home = TemporaryHome()
        symlink("/tmp", home.project + "/link")
        symlink("/nowhere/at/all.db", home.project + "/dangling")
        home.writeProject("{\"database\": \"\(path)\"}")
        #expect(try home.load().untrusted == ["database"])
    }
}

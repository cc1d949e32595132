import Glibc
import JSON
import TestSupport
import Testing

@Suite struct DoctorTests {
    let docqa = BuiltProgram("docqa")
    let home: TemporaryFolder

    init() { home = TemporaryFolder() }

    /// The state and fix of each check by its name, and the exit status.
    func examine(
        _ environment: [String: String] = [:], arguments: [String] = []
    ) throws -> (status: Int32, states: [String: String], fixes: [String: String]) {
        var environment = environment
        environment["HOME"] = home.path
        let result = try docqa.run(["doctor", "--json"] + arguments, environment: environment, folder: home.path)
        var states: [String: String] = [:]
        var fixes: [String: String] = [:]
        for check in try JSONValue(parsing: result.output)["checks"]?.array ?? [] {
            states[check["name"]?.string ?? ""] = check["state"]?.string
            fixes[check["name"]?.string ?? ""] = check["fix"]?.string
        }
        return (result.status, states, fixes)
    }

    @Test func findsAGoodInstallationGood() throws {
        let found = try examine(["ANTHROPIC_API_KEY": "sk-ant-none"])
        #expect(found.states.filter { $0.value == "failed" } == [:])
        #expect(found.status == 0)
        #expect(found.states["PDF worker"] == "good" && found.states["Japanese PDF"] == "good")
        #expect(found.states["database"] == "skipped" && found.states["service"] == "skipped")
    }

    @Test func endsWith1WhateverIsWrong() throws {
        home.write(".config/docqa/config.json", "{")
        let found = try examine(["ANTHROPIC_API_KEY": "sk-ant-none"])
        #expect(found.status == 1)
        #expect(found.states["configuration"] == "failed")
        #expect(found.states["PDF worker"] == "good", "the other checks still run")
    }

    @Test func everyFailureNamesItsFix() throws {
        home.write("bad.db", "not a database, but long enough to look like a file")
        home.write("key", "key")
        chmod(home.path + "/key", 0o644)
        let found = try examine(
            [
                "DOCQA_DB": home.path + "/bad.db", "DOCQA_KEY_FILE": home.path + "/key",
                "DOCQA_PDF_WORKER": "/nonexistent/worker",
            ])
        #expect(found.status == 1)
        for name in ["database", "API key", "PDF worker", "PDF sandbox", "Japanese PDF"] {
            #expect(found.states[name] == "failed", "\(name)")
            #expect(found.fixes[name]?.isEmpty == false, "\(name)")
        }
        #expect(found.fixes["API key"]?.contains("chmod 600") == true)
    }

    @Test func saysWhatIsMissingWhenAJapanesePageGivesOtherText() throws {
        // It answers with the same English words whatever it is given, as the library without its character maps gives other text.
        let found = try examine(["DOCQA_PDF_WORKER": BuiltProgram("pdf-worker-faults").path])
        #expect(found.states["Japanese PDF"] == "failed")
        #expect(found.fixes["Japanese PDF"]?.contains("poppler-data") == true)
        #expect(found.fixes["PDF worker"]?.contains("scripts/install") == true)
    }

    @Test func seesADatabaseThatOthersCanRead() throws {
        home.write("open.db", "")
        chmod(home.path + "/open.db", 0o644)
        let found = try examine(["DOCQA_DB": home.path + "/open.db"])
        #expect(found.fixes["database"]?.contains("chmod 600") == true)
    }

    @Test func seesAFolderThatCannotBeMade() throws {
        home.write("file", "")
        let found = try examine(["DOCQA_DB": home.path + "/file/docqa.db"])
        #expect(found.states["database folder"] == "failed")
    }

    @Test func asksTheServiceOnlyWhenToldAndShowsNoKey() throws {
        let key = "sk-ant-api03-doctor"
        let server = try LoopbackServer { request, connection in
            let isAccepted = request["x-api-key"] == key
            let body =
                isAccepted
                ? #"{"data":[],"has_more":false,"first_id":null,"last_id":null}"#
                : #"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}"#
            try connection.respond(isAccepted ? 200 : 401, ["content-type": "application/json"], body)
        }
        let environment = ["DOCQA_BASE_URL": server.url, "ANTHROPIC_API_KEY": key]
        #expect(try examine(environment).states["service"] == "skipped")
        #expect(server.requests.isEmpty)
        #expect(try examine(environment, arguments: ["--online"]).states["service"] == "good")

        let refused = try docqa.run(
            "doctor", "--online",
            environment: ["HOME": home.path, "DOCQA_BASE_URL": server.url, "ANTHROPIC_API_KEY": key + "x"])
        #expect(refused.status == 1)
        #expect(refused.output.contains("failed   service") && !(refused.output + refused.errors).contains(key))
    }
}

import ClaudeSimulator
import Glibc
import HTTPClient
import JSON
import TestSupport
import Testing

/// The program, run as a user runs it.
@Suite(.timeLimit(.minutes(1))) struct ProgramTests {
    /// Letting go of a client ends what it has running.
    private let client = HTTPClient(HTTPConfiguration())
    private let program = BuiltProgram("claude-simulator")
    private let folder = TemporaryFolder()

    /// Starts the program on a free port, asks it things, and ends it with SIGTERM.
    private func serving(
        _ arguments: String..., ask: (_ url: String) async throws -> Void
    ) async throws -> BuiltProgram.Result {
        let words = ([program.path, "--port", "0"] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let running = try BuiltProgram(absolutePath: "/bin/sh").start(
            ["-c", "exec \(words) > ready.txt"], folder: folder.path)
        let start = "claude-simulator listens on "
        var line = ""
        while !line.hasSuffix("\n") {
            try #require(kill(running.processID, 0) == 0)
            line = (try? text(folder["ready.txt"])) ?? ""
            await Task.yield()
        }
        let outcome: Result<Void, any Error>
        do {
            try #require(line.hasPrefix(start + "http://127.0.0.1:"))
            try await ask(String(line.dropFirst(start.count).dropLast()))
            outcome = .success(())
        } catch { outcome = .failure(error) }
        running.signal(SIGTERM)
        let result = running.wait()
        try outcome.get()
        return result
    }

    private func ask(
        _ url: String, _ text: String = "Hello?", headers: [String: String] = [:]
    ) async throws -> (status: Int, text: String) {
        var request = HTTPRequest(.post, url + "/v1/messages")
        request.headers = ["anthropic-version": "2026-10-21", "x-api-key": "sk-ant-secret-one"]
        for (name, value) in headers { request.headers[name] = value }
        let body: JSONValue = [
            "model": "claude-haiku-5-5", "max_tokens": 64, "messages": [["role": "user", "content": JSONValue(text)]],
        ]
        request.body = .bytes(body.bytes())
        let response = try await client.send(request)
        return (response.status, String(decoding: try await response.bytes(), as: UTF8.self))
    }

    @Test func servesUntilItIsTerminated() async throws {
        let end = try await serving { (url: String) async throws in
            let answer = try await ask(url)
            #expect(answer.status == 200 && answer.text.contains(#""type":"message""#))
        }
        #expect(end.status == 128 + SIGTERM)
        #expect(end.errors.contains("/simulator/account"))
        #expect(!end.errors.contains("error"))
    }

    @Test func aRequestThatIsBeingAnsweredIsFinished() async throws {
        let started = Gate()
        let text = Gate()
        _ = try await serving("--event-ms", "20") { (url: String) async throws in
            Task {
                var request = HTTPRequest(.post, url + "/v1/messages")
                request.headers = ["anthropic-version": "2026-10-21", "x-api-key": "any"]
                let body: JSONValue = [
                    "model": "claude-haiku-5-5", "max_tokens": 64, "stream": true,
                    "messages": [["role": "user", "content": "Hello?"]],
                ]
                request.body = .bytes(body.bytes())
                var received = ""
                for try await piece in try await client.send(request).body {
                    started.open()
                    received += String(decoding: piece, as: UTF8.self)
                }
                if received.contains("message_stop") { text.open() }
            }
            await started.passed()
        }
        // The program has ended, and its last words came through.
        await text.passed()
    }

    @Test func faultsComeFromAFile() async throws {
        folder.write("faults.json", #"[{"fault": "overloaded", "times": 1}, {"fault": "billing", "contains": "bill"}]"#)
        _ = try await serving("--faults", folder["faults.json"], "--fault", "conflict=0") {
            (url: String) async throws in
            #expect(try await ask(url).status == 529)
            #expect(try await ask(url).status == 200)
            #expect(try await ask(url, "Who pays the bill?").status == 402)
        }
    }

    @Test func recordsHoldEverythingButKeys() async throws {
        let records = folder["records"]
        _ = try await serving("--records", records) { (url: String) async throws in
            _ = try await ask(url, "Recorded?")
            _ = try await ask(
                url, headers: ["authorization": "Bearer sk-ant-secret-two", "x-simulator-fault": "billing"])
        }
        let request = try text(records + "/000001.request")
        #expect(request.hasPrefix("POST /v1/messages\n") && request.contains("Recorded?"))
        #expect(try text(records + "/000001.response").hasPrefix("200\n"))
        #expect(try text(records + "/000002.response").hasPrefix("402\n"))
        for name in ["000001.request", "000001.response", "000002.request", "000002.response"] {
            #expect(try !text("\(records)/\(name)").contains("sk-ant-secret"))
            var facts = stat()
            stat("\(records)/\(name)", &facts)
            #expect(facts.st_mode & 0o777 == 0o600)
        }
    }

    @Test func repliesComeFromAFolder() async throws {
        folder.write("replies/short.json", #"{"text": "Six months."}"#)
        folder.write("replies/busy.json", #"{"status": 529, "body": "busy", "headers": {"retry-after": "3"}}"#)
        folder.write("replies/stream.json", #"{"events": ["event: ping\ndata: {\"type\":\"ping\"}\n\n"]}"#)
        folder.write("replies/notes.txt", "not a reply")
        _ = try await serving("--replies", folder["replies"]) { (url: String) async throws in
            #expect(try await ask(url, headers: ["x-simulator-reply": "short"]).text.contains("Six months."))
            #expect(try await ask(url, headers: ["x-simulator-reply": "busy"]) == (529, "busy"))
            #expect(
                try await ask(url, headers: ["x-simulator-reply": "stream"]).text
                    == "event: ping\ndata: {\"type\":\"ping\"}\n\n")
            #expect(try await ask(url, headers: ["x-simulator-reply": "none"]).status == 400)
        }
    }

    @Test func helpNamesEveryFlag() throws {
        let help = try program.run("--help")
        #expect(help.status == 0 && help.output.contains("ANTHROPIC_BASE_URL"))
        let flags = try program.run("serve", "--help")
        for flag in [
            "address", "port", "seed", "clock", "key", "tier", "requests-per-minute", "spend-limit", "replies",
            "records",
            "fault", "faults", "call-tools", "batch-seconds", "first-event-ms", "event-ms",
        ] {
            #expect(flags.output.contains("--\(flag)"), "\(flag)")
        }
        #expect(try program.run("--version").status == 0)
    }

    @Test func whatItCannotDoItSaysBeforeItListens() throws {
        folder.write("broken/one.json", "{")
        folder.write("rules.json", #"{"fault": "overloaded"}"#)
        let wrong: [([String], status: Int32, says: String)] = [
            (["--port", "many"], 2, "--port"), (["--frob"], 2, "--frob"), (["frob"], 2, "frob"),
            (["--spend-limit", "much"], 2, "2.50"), (["--fault", "nonsense"], 2, "\"nonsense\" is no fault"),
            (["--faults", folder["rules.json"]], 2, "list of rules"),
            (["--faults", folder["nowhere"]], 3, "nowhere"), (["--replies", folder["nowhere"]], 3, "nowhere"),
            (["--replies", folder["broken"]], 3, "one.json"), (["--records", "/proc/none"], 3, "/proc/none"),
            (["--address", "nowhere"], 3, "nowhere"),
        ]
        for (arguments, status, says) in wrong {
            let end = try program.run(["--port", "0"] + arguments)
            #expect(end.status == status && end.errors.contains(says), "\(arguments): \(end)")
            #expect(end.output.isEmpty)
        }
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try FileBytes.read(path), as: UTF8.self)
    }
}

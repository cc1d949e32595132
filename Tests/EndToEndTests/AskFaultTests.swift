import ClaudeSimulator
import DocumentModel
import Glibc
import JSON
import Storage
import TestSupport
import Testing

/// Questions to a model whose process is stopped or killed, whose disk is full, or which are not alone.
@Suite(.serialized, .timeLimit(.minutes(10))) struct AskFaultTests {
    private static let sentence = "The warranty on batteries runs for ten years."
    private let docqa = BuiltProgram("docqa")
    private let home = TemporaryFolder()
    private let simulator: Simulator

    init() throws {
        simulator = try Simulator()
        home.write("files/warranty.md", "# Warranty\n\n\(Self.sentence)\n")
        let ingested = try docqa.run(
            ["ingest", home["files"], "--db", home["a.db"]], environment: ["HOME": home.path], folder: home.path)
        try #require(ingested.status == 0, "\(ingested.errors)")
    }

    private func environment(_ more: [String: String] = [:]) -> [String: String] {
        ["HOME": home.path, "ANTHROPIC_API_KEY": "sk-ant-none", "DOCQA_BASE_URL": simulator.url].merging(more) { $1 }
    }

    private func start(_ more: [String: String] = [:]) throws -> RunningProgram {
        simulator.enqueue(
            try ScriptedReply([
                "content": [
                    [
                        "type": "text", "text": JSONValue(Self.sentence),
                        "citations": [
                            [
                                "type": "char_location", "cited_text": JSONValue(Self.sentence), "document_index": 0,
                                "document_title": .null, "start_char_index": 12,
                                "end_char_index": JSONValue(12 + Self.sentence.count), "file_id": .null,
                            ]
                        ],
                    ]
                ]
            ]))
        return try docqa.start(
            ["ask", "How long is the warranty?", "--fresh", "--model", "claude-haiku-5-5", "--db", home["a.db"]],
            environment: environment(more), folder: home.path)
    }

    private var billed: Int { simulator.account["nano_dollars"]?.int ?? 0 }

    /// What the account says, by another process.
    private func usage() throws -> JSONValue {
        let result = try docqa.run(
            ["usage", "--by", "purpose", "--json", "--db", home["a.db"]], environment: environment(), folder: home.path)
        #expect(result.status == 0, "\(result.errors)")
        return try JSONValue(parsing: result.output)["total"] ?? .null
    }

    private func spent() throws -> Int { try usage()["cost"]?["nano_dollars"]?.int ?? -1 }

    private func calls() async throws -> [LedgerCall] {
        let store = try await SQLiteStore.open(path: home["a.db"], create: false)
        let calls = try await store.read { connection throws(StorageError) in try connection.calls() }
        await store.close()
        return calls
    }

    /// Waits until a call is under way; the suite's limit is for when none ever is.
    private func waitForCall() async throws {
        let store = try await SQLiteStore.open(path: home["a.db"], create: false)
        while try await store.read({ connection throws(StorageError) in try connection.calls(limit: 1) }).isEmpty {
            await Task.yield()
        }
        await store.close()
    }

    @Test(arguments: [SIGINT, SIGTERM]) func whoStopsAQuestionLeavesItSettledAndKept(_ signal: Int32) async throws {
        simulator.add(FaultRule(try Fault("silence; after=4")))
        let running = try start()
        while simulator.account["responses"]?.object?.isEmpty != false { await Task.yield() }
        running.signal(signal)
        let result = running.wait()
        #expect(result.status == 128 + signal && !result.errors.contains("Fatal"), "\(result)")
        let calls = try await calls()
        #expect(calls.map(\.state) == [.cancelled] && calls[0].charge > 0, "\(result)")
        let history = try docqa.run(
            ["history", "--json", "--db", home["a.db"]], environment: environment(), folder: home.path)
        let kept = try #require(JSONValue(parsing: history.output)["answers"]?[0])
        #expect(["failed", "interrupted"].contains(kept["outcome"]?.string))
        #expect(kept["cost_nano_dollars"]?.int == calls[0].charge)
        await simulator.stop()
    }

    /// The call is reserved; whether it was sent, and how far it came, is left to chance.
    @Test(arguments: [SIGINT, SIGTERM])
    func whoStopsAQuestionEarlyPaysForNoMoreThanOneCall(_ signal: Int32) async throws {
        simulator.add(FaultRule(try Fault("silence; after=4")))
        let running = try start()
        try await waitForCall()
        running.signal(signal)
        let result = running.wait()
        let calls = try await calls()
        #expect(result.status == 128 + signal && calls.map(\.state) == [.cancelled], "\(result) \(calls)")
        await simulator.stop()
    }

    /// Its output is no terminal here, and the text stands in it all the same while the model still talks.
    @Test func textAppearsAsItComesAlsoWhereNoTerminalShowsIt() async throws {
        simulator.add(FaultRule(try Fault("silence; after=12")))
        let words = (1...400).map { "word\($0)" }.joined(separator: " ")
        simulator.enqueue(try ScriptedReply(["text": JSONValue(words)]))
        let running = try docqa.start(
            ["ask", "How long is the warranty?", "--fresh", "--model", "claude-haiku-5-5", "--db", home["a.db"]],
            environment: environment(), folder: home.path)
        while !running.outputSoFar.contains("word3 ") { await Task.yield() }
        running.signal(SIGINT)
        let result = running.wait()
        #expect(result.status == 128 + SIGINT)
        #expect(!result.output.contains("\u{1B}") && !result.output.contains("word400"))
        await simulator.stop()
    }

    @Test func aProcessKilledInTheMiddleCountsAsSpentAndIsNamed() async throws {
        simulator.add(FaultRule(try Fault("silence; after=4")))
        let running = try start()
        try await waitForCall()
        running.signal(SIGKILL)
        _ = running.wait()
        let open = try #require(try await calls().first)
        #expect(open.state == .open && open.charge > 0)
        #expect(try spent() == open.charge)
        let store = try await SQLiteStore.open(path: home["a.db"], create: false)
        try await store.account { connection throws(StorageError) in
            try connection.execute("UPDATE api_call SET reserved_at = reserved_at - 7200")
        }
        await store.close()
        let total = try usage()
        #expect(total["lost_calls"]?.int == 1 && total["cost"]?["nano_dollars"]?.int == open.charge)
        let table = try docqa.run(["usage", "--db", home["a.db"]], environment: environment(), folder: home.path)
        #expect(table.output.contains("Of 1 call nobody heard the end"))
        await simulator.stop()
    }

    /// Killed before its first change of a file, before its second, and so on until it is not killed any more.
    @Test func whereverAProcessIsKilledTheAccountKnowsEnough() async throws {
        try FaultRig.buildFaults(in: home)
        var survived = false
        for number in 1..<400 where !survived {
            simulator.reset()
            let before = try spent()
            let running = try start(["LD_PRELOAD": home["faults.so"], "DOCQA_WRITE_FAULT": "kill@\(number)"])
            let result = running.wait()
            survived = result.status == 0
            #expect(survived || result.status == 128 + SIGKILL || result.status == SIGKILL, "\(number): \(result)")
            #expect(try spent() - before >= billed, "killed before change \(number)")
        }
        #expect(survived)
        await simulator.stop()
    }

    /// From its first change of a file on, from its second, and so on the disk takes nothing. Without the two files that SQLite
    /// makes beside a database nothing can be noted about a call, and none is made: the answer consists of sentences. With them
    /// the model answers.
    @Test func whereverTheDiskIsFullTheAnswerArrives() async throws {
        try FaultRig.buildFaults(in: home)
        var isWhole = false
        var unasked = 0
        for number in 1..<400 where !isWhole {
            simulator.reset()
            let before = try spent()
            let running = try start(["LD_PRELOAD": home["faults.so"], "DOCQA_WRITE_FAULT": "full@\(number)"])
            let result = running.wait()
            #expect(result.status == 0 && result.output.contains(Self.sentence), "full from \(number): \(result)")
            if result.output.contains("No model was asked") {
                unasked += 1
                #expect(billed == 0 && result.output.contains(/The disk\s+is\s+full/), "full from \(number): \(result)")
                #expect(result.errors.contains("warning: The answer could not be kept."), "\(result)")
            }
            let known = try spent() - before
            #expect(
                known >= billed || result.errors.contains("The account cannot be written"), "full from \(number)")
            isWhole = result.status == 0 && !result.errors.contains("warning")
        }
        #expect(isWhole && (1..<15).contains(unasked), "\(unasked)")
        await simulator.stop()
    }

    /// What is read needs nothing written: on a full disk everything but changes goes on.
    @Test(arguments: ["search warranty", "list", "status", "show warranty.md", "usage"])
    func onAFullDiskADatabaseCanBeRead(command: String) async throws {
        try FaultRig.buildFaults(in: home)
        let words = command.split(separator: " ").map(String.init)
        let result = try docqa.run(
            words + ["--db", home["a.db"]],
            environment: environment(["LD_PRELOAD": home["faults.so"], "DOCQA_WRITE_FAULT": "full@1"]),
            folder: home.path)
        #expect(result.status == 0 && !(result.output + result.errors).isEmpty, "\(result)")
        await simulator.stop()
    }

    /// The service takes its time to begin, and the cache is empty: one writes what all begin with, the others wait and read it.
    @Test func processesOnAColdPrefixPayForOneWriteTogether() async throws {
        var slow = SimulatorConfiguration()
        slow.firstEventMilliseconds = 1_500
        let service = try Simulator(slow)
        let programs = try (0..<4).map { number in
            try ProgramBox(
                docqa.start(
                    [
                        "ask", "How long is the warranty on batteries of type \(number)?", "--fresh", "--model",
                        "claude-haiku-5-5", "--db", home["a.db"],
                    ],
                    environment: environment(["DOCQA_BASE_URL": service.url]), folder: home.path))
        }
        let results = programs.map { $0.wait() }
        #expect(results.allSatisfy { [0, 1].contains($0.status) }, "\(results)")
        let calls = try await calls()
        #expect(calls.count == 4 && calls.allSatisfy { $0.state == .complete })
        let writers = calls.filter { $0.tokens.cacheWrite5m + $0.tokens.cacheWrite1h > 0 }
        #expect(writers.count == 1, "\(calls.map(\.tokens))")
        #expect(calls.filter { $0.tokens.cacheRead > 1_000 }.count == 3, "\(calls.map(\.tokens))")
        #expect(service.account["nano_dollars"]?.int == calls.reduce(0) { $0 + $1.charge })
        await service.stop()
        await simulator.stop()
    }

    @Test func aTenantPaysForTheirQuestionsAndNobodyElses() async throws {
        func run(_ words: String...) throws -> BuiltProgram.Result {
            try docqa.run(words + ["--db", home["a.db"]], environment: environment(), folder: home.path)
        }
        #expect(try run("budget", "set", "0.0001", "--tenant", "acme").status == 0)
        let refused = try run("ask", "How long is the warranty?", "--model", "haiku", "--tenant", "acme")
        #expect(refused.status == 6 && refused.errors.contains("the budget of tenant acme"), "\(refused)")
        #expect(billed == 0)
        let other = try run("ask", "How long is the warranty?", "--model", "haiku", "--tenant", "globex")
        #expect(other.status == 0, "\(other)")
        let usage = try JSONValue(parsing: run("usage", "--tenant", "globex", "--json").output)
        #expect(usage["total"]?["cost"]?["nano_dollars"]?.int == billed && billed > 0)
        #expect(try run("usage", "--tenant", "acme").errors.contains("No call to the API is on record"))
        await simulator.stop()
    }

    @Test func processesWithOneBudgetNeverSpendMoreTogether() async throws {
        let set = try docqa.run(
            ["budget", "set", "0.005", "--db", home["a.db"]], environment: environment(), folder: home.path)
        try #require(set.status == 0)
        var statuses: [Int32] = []
        let programs = try (0..<3).map { _ in try ProgramBox(start()) }
        for program in programs { statuses.append(program.wait().status) }
        #expect(Set(statuses).isSubset(of: [0, 6]) && statuses.contains(0), "\(statuses)")
        #expect(try spent() <= 5_000_000 && spent() == billed)
        await simulator.stop()
    }
}

/// A running program in an array.
private final class ProgramBox {
    private var program: RunningProgram?

    init(_ program: consuming RunningProgram) { self.program = consume program }

    func wait() -> BuiltProgram.Result { program.take()!.wait() }
}

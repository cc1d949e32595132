import ClaudeSimulator
import Glibc
import JSON
import TestSupport
import Testing

/// A batch whose process is killed at any change of a file is completed by the next one: nothing is lost, nothing is paid twice.
///
/// DOCQA_FAULT_RUNS=200 tries every single change, and kills 200 times at random instants.
@Suite(.serialized) struct BatchFaultCommandTests {
    private static let isThorough = getenv("DOCQA_FAULT_RUNS") != nil
    private static let runs = getenv("DOCQA_FAULT_RUNS").flatMap { Int(String(cString: $0)) } ?? 100

    /// The library that makes writes fail.
    private func faults(_ desk: HelpDesk) throws {
        let source = Project.root + "/Tests/EndToEndTests/faults/write_faults.c"
        let made = try BuiltProgram(absolutePath: "/usr/bin/gcc").run(
            "-shared", "-fPIC", "-O1", "-o", desk.home["faults.so"], source, "-ldl")
        try #require(made.status == 0, "\(made.errors)")
    }

    private func run(
        _ desk: HelpDesk, _ words: String..., fault: [String: String] = [:]
    ) async throws -> BuiltProgram.Result {
        try await desk.run(
            words, database: "killed.db",
            environment: ["LD_PRELOAD": desk.home["faults.so"]].merging(fault) { $1 })
    }

    private func renew(_ desk: HelpDesk) {
        desk.simulator.reset()
        for suffix in ["", "-wal", "-shm", ".lock", ".calls", ".batches"] {
            desk.home.remove("killed.db" + suffix)
            if let bytes = desk.home.read("a.db" + suffix) { desk.home.write("killed.db" + suffix, bytes) }
        }
    }

    @Test func killedAtAnyChangeItIsCompletedByTheNextProcess() async throws {
        let desk = try await HelpDesk()
        try faults(desk)
        desk.write(
            """
            {"question": "How long is the warranty on batteries?"}
            {"question": "How long is the warranty on inverters?"}
            {"question": "How much water does the pump move?"}
            {"question": "xyzzyq flurblq?"}
            """)
        renew(desk)
        let count = ["DOCQA_WRITE_COUNT": desk.home["count"]]
        let undisturbed = try await run(desk, "batch", "q.jsonl", "--yes", "--wait", "--per-batch", "2", fault: count)
        #expect(undisturbed.status == 0, "\(undisturbed.errors)")
        let changes = desk.home.read("count").flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        #expect(changes > 20)
        var random = Seeded(20_261_121)
        let places =
            Self.isThorough ? Array(1...changes) : (0..<14).map { _ in Int.random(in: 1...changes, using: &random) }
        var resumed = 0
        for place in places {
            renew(desk)
            let kind = place % 2 == 0 ? "kill" : "torn"
            let killed = try await run(
                desk, "batch", "q.jsonl", "--yes", "--wait", "--per-batch", "2",
                fault: ["DOCQA_WRITE_FAULT": "\(kind)@\(place)"])
            // The last changes are made when the database is closed; a run has a few more or less of them.
            #expect([128 + SIGKILL, 0].contains(killed.status), "\(kind)@\(place): \(killed.status) \(killed.errors)")
            let known = try await run(desk, "batch", "status", "--json")
            if known.output == "{\"batches\":[]}\n" {
                #expect(desk.answered == 0, "\(kind)@\(place)")
                #expect(try await run(desk, "batch", "q.jsonl", "--yes", "--wait").status == 0)
            } else {
                resumed += 1
                let next = try await run(desk, "batch", "resume", "1", "--wait")
                #expect(next.status == 0, "\(kind)@\(place): \(next.errors)")
            }
            // Of one question the documents say nothing: nobody is paid for it.
            let problems = try await desk.problems(questions: 4, paid: 3, database: "killed.db")
            #expect(problems == [], "\(kind)@\(place)")
        }
        #expect(resumed > places.count / 2)
        await desk.stop()
    }

    @Test func killedAtAnyInstantWhileResultsBreakOffItIsCompleted() async throws {
        let desk = try await HelpDesk()
        try faults(desk)
        desk.write(
            (0..<12).map { "{\"question\": \"How long is the warranty on batteries, asked for the \($0)th time?\"}" }
                .joined(separator: "\n"))
        var random = Seeded(11)
        for number in 0..<(Self.isThorough ? Self.runs : 5) {
            renew(desk)
            for path in ["/v1/messages/batches", "/v1/messages/batches/*/results", "/v1/messages/batches/*"] {
                var rule = FaultRule(
                    try Fault("disconnect; bytes=\(Int.random(in: 0..<6_000, using: &random))"), times: 1)
                rule.path = path
                desk.simulator.add(rule)
            }
            _ = try await desk.run(
                ["batch", "q.jsonl", "--yes", "--wait", "--per-batch", "5"], database: "killed.db",
                killedAfter: Int.random(in: 30...700, using: &random))
            let known = try await run(desk, "batch", "status", "--json")
            let next =
                known.output == "{\"batches\":[]}\n"
                ? try await run(desk, "batch", "q.jsonl", "--yes", "--wait")
                : try await run(desk, "batch", "resume", "1", "--wait")
            #expect(next.status == 0, "run \(number): \(next.errors)")
            #expect(try await desk.problems(questions: 12, database: "killed.db") == [], "run \(number)")
        }
        await desk.stop()
    }

    /// One process after the other is killed, wherever it is: each goes on where the last one was, and nobody pays twice.
    @Test func killedAgainAndAgainItIsCompletedInTheEnd() async throws {
        let desk = try await HelpDesk()
        try faults(desk)
        let questions = (0..<30).map { "How long is the warranty on batteries, asked for the \($0 % 24)th time?" }
        desk.write(questions.map { "{\"question\": \"\($0)\"}" }.joined(separator: "\n"))
        var random = Seeded(20_261_122)
        var kills = 0
        for number in 0..<(Self.isThorough ? Self.runs : 4) {
            renew(desk)
            // One of the parts has a question that the service answers only when it is asked again.
            var rule = FaultRule(try Fault("overloaded"), times: 1)
            rule.path = "batch-item"
            rule.contains = "for the \(Int.random(in: 0..<24, using: &random))th time"
            desk.simulator.add(rule)
            var words = ["batch", "q.jsonl", "--yes", "--wait", "--per-batch", "7"]
            for _ in 0..<12 {
                let ended = try await desk.run(
                    words, database: "killed.db", killedAfter: Int.random(in: 10...250, using: &random))
                if ended.status != 128 + SIGKILL {
                    #expect(ended.status == 0, "run \(number): \(ended.errors)")
                    break
                }
                kills += 1
                let known = try await run(desk, "batch", "status", "--json")
                if known.output != "{\"batches\":[]}\n" { words = ["batch", "resume", "1", "--wait"] }
            }
            let last = try await run(desk, "batch", "status", "--json").output
            if last == "{\"batches\":[]}\n" { words = ["batch", "q.jsonl", "--yes", "--wait", "--per-batch", "7"] }
            #expect(try await desk.run(words, database: "killed.db").status == 0, "run \(number)")
            // Six of the thirty stand there twice.
            let problems = try await desk.problems(questions: 30, paid: 24, kept: 24, database: "killed.db")
            #expect(problems == [], "run \(number), after \(kills) kills")
        }
        #expect(kills > 3, "\(kills)")
        await desk.stop()
    }
}

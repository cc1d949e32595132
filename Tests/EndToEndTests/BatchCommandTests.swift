import ClaudeSimulator
import Glibc
import JSON
import TestSupport
import Testing

/// `docqa batch` as a help desk uses it, against the simulator.
@Suite(.timeLimit(.minutes(5))) struct BatchCommandTests {
    @Test func aHelpDeskAsksWaitsAndReads() async throws {
        let desk = try await HelpDesk()
        desk.write(
            """
            {"id": "b", "question": "How long is the warranty on batteries?"}
            {"question": "How long is the warranty on inverters?", "path": "warranty.md"}
            not a line
            {"id": "b", "question": "Again?"}
            {"id": "none", "question": "xyzzyq flurblq?", "colour": "red"}
            """)
        let dry = try await desk.run("batch", "q.jsonl", "--dry-run", "--json")
        #expect(dry.status == 8 && desk.answered == 0)
        #expect(dry.errors.contains("line 3 is left out: it is not JSON"))
        #expect(dry.errors.contains("line 4 is left out: the id \"b\" stands in an earlier line"))
        #expect(dry.errors.contains("the field \"colour\" is not known"))
        let plan = try desk.value(dry, "batch")
        #expect(plan["batch"] == .null && plan["estimate"]?["questions"] == 2 && plan["estimate"]?["silent"] == 1)
        #expect(plan["left_out"]?.array?.elements.compactMap { $0["line"]?.int } == [3, 4])

        // Money is not spent unasked.
        let unasked = try await desk.run("batch", "q.jsonl")
        #expect(unasked.status == 2 && unasked.errors.contains("--yes") && desk.answered == 0)
        let done = try await desk.run("batch", "q.jsonl", "--yes", "--wait", "-o", "a.csv", "--json")
        #expect(done.status == 8, "\(done.errors)")
        #expect(done.errors.contains("3 of 3 questions answered"))
        let batch = try desk.value(done, "batch")["batch"]
        #expect(
            batch?["state"] == "done" && batch?["spent"]?["nano_dollars"]?.int == desk.charged && desk.answered == 2)

        // As a table, to read, and for programs.
        let written = try await desk.run("batch", "results", "1", "-o", "a.csv")
        #expect(written.status == 0 && written.output.isEmpty)
        let table = String(decoding: desk.home.read("a.csv") ?? [], as: UTF8.self)
        #expect(table.hasPrefix("id,question,state,outcome,answer,"))
        #expect(table.contains("b,How long is the warranty on batteries?,answered,answered,"))
        #expect(table.contains("[1] warranty.md, line 5"))
        let text = try await desk.run("batch", "results", "1", "--format", "markdown").output
        #expect(text.contains("## How long is the warranty on inverters?") && text.contains("[^2-1]: "))
        let all = try desk.value(try await desk.run("batch", "results", "1", "--json"), "batch-results")
        #expect(all["results"]?.array?.elements.compactMap { $0["id"]?.string } == ["b", "2", "none"])
        let lines = try await desk.run("batch", "results", "1").output.split(separator: "\n")
        #expect(try lines.map { try JSONValue(parsing: String($0)) } == all["results"]?.array?.elements)
        let first = all["results"]?.array?.elements.first?["answer"]
        #expect(first?["footnotes"]?.array?.elements.allSatisfy { $0["state"] == "verified" } == true)
        #expect(
            try desk.value(try await desk.run("batch", "status", "--json"), "batch-status")["batches"]?.array?.count
                == 1)

        // They are answers like any other.
        #expect(try await desk.run("history").output.split(separator: "\n").count == 3)
        #expect(try await desk.run("usage", "--by", "purpose", "--json").output.contains("\"batch\""))
        let id = try #require(first?["id"]?.int)
        #expect(try await desk.run("replay", String(id)).status == 0)
        await desk.stop()
    }

    @Test func answersWhoseSourcesChangedAreRefreshed() async throws {
        let desk = try await HelpDesk()
        // Of a small collection every question is sent everything, so that a change in it concerns all of them.
        let rules = (0..<200).map { "Rule \($0) of the canteen says something about chairs, tables and plates." }
        desk.home.write("files/canteen.md", "# Canteen\n\n" + rules.joined(separator: "\n\n"))
        #expect(try await desk.run("ingest", desk.home["files"]).status == 0)
        desk.write(
            """
            id,question
            b,How long is the warranty on batteries?
            p,How much water does the pump move?
            """, to: "q.csv")
        #expect(try await desk.run("batch", "q.csv", "--yes", "--wait").status == 0)
        #expect(try await desk.run("impact", "--json").output == "{\"answers\":[]}\n")
        desk.home.write("files/warranty.md", HelpDesk.warranty.replacing("ten years", with: "twelve years"))
        #expect(try await desk.run("ingest", desk.home["files"]).status == 0)
        // docqa impact --json | docqa batch - --yes --wait
        let impact = try await desk.run("impact", "--json").output
        let refreshed = try await desk.run(["batch", "-", "--yes", "--wait"], input: Array(impact.utf8))
        #expect(refreshed.status == 0, "\(refreshed.errors)")
        let lines = refreshed.output.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].contains("\"answer-") && lines[0].contains("twelve years"))
        #expect(desk.answered == 3)
        // The whole list again: nobody is asked, the refreshed answer is as good as any.
        let again = try await desk.run("batch", "q.csv", "--yes", "--wait")
        #expect(
            again.status == 0 && again.errors.contains("2 questions: nothing that the kept answer rests on has changed")
        )
        #expect(desk.answered == 3 && again.output.contains("twelve years"))
        #expect(try await desk.run("batch", "q.csv", "--yes", "--wait", "--fresh").status == 0)
        #expect(desk.answered == 5)
        await desk.stop()
    }

    @Test func whatALineDoesNotSayTheFlagsSay() async throws {
        let desk = try await HelpDesk()
        desk.write(
            """
            {"question": "How long is the warranty on batteries?", "tenant": "acme"}
            {"question": "How long is the warranty on inverters?"}
            """)
        let done = try await desk.run("batch", "q.jsonl", "--yes", "--wait", "--tenant", "fallback")
        #expect(done.status == 0, "\(done.errors)")
        let rows = try JSONValue(parsing: try await desk.run("usage", "--by", "tenant", "--json").output)["rows"]
        #expect(rows?.array?.elements.compactMap { $0["name"]?.string }.sorted() == ["acme", "fallback"])
        await desk.stop()
    }

    @Test func withoutANumberItIsTheBatchThatIsMeant() async throws {
        let desk = try await HelpDesk { $0.batchSeconds = 600 }
        for words in [["batch", "resume"], ["batch", "cancel"], ["batch", "results"]] {
            let result = try await desk.run(words)
            #expect(result.status == 1 && result.errors.contains("There is no batch yet"), "\(words): \(result.errors)")
        }
        desk.write("{\"question\": \"How long is the warranty on batteries?\"}")
        #expect(try await desk.run("batch", "q.jsonl", "--yes").output == "1\n")
        desk.simulator.clock.advance(seconds: 600)
        #expect(try await desk.run("batch", "resume", "--wait").output.contains("#1 "))
        #expect(try await desk.run("batch", "results").output.contains("\"answered\""))
        for number in ["2", "3"] {
            #expect(try await desk.run("batch", "q.jsonl", "--yes", "--fresh").output == number + "\n")
        }
        let unclear = try await desk.run("batch", "cancel")
        #expect(unclear.status == 2 && unclear.errors.contains("2 batches are not done with: #3, #2"))
        #expect(try await desk.run("batch", "cancel", "3", "--wait").status == 0)
        #expect(try await desk.run("batch", "cancel", "--wait").output.contains("#2 "))
        #expect(try await desk.run("batch", "results").status == 1, "the newest was cancelled")
        await desk.stop()
    }

    @Test func everyRefusalHasItsStatusAndKeepsNothing() async throws {
        let desk = try await HelpDesk()
        desk.write("{\"question\": \"How long is the warranty on batteries?\"}")
        func status(_ words: String...) async throws -> Int32 { try await desk.run(words).status }
        #expect(try await desk.run(["batch", "q.jsonl", "--yes"], environment: ["ANTHROPIC_API_KEY": ""]).status == 3)
        #expect(try await status("batch", "missing.jsonl", "--yes") == 2)
        #expect(try await status("batch", "q.jsonl", "--yes", "--max-cost", "0.000001") == 6)
        #expect(try await status("budget", "set", "0.000001") == 0)
        #expect(try await status("batch", "q.jsonl", "--yes") == 6)
        #expect(try await status("budget", "remove") == 0)
        #expect(try await status("batch", "results", "1") == 1)
        #expect(try await status("batch", "resume", "1") == 1)
        #expect(try await status("batch", "cancel", "1") == 1)
        #expect(try await status("batch", "resume", "first") == 2)
        desk.write("\n\n")
        #expect(try await status("batch", "q.jsonl", "--yes") == 1)
        #expect(try await desk.run("batch", "status", "--json").output == "{\"batches\":[]}\n")
        let setting = try desk.docqa.run("config", "set", "keep_answers", "0", environment: desk.environment)
        #expect(setting.status == 0, "\(setting.errors)")
        desk.write("{\"question\": \"How long is the warranty on batteries?\"}")
        #expect(try await status("batch", "q.jsonl", "--yes") == 2)
        #expect(desk.answered == 0)
        await desk.stop()
    }

    @Test func whatTheServiceRefusesIsHandedInLater() async throws {
        let desk = try await HelpDesk()
        desk.write("{\"question\": \"How long is the warranty on batteries?\"}")
        for fault in ["overloaded", "rate-limit"] {
            var rule = FaultRule(try Fault(fault), times: 1)
            rule.path = "/v1/messages/batches"
            desk.simulator.add(rule)
        }
        let refused = try await desk.run("batch", "q.jsonl", "--yes")
        #expect(refused.status == 5 && refused.errors.contains("docqa batch resume 1"), "\(refused.errors)")
        #expect(try await desk.run("batch", "resume", "1").status == 6)
        #expect(try await desk.run("batch", "resume", "1", "--wait").status == 0)
        #expect(try await desk.problems(questions: 1) == [])
        await desk.stop()
    }

    @Test func controlCLeavesABatchThatGoesOnAndSaysHow() async throws {
        let desk = try await HelpDesk { $0.batchSeconds = 600 }
        desk.write("{\"question\": \"How long is the warranty on batteries?\"}")
        let running = try desk.docqa.start(
            ["batch", "q.jsonl", "--yes", "--wait", "--db", desk.home["a.db"]], environment: desk.environment,
            folder: desk.home.path)
        while try await !desk.run("batch", "status", "--json").output.contains("\"submitted\"") { await Task.yield() }
        running.signal(SIGINT)
        let stopped = running.wait()
        #expect(stopped.status == 130 && stopped.errors.contains("docqa batch resume 1 --wait"), "\(stopped)")
        // Not there yet: that is no failure.
        let early = try await desk.run("batch", "results", "1")
        #expect(early.status == 1 && early.errors.contains("1 question still to be answered"))
        desk.simulator.clock.advance(seconds: 600)
        #expect(try await desk.run("batch", "resume", "1", "--wait").status == 0)
        #expect(try await desk.problems(questions: 1) == [])
        await desk.stop()
    }

    @Test func twoProcessesAtOnceDoTheWorkOfOne() async throws {
        let desk = try await HelpDesk()
        desk.write(
            (0..<9).map { "{\"question\": \"How long is the warranty on batteries, asked for the \($0)th time?\"}" }
                .joined(separator: "\n"))
        var rule = FaultRule(try Fault("overloaded"), times: 1)
        rule.path = "/v1/messages/batches"
        desk.simulator.add(rule)
        #expect(try await desk.run("batch", "q.jsonl", "--yes", "--per-batch", "2").status == 5)
        async let one = desk.run("batch", "resume", "1", "--wait")
        async let other = desk.run("batch", "resume", "1", "--wait")
        let (first, second) = try await (one, other)
        #expect(first.status == 0 && second.status == 0, "\(first.errors)\(second.errors)")
        #expect(try await desk.problems(questions: 9) == [])
        await desk.stop()
    }
}

import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import PDFPages
import Storage
import TestSupport
import Testing

/// Writing the cache before anybody asks.
@Suite struct WarmUpTests {
    private let rig = AskRig()

    private func base() -> AskRequest {
        var request = rig.request("")
        request.collections = ["default"]
        return request
    }

    private func ask(_ library: Library, _ service: AnsweringService, times: Int) async throws -> [Answer] {
        var answers: [Answer] = []
        for _ in 0..<times {
            var request = base()
            request.question = AskRig.question
            request.isFresh = true
            answers.append(try await library.ask(request, with: service))
        }
        return answers
    }

    @Test func withoutAForecastNothingIsSentUnlessItIsWanted() async throws {
        try await rig.with { simulator, library, service in
            let idle = try await library.warm(for: base(), with: service)
            #expect(idle.outcome == .notWorthIt && idle.loggedQuestions == 0 && idle.usage.prompt == 0)
            #expect(simulator.account["nano_dollars"]?.int == 0)
            let way = try #require(idle.way)
            #expect(way.nanoDollars > way.savesLater)

            let forced = try await library.warm(for: base(), with: service, isForced: true)
            #expect(forced.outcome == .written && forced.usage.cacheWrite5m > 1_000 && forced.usage.output == 0)
            #expect(forced.cost?.nanoDollars == simulator.account["nano_dollars"]?.int)
            let answer = try #require(try await ask(library, service, times: 1).first)
            #expect(answer.usage.cacheRead >= forced.usage.cacheWrite5m)
            #expect(answer.prompt.plan?.inputs.loggedQuestions == 0, "a warm-up is no question")
        }
    }

    @Test func whatIsWarmIsNotWrittenAgain() async throws {
        try await rig.with { simulator, library, service in
            _ = try await ask(library, service, times: 6)
            let spent = simulator.account["nano_dollars"]?.int
            let result = try await library.warm(for: base(), with: service)
            #expect(result.outcome == .warm && result.loggedQuestions == 6)
            #expect(simulator.account["nano_dollars"]?.int == spent)
        }
    }

    @Test func itIsInTheLedgerAsWhatItIs() async throws {
        try await rig.with { _, library, service in
            _ = try await library.warm(for: base(), with: service, isForced: true)
            let rows = try await library.spending(by: .purpose, since: 0).rows
            #expect(rows.map(\.name) == ["warm_up"])
        }
    }

    @Test func aCollectionThatIsNotThereIsNamed() async throws {
        try await rig.with { _, library, service in
            var request = base()
            request.collections = ["mannuals"]
            let error = await #expect(throws: DocQAError.self) { try await library.warm(for: request, with: service) }
            #expect(error?.code == "no_such_collection" && error?.message.contains("default") == true)
        }
    }

    // MARK: Questions that name no collection

    @Test func whoNamesTheOnlyCollectionAsksAsWhoNamesNone() async throws {
        try await rig.with { _, library, service in
            var request = rig.request()
            request.isFresh = true
            for _ in 0..<6 { _ = try await library.ask(request, with: service) }
            let result = try await library.warm(for: base(), with: service)
            #expect(result.outcome == .warm && result.loggedQuestions == 6)
            // And the other way round.
            let answer = try #require(try await ask(library, service, times: 1).first)
            #expect(answer.prompt.plan?.inputs.loggedQuestions == 6 && answer.usage.cacheRead > 1_000)
        }
    }

    /// Questions about manuals, all but one of them without naming a collection, two hours ago.
    private func withOpenQuestions(
        _ body: (Library, AnsweringService, _ manuals: AskRequest, _ bills: AskRequest) async throws -> Void
    ) async throws {
        var configuration = SimulatorConfiguration()
        let clock = SimulatorClock(standingAt: configuration.clock.now)
        configuration.clock = clock
        let simulator = try Simulator(configuration)
        let service = try rig.service(simulator)
        let pool = PDFWorkerPool()
        let library = try await Library.open(
            at: rig.folder["docqa.db"], create: true, pdfPool: pool, extractors: BuiltIns.extractors(pdfPool: pool),
            now: { clock.now.milliseconds * 1_000_000 })
        for (collection, topics) in [("manuals", ["boiler", "pump"]), ("bills", ["invoice", "refund"])] {
            for topic in topics {
                let rules = (0..<240).map {
                    "The \(topic) rule \($0) says that every \(topic) is checked by day \($0)."
                }
                rig.folder.write("\(collection)/\(topic).md", "# \(topic)\n\n\(rules.joined(separator: "\n\n"))\n")
            }
            _ = try await library.ingest(
                IngestRequest(paths: [rig.folder[collection]], collection: collection))
        }
        for number in 0..<8 {
            var request = rig.request("What says the pump rule \(number % 2 + 10)?")
            request.isFresh = true
            _ = try await library.ask(request, with: service)
            clock.advance(seconds: 30)
        }
        clock.advance(seconds: 7_200)
        func request(_ collection: String) -> AskRequest {
            var request = rig.request("")
            request.collections = [collection]
            return request
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(library, service, request("manuals"), request("bills")))
        } catch {
            result = .failure(error)
        }
        await simulator.stop()
        try result.get()
    }

    /// They read only what was written for such questions, so for them it is written.
    @Test func questionsThatNameNoCollectionCountForTheOneTheyDrewOn() async throws {
        try await withOpenQuestions { library, service, manuals, _ in
            let result = try await library.warm(for: manuals, with: service)
            #expect(result.outcome == .written && result.loggedQuestions == 8, "\(result)")
            var open = rig.request("What says the pump rule 10?")
            open.isFresh = true
            let answer = try await library.ask(open, with: service)
            #expect(answer.usage.cacheRead >= result.usage.cacheWrite5m + result.usage.cacheWrite1h)
            #expect(answer.usage.cacheRead > 1_000)
        }
    }

    @Test func forAnotherCollectionTheyAreNoEvidence() async throws {
        try await withOpenQuestions { library, service, _, bills in
            // What is warm for them is not warm for bills.
            var open = rig.request("What says the pump rule 10?")
            open.isFresh = true
            _ = try await library.ask(open, with: service)
            let result = try await library.warm(for: bills, with: service)
            #expect(result.outcome == .notWorthIt && result.loggedQuestions == 0, "\(result)")
        }
    }
}

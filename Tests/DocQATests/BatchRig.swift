import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import PDFPages
import Storage
import TestSupport

/// A library of a few manuals, questions about them, and a simulator whose clock stands until it is moved on.
struct BatchRig {
    let folder = TemporaryFolder()
    let simulator: Simulator
    let library: Library
    let service: AnsweringService

    static let parts = ["battery", "inverter", "boiler", "pump"]
    static let facts = ["weighs", "costs", "lasts", "needs"]

    /// - Parameter now: nanoseconds since 1970, on the library's side.
    init(
        change: (inout SimulatorConfiguration) -> Void = { _ in }, now: (@Sendable () -> Int)? = nil
    ) async throws {
        for (number, part) in Self.parts.enumerated() {
            var text = "# The \(part)\n\n"
            for (index, fact) in Self.facts.enumerated() {
                text +=
                    "## What it \(fact)\n\nThe \(part) \(fact) exactly \(number * 100 + index * 7 + 11) units in all. "
                // Long enough for the cache.
                for line in 0..<12 {
                    text +=
                        "Line \(line) of the notes on what the \(part) \(fact) speaks of its rating at the factory. "
                }
                text += "\n\n"
            }
            folder.write("files/\(part).md", text)
        }
        var configuration = SimulatorConfiguration()
        configuration.clock = SimulatorClock(standingAt: configuration.clock.now)
        change(&configuration)
        simulator = try Simulator(configuration)
        let pool = PDFWorkerPool()
        library =
            if let now {
                try await Library.open(
                    at: folder["docqa.db"], create: true, pdfPool: pool, extractors: BuiltIns.extractors(pdfPool: pool),
                    now: now)
            } else {
                try await Library.open(at: folder["docqa.db"])
            }
        _ = try await library.ingest(IngestRequest(paths: [folder["files"]]))
        var client = ClientConfiguration(.apiKey(Secret("k")))
        client.baseURL = simulator.url
        let clock = ClientClock(
            now: ClientClock.system.now, wallTime: ClientClock.system.wallTime,
            sleep: { _ in
                try Task.checkCancellation()
                await Task.yield()
            }, random: { 0.5 })
        service = AnsweringService(try ClaudeClient(client, clock: clock))
    }

    /// "What exactly is it that the battery weighs?" and so on, all of them or the first ones.
    func questions(_ count: Int = 16, isFresh: Bool = false) -> [BatchQuestion] {
        let all = Self.parts.flatMap { part in Self.facts.map { (part: part, fact: $0) } }
        return all.prefix(count).map { part, fact in
            var request = AskRequest("How many units exactly in all is it that the \(part) \(fact)?", passages: 4)
            request.model = .named("sonnet")
            request.isFresh = isFresh
            request.paths = ["\(part).md"]
            return BatchQuestion("\(part)-\(fact)", request)
        }
    }

    /// Keeps a batch of questions and hands nothing in yet.
    func started(_ count: Int = 16, partLimit: Int? = nil, isFresh: Bool = false) async throws -> Int {
        var request = BatchRequest(questions(count, isFresh: isFresh))
        request.partLimit = partLimit
        return try await library.start(try await library.plan(request, with: service), with: service).id
    }

    func advance(_ id: Int) async throws -> BatchStatus { try await library.advance(batch: id, with: service) }
    func follow(_ id: Int) async throws -> BatchStatus { try await library.follow(batch: id, with: service) }

    /// Goes on until the batch is as it should be: what the simulator works on in the background is ready when it is ready.
    func advance(_ id: Int, until isReached: (BatchStatus) -> Bool) async throws -> BatchStatus {
        while true {
            let status = try await advance(id)
            if isReached(status) { return status }
            await Task.yield()
        }
    }

    func fault(_ text: String, path: String, contains: String? = nil, times: Int? = 1) throws {
        var rule = FaultRule(try Fault(text), times: times)
        rule.path = path
        rule.contains = contains
        simulator.add(rule)
    }

    /// Nano-dollars that the simulator charges.
    var charged: Int { simulator.account["nano_dollars"]?.int ?? -1 }
    /// How many requests it has answered.
    var answered: Int { simulator.account["models"]?["claude-sonnet-5-5"]?["requests"]?.int ?? 0 }

    func calls() async throws -> [LedgerCall] {
        try await library.store.read { connection throws(StorageError) in try connection.calls() }
    }

    /// What must hold of a batch that is done with, whatever happened on the way.
    func problems(_ id: Int, questions: Int) async throws -> [String] {
        var problems: [String] = []
        let status = try await library.status(ofBatch: id)
        let history = try await library.history()
        if status.state != .done || status.answered != questions { problems.append("not all is answered: \(status)") }
        if history.count != questions {
            problems.append("\(history.count) answers are kept for \(questions) questions")
        }
        if answered != questions { problems.append("\(answered) answers were paid for \(questions) questions") }
        if status.spent != charged || status.reserved != 0 {
            problems.append("\(status.spent) are booked and \(status.reserved) reserved, \(charged) were charged")
        }
        let open = try await calls().filter { $0.state == .open }
        if !open.isEmpty { problems.append("\(open.count) calls are open") }
        for result in try await library.results(ofBatch: id) where result.answer?.question != result.question {
            problems.append("\(result.name) has the answer of another question")
        }
        return problems
    }

    func stop() async {
        await library.close()
        await simulator.stop()
    }
}

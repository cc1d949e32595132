import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import Storage
import TestSupport
import Testing

/// Another process writes to the database for as long as a question takes: the answer arrives, and no money is lost sight of.
@Suite(.timeLimit(.minutes(3))) struct LockedDatabaseTests {
    private let rig = AskRig()

    /// Keeps the database locked for writing while `body` runs.
    private func whileLocked(_ library: Library, _ body: () async throws -> Void) async throws {
        let other = try await Library.open(at: library.store.path)
        let locked = Gate()
        let done = Gate()
        async let holder: Void = other.store.write { connection throws(StorageError) in
            try connection.transaction { () throws(StorageError) in
                locked.open()
                done.waitOnThread()
            }
        }
        await locked.passed()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        done.open()
        try await holder
        await other.close()
        try outcome.get()
    }

    private func request() -> AskRequest {
        var request = rig.request()
        request.model = .named("claude-sonnet-5-5")
        request.isFresh = true
        request.keepDays = 0
        return request
    }

    @Test func theAnswerArrivesAndItsPriceCounts() async throws {
        try await rig.with { simulator, library, service in
            var first = request()
            first.keepDays = nil
            _ = try await library.ask(first, with: service)
            let warm = try await library.ask(request(), with: service)
            #expect(warm.usage.cacheRead > 1_000)
            let worst = try #require(warm.receipt.planned?.worstNanoDollars)
            func billed() -> Int { simulator.account["nano_dollars"]?.int ?? 0 }
            // Room for one question more, as long as that one costs nothing.
            try await library.set(Budget(.database, .day, limit: billed() + worst))

            try await whileLocked(library) {
                let answer = try await library.ask(request(), with: service)
                #expect(answer.model.stopReason == "end_turn")
                #expect(answer.prompt.plan?.tokens.read ?? 0 > 1_000, "what is remembered can still be read")
                #expect(answer.cost?.nanoDollars ?? 0 > 0)
                let before = billed()
                let error = await #expect(throws: DocQAError.self) {
                    try await library.ask(request(), with: service)
                }
                #expect(error?.code == "budget_exceeded" && billed() == before)
                // Who looks now is told that the figures are not all there is.
                _ = try await library.spending(by: .day)
                #expect(library.waitingCalls == 1)
            }
            let spent = try await library.spending(by: .day, since: 0)
            #expect(spent.total.cost == billed() && spent.total.calls == 3 && library.waitingCalls == 0)
            #expect(spent.total.failures == 0)
        }
    }
}

import Accounting
import Claude
import Glibc
import Storage
import TestSupport
import Testing

/// Another process holds the database's pen for long, or its disk takes nothing: answers arrive, the account stays on the
/// safe side.
@Suite struct LockedLedgerTests {
    /// Keeps the database locked for writing while `body` runs.
    private func whileLocked(
        _ sample: LedgerSample, _ body: @Sendable () async throws -> Void
    ) async throws {
        let locked = Gate()
        let done = Gate()
        async let holder: Void = sample.store.write { connection throws(StorageError) in
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
        try outcome.get()
    }

    @Test func keepsCallsInAJournalUntilTheDatabaseTakesThem() async throws {
        let sample = try await LedgerSample(budgets: [.aDay(cents: 10)], politeness: 20)
        let early = try await sample.ledger.reserve(.costing(cents: 4))
        try await whileLocked(sample) {
            await sample.ledger.settle(early, .cheap)
            let late = try await sample.ledger.reserve(.costing(cents: 6))
            // 0.3 cents spent, 6 reserved: the database says 4, the journal knows better.
            await #expect(throws: AccountingError.self) { try await sample.ledger.reserve(.costing(cents: 5)) }
            let neighbour = try await sample.neighbour()
            await #expect(throws: AccountingError.self) { try await neighbour.ledger.reserve(.costing(cents: 5)) }
            _ = try await neighbour.ledger.reserve(.costing(cents: 3))
            await sample.ledger.settle(late, .cheap)
            #expect(sample.ledger.unwrittenCalls == 0)
        }
        var facts = stat()
        #expect(stat(sample.folder["a.db.calls"], &facts) == 0 && facts.st_size > 0)
        #expect(facts.st_mode & 0o077 == 0)
        _ = try await sample.ledger.reserve(.costing(cents: 6))
        let calls = try await sample.calls()
        #expect(calls.map(\.state) == [.open, .open, .complete, .complete])
        #expect(try await sample.spent() == 2 * CallOutcome.cheapCost + Money.cents(9).nanoDollars)
        #expect(stat(sample.folder["a.db.calls"], &facts) == 0 && facts.st_size == 0)
    }

    @Test func readsAJournalWhoseLastLineACrashCut() async throws {
        let sample = try await LedgerSample(budgets: [.aDay(cents: 10)], politeness: 20)
        try await whileLocked(sample) { _ = try await sample.ledger.reserve(.costing(cents: 7)) }
        let journal = sample.folder["a.db.calls"]
        let file = open(journal, O_WRONLY | O_APPEND)
        #expect(write(file, "{\"key\":\"half", 12) == 12)
        close(file)
        try await sample.ledger.tidy()
        #expect(try await sample.spent() == Money.cents(7).nanoDollars)
    }

    @Test func holdsInMemoryWhatNothingTakes() async throws {
        let sample = try await LedgerSample(budgets: [.aDay(cents: 10)], politeness: 20)
        // Nobody, not even root, can write to a folder as to a file.
        #expect(mkdir(sample.folder["a.db.calls"], 0o700) == 0)
        try await whileLocked(sample) {
            let first = try await sample.ledger.reserve(.costing(cents: 7))
            #expect(sample.ledger.unwrittenCalls == 1)
            await #expect(throws: AccountingError.self) { try await sample.ledger.reserve(.costing(cents: 4)) }
            await sample.ledger.settle(first, .cheap)
        }
        try await sample.ledger.tidy()
        #expect(sample.ledger.unwrittenCalls == 0)
        #expect(try await sample.spent() == CallOutcome.cheapCost)
    }
}

import Accounting
import Claude
import DocumentModel
import Storage
import Synchronization
import TestSupport

/// A database with an account, and a clock that a test sets.
struct LedgerSample: Sendable {
    /// 21 November 2026, 12:00 UTC.
    static let noon = 1_795_262_400

    let folder: TemporaryFolder
    let store: SQLiteStore
    let ledger: Ledger
    let clock: TestClock
    let politeness: Int

    init(budgets: [Budget] = [], politeness: Int = 60_000, folder: TemporaryFolder = TemporaryFolder()) async throws {
        self.folder = folder
        self.politeness = politeness
        store = try await SQLiteStore.open(path: folder["a.db"], create: true)
        let clock = TestClock()
        self.clock = clock
        ledger = Ledger(store: store, politeness: politeness) { clock.seconds }
        guard !budgets.isEmpty else { return }
        try await store.account { connection throws(StorageError) in
            for budget in budgets { try connection.set(budget) }
        }
    }

    /// Another process with the same database, as far as files tell.
    func neighbour() async throws -> LedgerSample {
        try await LedgerSample(politeness: politeness, folder: folder)
    }

    func calls() async throws -> [LedgerCall] {
        try await store.read { connection throws(StorageError) in try connection.calls() }
    }

    func spent(_ scope: Budget.Scope = .database) async throws -> Int {
        try await store.read { connection throws(StorageError) in try connection.spent(scope, since: 0) }
    }
}

final class TestClock: Sendable {
    private let value = Mutex(LedgerSample.noon)
    var seconds: Int {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

extension CallIntent {
    /// A call that can cost a number of cents.
    static func costing(cents: Int?, collections: [String] = [], tenant: String? = nil) -> CallIntent {
        CallIntent(
            .answer, model: "claude-sonnet-5-5", worstCost: cents.map { Money.cents($0) }, collections: collections,
            tenant: tenant)
    }
}

extension CallOutcome {
    /// 1,000 tokens in, 100 out: with Sonnet 5.5 at $2 and $10 a million that is 0.3 cents.
    static let cheap = CallOutcome(.complete, .usage(Usage(inputTokens: 1_000, outputTokens: 100)))
    static let cheapCost = 3_000_000
}

extension Budget {
    static func aDay(_ scope: Scope = .database, cents: Int, warning: Int? = nil) -> Budget {
        Budget(
            scope, .day, limit: Money.cents(cents).nanoDollars, warning: warning.map { Money.cents($0).nanoDollars })
    }
}

package import Claude
import DocumentModel
package import Storage
import Synchronization

/// The account of one database: no call without a reservation, none that is not settled.
///
/// Every process that uses the database shares it. Where the database cannot be written, calls go to a journal beside it,
/// and where that cannot be written either they are held in memory and told: the answer arrives, and what is known to be
/// spent or reserved counts in every budget.
package final class Ledger: Sendable {
    /// How long a call may be open before its process is taken for dead. No call takes as long.
    package static let patience = 3_600
    /// The same for a call of a batch: so long the service keeps results.
    package static let batchPatience = 29 * 86_400

    private let store: SQLiteStore
    private let journal: CallJournal
    /// Milliseconds that a call waits for others who write to the database.
    private let politeness: Int
    let now: @Sendable () -> Int
    /// What neither database nor journal would take.
    private let unwritten = Mutex<[LedgerCall]>([])

    /// - Parameter now: seconds since 1970.
    package init(
        store: SQLiteStore, politeness: Int = 2_000, now: @escaping @Sendable () -> Int
    ) {
        self.store = store
        self.politeness = politeness
        self.now = now
        journal = CallJournal(database: store.path)
    }

    /// Opens what the account is written to, beside other work: the first reservation is then as quick as the next.
    package func prepare() async { await store.prepareAccount() }

    /// Reserves the worst case of a call in every budget that it counts in, or refuses it.
    package func reserve(_ intent: CallIntent) async throws(AccountingError) -> Reservation {
        var draft = LedgerCall(
            key: Ledger.newKey(), reservedAt: now(), purpose: intent.purpose.rawValue, model: intent.model)
        draft.reserved = intent.worstCost?.nanoDollars
        draft.collections = intent.collections
        draft.tenant = intent.tenant
        draft.conversation = intent.conversation
        let call = draft
        let verdict: Result<[String], AccountingError>
        do throws(StorageError) {
            verdict = try await upToDate(at: call.reservedAt) { connection throws(StorageError) in
                let result = try connection.verdict(on: call)
                if case .success = result { try connection.record(call) }
                return result
            }
        } catch {
            verdict = await reserveOutside(call)
        }
        return Reservation(call: call, warnings: try verdict.get())
    }

    /// Settles a call. It cannot fail: what cannot be written stays reserved, or is kept to be written later.
    ///
    /// - Returns: the call as it was settled, with what it cost.
    @discardableResult
    package func settle(
        _ reservation: Reservation, _ outcome: CallOutcome, prices catalogue: ModelCatalogue = .builtIn
    ) async -> LedgerCall {
        await settle(reservation, [outcome], prices: catalogue)[0]
    }

    /// The same for a call that was tried more than once: each attempt is a call of its own.
    ///
    /// - Parameter outcomes: one or more, in order; the reservation is that of the last.
    /// - Returns: the calls in the same order.
    @discardableResult
    package func settle(
        _ reservation: Reservation, _ outcomes: [CallOutcome], prices catalogue: ModelCatalogue
    ) async -> [LedgerCall] {
        let moment = now()
        let calls = outcomes.enumerated().map { index, outcome in
            var call = reservation.call
            if index < outcomes.count - 1 { call.key = Ledger.newKey() }
            return call.settled(outcome, at: moment, catalogue: catalogue)
        }
        await write(calls)
        return calls
    }

    /// Notes that an answer was given again: no call, and what it would have cost.
    ///
    /// - Parameter uncachedCost: nil when the price is not known.
    package func note(reuse intent: CallIntent, uncachedCost: Money?) async -> LedgerCall {
        let call = reused(intent, uncachedCost)
        await write([call])
        return call
    }

    /// The same for many.
    package func note(reuses: [(intent: CallIntent, uncachedCost: Money?)]) async {
        if !reuses.isEmpty { await write(reuses.map { reused($0.intent, $0.uncachedCost) }) }
    }

    private func reused(_ intent: CallIntent, _ uncachedCost: Money?) -> LedgerCall {
        var call = LedgerCall(
            key: Ledger.newKey(), reservedAt: now(), purpose: CallIntent.Purpose.reuse.rawValue, model: intent.model)
        call.settledAt = call.reservedAt
        call.state = .complete
        call.collections = intent.collections
        call.tenant = intent.tenant
        call.conversation = intent.conversation
        call.cost = 0
        call.uncachedCost = uncachedCost?.nanoDollars ?? 0
        return call
    }

    private func write(_ calls: [LedgerCall]) async {
        do throws(StorageError) {
            try await store.account(waitingMilliseconds: politeness) { connection throws(StorageError) in
                for call in calls { try connection.record(call) }
            }
        } catch {
            if journal.lock()?.append(calls) != true { unwritten.withLock { $0 += calls } }
        }
    }

    /// Calls that the database has not got, or not in their last state.
    package var waitingCalls: Int {
        let noted = journal.lock()?.calls().map(\.key) ?? []
        return Set(noted + unwritten.withLock { $0.map(\.key) }).count
    }

    /// What could be written nowhere, for a warning.
    package var unwrittenCalls: Int { unwritten.withLock { $0.count } }

    /// Brings the ledger up to date before it is read.
    package func tidy() async throws(StorageError) {
        try await upToDate(at: now()) { _ in }
    }

    /// A transaction in which the database has what the journal and this process knew, and no call of a dead process is open.
    func upToDate<Result: Sendable>(
        at moment: Int, _ body: @escaping @Sendable (Connection) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        let journal = journal
        let held = unwritten.withLock { $0 }
        let (locked, found, result) = try await store.account(waitingMilliseconds: politeness) {
            connection throws(StorageError) in
            let locked = journal.lock()
            let found = (locked?.calls() ?? []) + held
            for call in found { try connection.record(call) }
            try connection.settleLostCalls(
                before: moment - Ledger.patience, batches: moment - Ledger.batchPatience, now: moment)
            return (locked, found, try body(connection))
        }
        // Only now that the database has them for good.
        if !found.isEmpty { locked?.clear() }
        unwritten.withLock { $0.removeAll { held.contains($0) } }
        return result
    }

    /// Without the database's pen: what it says is read, and what the journal and this process know is added.
    private func reserveOutside(_ call: LedgerCall) async -> Result<[String], AccountingError> {
        let journal = journal
        let held = unwritten.withLock { $0 }
        do throws(StorageError) {
            let (result, isWritten) = try await store.read { connection throws(StorageError) in
                let locked = journal.lock()
                let result = try connection.verdict(on: call, besides: (locked?.calls() ?? []) + held)
                guard case .success = result else { return (result, true) }
                return (result, locked?.append([call]) ?? false)
            }
            if !isWritten { unwritten.withLock { $0.append(call) } }
            return result
        } catch {
            // Not even reading is possible: there is no answer from these documents either.
            return .success([])
        }
    }

    static func newKey() -> String {
        String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
    }
}

extension Connection {
    /// - Parameter others: calls that the database does not have, or not in their last state.
    fileprivate func verdict(
        on call: LedgerCall, besides others: [LedgerCall] = []
    ) throws(StorageError) -> Result<[String], AccountingError> {
        // The last state of each call counts.
        let latest = Dictionary(others.map { ($0.key, $0) }, uniquingKeysWith: { $1.state == .open ? $0 : $1 })
        var standings: [Budget.Standing] = []
        for budget in try budgets() where budget.covers(call) {
            let start = budget.period.start(of: call.reservedAt)
            var spent = try spent(budget.scope, since: start)
            for other in latest.values where budget.covers(other) && other.reservedAt >= start {
                spent += other.charge - (try charge(ofCall: other.key) ?? 0)
            }
            standings.append(Budget.Standing(budget, spent: spent))
        }
        do {
            return .success(try BudgetCheck.warnings(for: call, standings))
        } catch {
            return .failure(error)
        }
    }
}

import Accounting
public import DocumentModel
import Storage

extension Library {
    /// What calls to services came to, in all and by what they have in common.
    ///
    /// - Parameters:
    ///   - since: only calls at or after this second since 1970.
    ///   - before: only calls before this second.
    public func spending(
        by grouping: Spending.Grouping, since: Int = 0, before: Int = .max, collection: String? = nil,
        tenant: String? = nil
    ) async throws(DocQAError) -> (total: Spending, rows: [Spending]) {
        do throws(StorageError) {
            try await tidyLedger()
            return try await store.read { connection throws(StorageError) in
                let rows = try connection.ledgerSums(
                    by: grouping, since: since, before: before, collection: collection, tenant: tenant)
                let total = try connection.ledgerSums(
                    by: nil, since: since, before: before, collection: collection, tenant: tenant)
                return (total.first ?? Spending(name: ""), rows)
            }
        } catch {
            throw DocQAError(error)
        }
    }

    /// Calls that the database could not take yet, because another process holds it or its disk is full: what they cost is not in
    /// `spending` and `budgets`, and counts in every budget all the same.
    public var waitingCalls: Int { ledger.waitingCalls }

    /// Every budget with what was spent and reserved in its present period.
    public func budgets() async throws(DocQAError) -> [Budget.Standing] {
        do throws(StorageError) {
            try await tidyLedger()
            return try await standings()
        } catch {
            throw DocQAError(error)
        }
    }

    /// The same without writing anything: calls that could not be written to the database are not in it.
    func standings() async throws(StorageError) -> [Budget.Standing] {
        let seconds = now() / 1_000_000_000
        return try await store.read { connection throws(StorageError) in
            try connection.budgets().map { budget throws(StorageError) in
                let spent = try connection.spent(budget.scope, since: budget.period.start(of: seconds))
                return Budget.Standing(budget, spent: spent)
            }
        }
    }

    /// Sets a budget in place of the one with the same scope and period; one without limits is removed. It holds for every
    /// process that uses the database.
    ///
    ///     try await library.set(Budget(.tenant("acme"), .month, limit: 40_000_000_000))  // $40
    public func set(_ budget: Budget) async throws(DocQAError) {
        do throws(StorageError) {
            try await store.account { connection throws(StorageError) in try connection.set(budget) }
        } catch {
            throw DocQAError(error)
        }
    }

    /// Reading goes on while another process writes.
    private func tidyLedger() async throws(StorageError) {
        do throws(StorageError) {
            try await ledger.tidy()
        } catch  where error.code == .writerBusy || error.code == .full || error.code == .readOnly {
        }
    }
}

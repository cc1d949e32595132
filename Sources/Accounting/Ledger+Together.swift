import Claude
package import DocumentModel
package import Storage

extension Ledger {
    /// Calls that were reserved together.
    package struct Reserved<Result: Sendable>: Sendable {
        package var result: Result
        /// What a person should know: soft limits that are passed.
        package var warnings: [String]
    }

    /// Reserves calls that are made together: all of them, or none.
    ///
    /// - Parameter body: is given the calls in the order of the intents; what it writes stands in the same transaction.
    package func reserve<Result: Sendable>(
        together intents: [CallIntent],
        _ body: @escaping @Sendable (Connection, [LedgerCall]) throws(StorageError) -> Result
    ) async throws(StorageError) -> Swift.Result<Reserved<Result>, AccountingError> {
        let moment = now()
        let calls = intents.map { intent in
            var call = LedgerCall(
                key: Ledger.newKey(), reservedAt: moment, purpose: intent.purpose.rawValue, model: intent.model)
            call.reserved = intent.worstCost?.nanoDollars
            call.collections = intent.collections
            call.tenant = intent.tenant
            call.conversation = intent.conversation
            return call
        }
        return try await upToDate(at: moment) { connection throws(StorageError) in
            var standings: [Budget.Standing] = []
            for budget in try connection.budgets() {
                let spent = try connection.spent(budget.scope, since: budget.period.start(of: moment))
                standings.append(Budget.Standing(budget, spent: spent))
            }
            let warnings: [String]
            do throws(AccountingError) {
                warnings = try BudgetCheck.warnings(together: calls, standings)
            } catch {
                return .failure(error)
            }
            for call in calls { try connection.record(call) }
            return .success(Reserved(result: try body(connection, calls), warnings: warnings))
        }
    }
}

extension BudgetCheck {
    /// Holds calls that are made together against limits. Each budget sees those that it covers.
    ///
    /// - Returns: what a person should be warned of.
    package static func warnings(
        together calls: [LedgerCall], _ standings: [Budget.Standing]
    ) throws(AccountingError) -> [String] {
        var warnings: [String] = []
        for standing in standings {
            let budget = standing.budget
            let covered = calls.filter { budget.covers($0) }
            guard let first = covered.first else { continue }
            if let limit = budget.limit {
                if let unpriced = covered.first(where: { $0.reserved == nil }) {
                    throw AccountingError(
                        .unknownPrice,
                        "Nobody knows what \(unpriced.model) costs, and \(budget.words) is \(Money(nanoDollars: limit)): "
                            + "name its price in the price table, or choose another model.")
                }
                let needed = covered.reduce(0) { $0 + ($1.reserved ?? 0) }
                let left = max(0, limit - standing.spent)
                guard needed <= left else {
                    throw AccountingError(
                        .overBudget,
                        "The \(covered.count) questions could cost \(Money(nanoDollars: needed).rounded) together, and of "
                            + "\(budget.words) of \(Money(nanoDollars: limit)) only \(Money(nanoDollars: left).rounded) is "
                            + "left; it begins anew on \(CalendarDay(holding: budget.period.end(of: first.reservedAt)).text).",
                        left: Money(nanoDollars: left))
                }
            }
            let reserved = covered.reduce(0) { $0 + ($1.reserved ?? 0) }
            if let warning = budget.warning, standing.spent + reserved > warning {
                warnings.append(
                    "Of \(budget.words), \(Money(nanoDollars: standing.spent).rounded) is spent, and this could cost "
                        + "\(Money(nanoDollars: reserved).rounded); the warning was set at \(Money(nanoDollars: warning))."
                )
            }
        }
        return warnings
    }
}

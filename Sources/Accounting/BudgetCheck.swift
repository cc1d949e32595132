package import Claude
package import DocumentModel
package import Storage

/// Holds a call against limits: a pure function of what was spent.
package enum BudgetCheck {
    /// - Returns: what a person should be warned of.
    package static func warnings(
        for call: LedgerCall, _ standings: [Budget.Standing]
    ) throws(AccountingError) -> [String] {
        var warnings: [String] = []
        for standing in standings {
            let budget = standing.budget
            if let limit = budget.limit {
                guard let needed = call.reserved else {
                    throw AccountingError(
                        .unknownPrice,
                        "Nobody knows what \(call.model) costs, and \(budget.words) is \(Money(nanoDollars: limit)): name its "
                            + "price in the price table, or choose another model.")
                }
                let left = max(0, limit - standing.spent)
                guard needed <= left else {
                    throw AccountingError(
                        .overBudget,
                        "The question could cost \(Money(nanoDollars: needed).rounded), and of \(budget.words) of "
                            + "\(Money(nanoDollars: limit)) only \(Money(nanoDollars: left).rounded) is left; it begins anew "
                            + "on \(CalendarDay(holding: budget.period.end(of: call.reservedAt)).text).",
                        left: Money(nanoDollars: left))
                }
            }
            if let warning = budget.warning, standing.spent + (call.reserved ?? 0) > warning {
                warnings.append(
                    "Of \(budget.words), \(Money(nanoDollars: standing.spent).rounded) is spent"
                        + (call.reserved.map { ", and this could cost \(Money(nanoDollars: $0).rounded)" } ?? "")
                        + "; the warning was set at \(Money(nanoDollars: warning)).")
            }
        }
        return warnings
    }
}

extension Budget {
    /// "the budget of collection manuals for a day"
    package var words: String {
        let owner =
            switch scope {
            case .database: ""
            case .collection(let name): " of collection \(name)"
            case .tenant(let name): " of tenant \(name)"
            }
        return "the budget\(owner) for a \(period.rawValue)"
    }
}

extension Money {
    /// To a hundredth of a cent, rounded up: what a person wants to read.
    package var rounded: Money {
        let step = 100_000
        return Money(nanoDollars: (nanoDollars + step - 1) / step * step)
    }
}

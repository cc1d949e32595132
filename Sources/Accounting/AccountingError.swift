package import Claude

/// Why a call was not made: it would, or could, go beyond a limit.
package struct AccountingError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case overBudget = "budget_exceeded"
        /// Nobody knows what the model costs, and there is a limit to keep.
        case unknownPrice = "price_unknown"
    }

    package let code: Code
    /// One sentence that says what to do next.
    package let message: String
    /// What could still be spent.
    package let left: Money?

    package init(_ code: Code, _ message: String, left: Money? = nil) {
        self.code = code
        self.message = message
        self.left = left
    }
}

extension AccountingError: CustomStringConvertible {
    package var description: String { message }
}

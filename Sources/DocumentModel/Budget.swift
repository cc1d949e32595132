/// A limit on what is spent in a day or a month, counted in UTC.
public struct Budget: Sendable, Hashable {
    /// Whose spending is limited.
    public enum Scope: Sendable, Hashable {
        case database
        case collection(String)
        case tenant(String)
    }

    public enum Period: String, Sendable, Hashable, CaseIterable {
        case day, month
    }

    public var scope: Scope
    public var period: Period
    /// Nano-dollars: no call is made that could go beyond.
    public var limit: Int?
    /// Nano-dollars: beyond it there is a warning.
    public var warning: Int?

    public init(_ scope: Scope, _ period: Period, limit: Int?, warning: Int? = nil) {
        self.scope = scope
        self.period = period
        self.limit = limit
        self.warning = warning
    }

    /// A budget, and what its owner has spent and reserved in the period so far.
    public struct Standing: Sendable, Hashable {
        public var budget: Budget
        /// Nano-dollars.
        public var spent: Int

        public init(_ budget: Budget, spent: Int) {
            self.budget = budget
            self.spent = spent
        }

        /// Nano-dollars; nil when nothing is limited.
        public var left: Int? { budget.limit.map { max(0, $0 - spent) } }
    }
}

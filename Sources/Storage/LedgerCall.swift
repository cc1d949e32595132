package import DocumentModel

/// A call to a service as the account has it: reserved before it is made, settled after it.
package struct LedgerCall: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// Under way: its worst case is reserved.
        case open
        case complete
        /// The service answered with an error.
        case failed
        case cancelled
        /// The response ended before its end.
        case cut
        /// Its process ended before it was settled; it counts as spent.
        case lost
    }

    /// Drawn at random when the call is reserved: its name also outside of the database.
    package var key: String
    /// Seconds since 1970.
    package var reservedAt: Int
    package var settledAt: Int?
    package var state = State.open
    package var purpose: String
    /// The model that was asked; once settled, the one that answered.
    package var model: String
    /// The collections that its documents come from.
    package var collections: [String] = []
    package var tenant: String?
    package var conversation: Int?
    /// Nano-dollars: the most that it can cost; nil when the price is not known.
    package var reserved: Int?
    /// Nano-dollars: what it cost; nil while that is not known.
    package var cost: Int?
    /// Nano-dollars: what it would have cost had nothing been cached.
    package var uncachedCost: Int?
    package var tokens = Answer.TokenUsage()
    /// Milliseconds to the first text, and in all.
    package var firstText: Int?
    package var duration: Int?
    package var requestID: String?
    /// The code of what went wrong.
    package var error: String?

    package init(key: String, reservedAt: Int, purpose: String, model: String) {
        self.key = key
        self.reservedAt = reservedAt
        self.purpose = purpose
        self.model = model
    }

    /// What it counts in a budget: its cost, and until that is known the worst.
    package var charge: Int { cost ?? reserved ?? 0 }
}

extension Budget {
    /// Whether a call counts in it.
    package func covers(_ call: LedgerCall) -> Bool {
        switch scope {
        case .database: true
        case .collection(let name): call.collections.contains(name)
        case .tenant(let name): call.tenant == name
        }
    }
}

extension Budget.Period {
    /// The second at which the period began that holds a moment.
    package func start(of moment: Int) -> Int {
        let day = moment.floorDivided(by: 86_400) * 86_400
        switch self {
        case .day: return day
        case .month: return day - (CalendarDay(holding: moment).dayOfMonth - 1) * 86_400
        }
    }

    /// The second at which the next one begins.
    package func end(of moment: Int) -> Int {
        let start = start(of: moment)
        switch self {
        case .day: return start + 86_400
        // The first of a month and 32 days lies in the next.
        case .month: return self.start(of: start + 32 * 86_400)
        }
    }
}

/// How an answer came about: what was planned, which calls were made, and what is left to spend.
public struct Receipt: Sendable, Hashable {
    /// What was decided before anything was sent; nil when no model was asked.
    public var planned: PlannedQuestion?
    /// Every call to a service, in order: also helper calls, rounds of a search, and attempts that failed.
    public var calls: [Call] = []
    /// What a model that searched by itself looked up, each step a sentence, in order.
    public var steps: [String] = []
    /// The limits that these calls count in, behind them.
    public var budgets: [Budget] = []

    public init() {}

    /// A row of the ledger.
    public struct Call: Sendable, Hashable {
        /// "answer", "search", "revision", "rewriting", "summary"...
        public var purpose: String
        public var model: String
        /// "complete", "failed", "cancelled", "cut".
        public var state: String
        public var usage = Answer.TokenUsage()
        /// Nil when the price is not known.
        public var cost: Answer.Cost?
        public var requestID: String?
        /// What went wrong.
        public var error: String?
        /// Milliseconds to the first text, and in all.
        public var firstText: Int?
        public var duration: Int?

        public init(purpose: String, model: String, state: String) {
            self.purpose = purpose
            self.model = model
            self.state = state
        }
    }

    /// A limit, and what is left of it.
    public struct Budget: Sendable, Hashable {
        /// "the budget of collection manuals for a day"
        public var name: String
        /// Nano-dollars.
        public var limit: Int
        public var left: Int

        public init(name: String, limit: Int, left: Int) {
            self.name = name
            self.limit = limit
            self.left = left
        }
    }
}

/// A question before it is sent.
public struct PlannedQuestion: Sendable, Hashable {
    public var model: String
    /// Why this model, each a sentence.
    public var reasons: [String]
    /// Estimated.
    public var promptTokens: Int
    /// The most that it can cost, in nano-dollars; nil when the model's price is not known.
    public var worstNanoDollars: Int?
    /// Up to where the prompt can be read from the cache next time, each a sentence.
    public var marks: [String]
    /// How its prompt could begin, and what each way was expected to cost; nil where nothing was weighed.
    public var plan: PromptPlan?

    public init(
        model: String, reasons: [String], promptTokens: Int, worstNanoDollars: Int?, marks: [String],
        plan: PromptPlan? = nil
    ) {
        self.model = model
        self.reasons = reasons
        self.promptTokens = promptTokens
        self.worstNanoDollars = worstNanoDollars
        self.marks = marks
        self.plan = plan
    }
}

internal import Claude
internal import JSON
internal import PrefixPlanning

/// A request in the making, as JSON.
struct PromptBody {
    let model: String
    private let system: JSONValue
    /// Tools and instructions, as the estimator counts them, with what the API adds for itself.
    let headTokens: Int

    init(model: String, instructions: String) {
        self.model = model
        system = TextBlock(instructions).json
        headTokens = TokenEstimator.estimate(instructions) + 150
    }

    static func marked(_ block: JSONValue, _ lifetime: PrefixLifetime) -> JSONValue {
        guard var object = block.object else { return block }
        object["cache_control"] = CacheControl(lifetime.cacheLifetime).json
        return .object(object)
    }

    static func text(_ text: String) -> JSONValue { ["type": "text", "text": JSONValue(text)] }

    /// The first turn of a prompt with its marks: how the instructions and the blocks of the user's turn go out.
    static func marks(_ plan: PrefixPlan, on content: inout [JSONValue]) -> PrefixLifetime? {
        var head: PrefixLifetime?
        for mark in plan.marks {
            if mark.unitsBefore == 0 {
                head = mark.lifetime
            } else {
                content[mark.unitsBefore - 1] = marked(content[mark.unitsBefore - 1], mark.lifetime)
            }
        }
        if let end = plan.end { content[content.count - 1] = marked(content[content.count - 1], end) }
        return head
    }

    /// - Parameter head: the mark behind the instructions.
    func json(head: PrefixLifetime?, turns: [(role: Role, content: [JSONValue])]) -> JSONValue {
        let messages = turns.map { turn -> JSONValue in
            ["role": turn.role.json, "content": .array(JSONArray(turn.content))]
        }
        return [
            "model": JSONValue(model), "max_tokens": 2048,
            "system": [head.map { Self.marked(system, $0) } ?? system],
            "messages": .array(JSONArray(messages)),
        ]
    }
}

/// What a planner learns from question to question; at first nothing.
struct PlannerMemory {
    var log = QuestionLog()
    var warm = WarmPrefixes()
    private var estimated = 0.0
    private var reported = 0.0

    /// Real tokens for one that was estimated.
    var correction: Double { estimated == 0 ? 1 : reported / estimated }

    mutating func learn(estimated: Int, _ usage: Usage) {
        self.estimated += Double(estimated)
        reported += Double(usage.promptTokens)
    }
}

/// What calls came to, in nano-dollars.
struct Bill: Sendable {
    private(set) var charged = 0
    private(set) var input = 0
    /// What the input would have cost without a cache.
    private(set) var uncachedInput = 0
    /// What the planner expected the input to cost.
    var planned = 0.0
    private(set) var tokens = (read: 0, written: 0, fresh: 0)

    /// Books what a call was charged for; what its input cost.
    @discardableResult
    mutating func book(_ usage: Usage, _ facts: ModelFacts) throws -> Int {
        let catalogue = ModelCatalogue.builtIn
        guard let cost = catalogue.cost(of: usage, model: facts.id),
            let uncached = catalogue.uncachedCost(of: usage, model: facts.id),
            let prices = facts.prices(promptTokens: usage.promptTokens)
        else { throw BenchmarkError(description: "There is no price for \(facts.id).") }
        let output = (prices.output * usage.outputTokens).nanoDollars
        charged += cost.nanoDollars
        input += cost.nanoDollars - output
        uncachedInput += uncached.nanoDollars - output
        tokens.read += usage.cacheReadTokens
        tokens.written += usage.cacheWriteTokens
        tokens.fresh += usage.inputTokens
        return cost.nanoDollars - output
    }
}

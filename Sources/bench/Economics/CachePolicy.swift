internal import Claude
internal import JSON
internal import PrefixPlanning

/// Who decides what stands in the prompt and where its marks are.
enum CachePolicy: String, CaseIterable {
    case none = "no caching"
    case markAfterPassages = "mark after passages"
    case wholeCollection = "whole collection"
    case planner = "ours"
}

/// Asks the questions of a log one after the other under one policy.
struct Replay {
    private let collection: AskedCollection
    private let facts: ModelFacts
    private let prices: PrefixPrices
    private let body: PromptBody
    private let policy: CachePolicy
    private var memory = PlannerMemory()
    private(set) var bill = Bill()
    private(set) var choices: [PrefixPlan.Choice: Int] = [:]

    /// Every answer is as long as this.
    static let outputTokens = 300

    init(_ collection: AskedCollection, _ facts: ModelFacts, instructions: String, _ policy: CachePolicy) throws {
        guard let prices = PrefixPrices(facts) else { throw BenchmarkError(description: "no prices for \(facts.id)") }
        self.collection = collection
        self.facts = facts
        self.prices = prices
        self.policy = policy
        body = PromptBody(model: facts.id, instructions: instructions)
    }

    mutating func ask(_ asked: AskedQuestion, of meter: PromptMeter) throws {
        let question = asked.question
        var content = question.needed.map { collection.blocks[$0].json }
        var head: PrefixLifetime?
        var plan: PrefixPlan?
        switch policy {
        case .none: break
        case .markAfterPassages: content.markLast()
        case .wholeCollection:
            if let whole = collection.wholeDocuments {
                content = whole
                content.markLast()
            }
        case .planner:
            let made = planned(asked)
            content = try collection.blocks(of: made, containing: question)
            content.append(PromptBody.text(question.text))
            head = PromptBody.marks(made, on: &content)
            plan = made
        }
        if plan == nil { content.append(PromptBody.text(question.text)) }
        let request = body.json(head: head, turns: [(.user, content)])
        let usage = try meter.usage(request, at: asked.time, outputTokens: Self.outputTokens)
        try bill.book(usage, facts)
        if let plan { learn(asked, plan, usage) }
    }

    private func planned(_ asked: AskedQuestion) -> PrefixPlan {
        PrefixPlanner.plan(
            PrefixQuestion(
                now: asked.time, headTokens: body.headTokens,
                needed: asked.question.needed.map { collection.blocks[$0].unit },
                tailTokens: TokenEstimator.estimate(asked.question.text),
                collection: collection.everything?.map { collection.blocks[$0].unit }, correction: memory.correction,
                warm: memory.warm.prefixes, log: memory.log, prices: prices))
    }

    private mutating func learn(_ asked: AskedQuestion, _ plan: PrefixPlan, _ usage: Usage) {
        bill.planned += plan.price
        choices[plan.choice, default: 0] += 1
        memory.warm.settle(
            plan, start: asked.time, read: Double(usage.cacheReadTokens) / memory.correction,
            wrote: usage.cacheWriteTokens > 0)
        let sent = plan.units.reduce(body.headTokens) { $0 + $1.tokens }
        memory.learn(estimated: sent + TokenEstimator.estimate(asked.question.text), usage)
        memory.log.append(time: asked.time, asked.question.needed.map { collection.blocks[$0].unit })
    }
}

extension [JSONValue] {
    fileprivate mutating func markLast() {
        guard let last else { return }
        self[count - 1] = PromptBody.marked(last, .fiveMinutes)
    }
}

extension AskedCollection {
    /// The blocks of a plan, which have to be all that retrieval chose and may be more.
    func blocks(of plan: PrefixPlan, containing question: Question) throws -> [JSONValue] {
        let keys = Set(plan.units.map(\.key))
        guard keys.count == plan.units.count, question.needed.allSatisfy({ keys.contains(blocks[$0].unit.key) }) else {
            throw BenchmarkError(description: "A plan leaves out what retrieval chose, or has it twice.")
        }
        return plan.units.map { blocks[numbers[$0.key]!].json }
    }
}

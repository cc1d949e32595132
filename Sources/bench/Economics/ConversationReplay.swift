internal import Claude
internal import JSON
internal import PrefixPlanning

/// Conversations under our planner: every turn repeats all before it, and how much of that comes out of the cache.
struct ConversationReplay {
    private let collection: AskedCollection
    private let facts: ModelFacts
    private let prices: PrefixPrices
    private let body: PromptBody
    private var memory = PlannerMemory()
    private var times: [[Int]] = []
    private(set) var bill = Bill()
    /// Tokens of follow-ups that the request before them had sent as well, and how many of them were read.
    private(set) var repeated = 0
    private(set) var read = 0
    private(set) var followUps = 0

    private struct Talk {
        var turns: [(role: Role, content: [JSONValue])] = []
        var sent: Set<Int> = []
        var tokens = 0
        /// Entries, with the turn and the block at whose end each was written; no turn: the instructions.
        var written: [(prefix: WarmPrefix, turn: Int?, block: Int)] = []
        var lastPrompt = 0
        var number: Int
    }
    private var talks: [Int: Talk] = [:]

    private static let answer = String(repeating: "Use tildes around the words, as the thread says. ", count: 15)

    init(_ collection: AskedCollection, _ facts: ModelFacts, instructions: String) throws {
        guard let prices = PrefixPrices(facts) else { throw BenchmarkError(description: "no prices for \(facts.id)") }
        self.collection = collection
        self.facts = facts
        self.prices = prices
        body = PromptBody(model: facts.id, instructions: instructions)
    }

    mutating func ask(_ turn: AskedTurn, of meter: PromptMeter) throws {
        if talks[turn.conversation] == nil { try begin(turn, meter) } else { try goOn(turn, meter) }
    }

    private func known(at now: Int) -> FollowUps { FollowUps(times, now: now) }

    private mutating func begin(_ turn: AskedTurn, _ meter: PromptMeter) throws {
        let (now, question) = (turn.asked.time, turn.asked.question)
        let needed = question.needed.map { collection.blocks[$0].unit }
        let tail = TokenEstimator.estimate(question.text)
        let plan = PrefixPlanner.plan(
            PrefixQuestion(
                now: now, headTokens: body.headTokens, needed: needed, tailTokens: tail,
                collection: collection.everything?.map { collection.blocks[$0].unit }, correction: memory.correction,
                warm: memory.warm.prefixes, log: memory.log, prices: prices, followUps: known(at: now)))
        let bare = try collection.blocks(of: plan, containing: question) + [PromptBody.text(question.text)]
        var content = bare
        let head = PromptBody.marks(plan, on: &content)
        let usage = try meter.usage(
            body.json(head: head, turns: [(.user, content)]), at: now, outputTokens: Replay.outputTokens)
        bill.planned += plan.price
        try bill.book(usage, facts)

        var talk = Talk(number: times.count)
        times.append([now])
        talk.turns.append((.user, bare))
        talk.sent = Set(plan.units.compactMap { collection.numbers[$0.key] })
        talk.tokens = plan.units.reduce(body.headTokens + tail) { $0 + $1.tokens }
        memory.warm.settle(
            plan, start: now, read: Double(usage.cacheReadTokens) / memory.correction, wrote: usage.cacheWriteTokens > 0
        )
        for mark in plan.marks {
            let prefix = WarmPrefix(
                units: [], tokens: plan.tokens(before: mark), lifetime: mark.lifetime, lastUse: now)
            talk.written.append((prefix, mark.unitsBefore == 0 ? nil : 0, mark.unitsBefore - 1))
        }
        if let end = plan.end {
            let prefix = WarmPrefix(units: [], tokens: talk.tokens, lifetime: end, lastUse: now)
            talk.written.append((prefix, 0, bare.count - 1))
        }
        memory.learn(estimated: talk.tokens, usage)
        memory.log.append(time: now, needed)
        close(&talk, turn, usage)
    }

    private mutating func goOn(_ turn: AskedTurn, _ meter: PromptMeter) throws {
        guard var talk = talks[turn.conversation] else { return }
        let (now, question) = (turn.asked.time, turn.asked.question)
        let new = question.needed.filter { !talk.sent.contains($0) }
        let tail = TokenEstimator.estimate(question.text)
        let newTokens = new.reduce(tail) { $0 + collection.blocks[$1].unit.tokens }
        let plan = PrefixPlanner.plan(
            PrefixTurn(
                written: talk.written.map(\.prefix), earlierTokens: talk.tokens, newTokens: newTokens,
                followUps: known(at: now)), now: now, correction: memory.correction, prices: prices)
        talk.turns.append((.user, new.map { collection.blocks[$0].json } + [PromptBody.text(question.text)]))
        var turns = talk.turns
        var head: PrefixLifetime?
        if let reads = plan.reads, let entry = talk.written.firstIndex(where: { $0.prefix == reads }) {
            let place = talk.written[entry]
            if let number = place.turn {
                turns[number].content[place.block] = PromptBody.marked(
                    turns[number].content[place.block], reads.lifetime)
            } else {
                head = reads.lifetime
            }
            talk.written[entry].prefix.lastUse = now
        }
        let last = turns.count - 1
        let end = turns[last].content.count - 1
        if let lifetime = plan.end { turns[last].content[end] = PromptBody.marked(turns[last].content[end], lifetime) }
        let usage = try meter.usage(body.json(head: head, turns: turns), at: now, outputTokens: Replay.outputTokens)
        bill.planned += plan.price
        try bill.book(usage, facts)
        followUps += 1
        repeated += talk.lastPrompt
        read += min(talk.lastPrompt, usage.cacheReadTokens)

        talk.tokens += newTokens
        if let lifetime = plan.end {
            let prefix = WarmPrefix(units: [], tokens: talk.tokens, lifetime: lifetime, lastUse: now)
            talk.written.append((prefix, last, end))
        }
        talk.sent.formUnion(new)
        times[talk.number].append(now)
        memory.learn(estimated: talk.tokens, usage)
        close(&talk, turn, usage)
    }

    private mutating func close(_ talk: inout Talk, _ turn: AskedTurn, _ usage: Usage) {
        talk.turns.append((.assistant, [PromptBody.text(Self.answer)]))
        talk.tokens += TokenEstimator.estimate(Self.answer)
        talk.lastPrompt = usage.promptTokens
        talks[turn.conversation] = talk
    }
}

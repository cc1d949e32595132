package import Claude
import JSON
package import LanguageModels
package import PrefixPlanning

/// What the last call of a conversation left in the cache, as far as its response told.
package struct ConversationEntries: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        /// Where the mark stood, and stands again to read it.
        package var place: CacheMark.Place
        package var prefix: WarmPrefix
    }

    /// The shortest first.
    package private(set) var entries: [Entry] = []
    /// Reported tokens for one that is estimated, in this conversation.
    package private(set) var correction = 1.0
    /// When the call was made, in milliseconds since 1970.
    package let startedAt: Int
    /// The response's id.
    package let message: String?
    package let thinking: Thinking?
    package let effort: Effort?
    /// The blocks with which the first turn begins, by their fingerprints.
    package let path: [UInt64]

    /// - Parameter startedAt: in milliseconds since 1970.
    package init?(after call: PromptConversation.Call, startedAt: Int, tokenizer: String?) {
        guard let sent = (try? JSONValue(parsing: call.request, keepingLayout: true))?.object,
            let received = (try? JSONValue(parsing: call.response, keepingLayout: true))?.object
        else { return nil }
        let request = MessageRequest(object: sent)
        let reply = Message(object: received)
        // What cannot be true says nothing: then nothing is taken for warm.
        let usage = reply.usage.isCredible ? reply.usage : Usage(inputTokens: 0, outputTokens: 0)
        message = reply.id.isEmpty ? nil : reply.id
        self.startedAt = startedAt
        thinking = request.thinking
        effort = request.outputConfig?.effort
        path = (request.messages.first?.blocks ?? []).prefix { block in
            if case .document = block { true } else { false }
        }
        .map { PrefixUnit($0.withoutMark, tokenizer: tokenizer).key }

        var marks: [(place: CacheMark.Place, units: [UInt64], lifetime: PrefixLifetime, tokens: Int)] = []
        let system = request.system?.blocks.map(\.text).joined() ?? ""
        var total = PromptPlanner.headTokens(system, tokenizer: tokenizer)
        if let mark = request.system?.blocks.last?.cacheControl {
            marks.append((.system, [], mark.prefixLifetime, total))
        }
        var units: [UInt64] = []
        for (number, message) in request.messages.enumerated() {
            for (index, block) in message.blocks.enumerated() {
                let unit = PrefixUnit(block.withoutMark, tokenizer: tokenizer)
                units.append(unit.key)
                total += unit.tokens
                guard let mark = block.cacheControl else { continue }
                marks.append((.message(number, block: index), units, mark.prefixLifetime, total))
            }
        }
        if usage.promptTokens > 0, total > 0 {
            correction = min(4, max(0.25, Double(usage.promptTokens) / Double(total)))
        }
        let (read, wrote) = (Double(usage.cacheReadTokens) / correction, usage.cacheWriteTokens > 0)
        for mark in marks where wrote || read >= Double(mark.tokens) * 0.9 {
            let prefix = WarmPrefix(
                units: mark.units, tokens: mark.tokens, lifetime: mark.lifetime, lastUse: startedAt)
            entries.append(Entry(place: mark.place, prefix: prefix))
        }
    }

    /// What is left when the beginning of the conversation goes.
    package var withoutMessages: ConversationEntries {
        var rest = self
        rest.entries.removeAll { $0.place != .system }
        return rest
    }

    /// Adds what other questions left in the cache that begin as this conversation does.
    package mutating func add(_ warm: [WarmPrefix]) {
        for prefix in warm where path.starts(with: prefix.units) {
            let place: CacheMark.Place = prefix.units.isEmpty ? .system : .message(0, block: prefix.units.count - 1)
            if let known = entries.firstIndex(where: { $0.place == place }) {
                if entries[known].prefix.lastUse < prefix.lastUse { entries[known].prefix.lastUse = prefix.lastUse }
            } else {
                entries.append(Entry(place: place, prefix: prefix))
            }
        }
        entries.sort { $0.prefix.tokens < $1.prefix.tokens }
    }

    /// The marks of a further question: where it reads, shorter ones that it keeps warm on the way, and its own end.
    package func marks(_ plan: PrefixTurnPlan, at now: Int) -> MarksPolicy {
        var chosen: [Entry] = []
        if let reads = plan.reads, let entry = entries.first(where: { $0.prefix == reads }) {
            let shorter = entries.filter { $0.prefix.isWarm(at: now) && $0.prefix.tokens < reads.tokens }
            chosen = shorter.prefix(2) + [entry]
        }
        var marks: [CacheMark] = chosen.map { entry in
            CacheMark(
                place: entry.place, reason: "an earlier question wrote up to here, and it is still warm",
                lifetime: entry.prefix.lifetime.cacheLifetime, tokens: Int(Double(entry.prefix.tokens) * correction))
        }
        // Those of an hour stand before those of five minutes.
        for index in marks.indices.dropLast().reversed() where marks[index + 1].lifetime == .oneHour {
            marks[index].lifetime = .oneHour
        }
        let (before, factor) = (marks, correction)
        return MarksPolicy { points, _, _ in before + (plan.end.map { points.endMark($0, factor) } ?? []) }
    }
}

extension CacheControl {
    fileprivate var prefixLifetime: PrefixLifetime { lifetime == .oneHour ? .oneHour : .fiveMinutes }
}

extension ContentBlock {
    fileprivate var withoutMark: ContentBlock {
        guard cacheControl != nil else { return self }
        var block = self
        block.cacheControl = nil
        return block
    }
}

extension PlannerSettings {
    /// Whether a request that is planned now reads what such a request wrote: its messages are another prompt with other thinking.
    package func continues(_ entries: ConversationEntries) -> Bool {
        let depth = ThinkingDepth(model, effort: effort)
        return depth.thinking == entries.thinking && depth.effort == entries.effort
    }
}

extension PromptConversation {
    /// All that was sent and said, estimated.
    package func tokens(tokenizer: String?) -> Int {
        messages.reduce(PromptPlanner.headTokens(system, tokenizer: tokenizer)) {
            $0 + TokenEstimator.estimateContent($1, tokenizer: tokenizer)
        }
    }
}

extension PromptDocument {
    /// Whether nothing of it is sent as it looks.
    package var isText: Bool { form != .pages && form != .picture }

    package func tokens(tokenizer: String?) -> Int {
        let estimate = contentBlocks.reduce(0) { $0 + TokenEstimator.estimateContent($1, tokenizer: tokenizer) }
        return form == .pages ? max(estimate, pages.count * TokenEstimator.tokensOfPDFPage) : estimate
    }
}

import Claude
import DocumentModel
import PrefixPlanning
import Storage

/// What is to be remembered of a planned call once its response has begun.
struct PrefixMemo: Sendable {
    /// What the call marks.
    enum Marks: Sendable {
        case prefix(PrefixPlan)
        /// A further question: the blocks with which its conversation begins, and what it reads.
        case turn(path: [UInt64], reads: WarmPrefix?)
    }

    var scope: PrefixScope
    var marks: Marks
    /// What retrieval chose; nothing of a further question.
    var needed: [PrefixMemory.Unit]
    var places: [UInt64: PrefixMemory.Unit]
    /// The prompt's tokens.
    var estimated: Int
    /// Reported tokens for an estimated one, as it was known before.
    var correction: Double
    /// Whether the prompt is text alone. What pages and pictures take is estimated coarsely, and says nothing of texts.
    var isText: Bool
    /// Milliseconds since 1970.
    var startedAt: Int
    /// Since the turn before it.
    var gap: Int?
    /// Whether it is a question, which the forecast counts; a warm-up is none.
    var isQuestion = true
    /// What it writes that others could read, the shortest first.
    var writes: [[UInt8]] = []

    /// Writes down what a response says of the cache. Inside a transaction.
    ///
    /// - Returns: what should have been read and was not.
    func settle(_ message: Message, on connection: Connection) throws(StorageError) -> CacheMiss? {
        let usage = message.usage
        // What cannot be true says nothing of the cache, and nothing of how long prompts are.
        guard usage.isCredible, usage.promptTokens > 0 else { return nil }
        let correction = isText && estimated > 0 ? Double(usage.promptTokens) / Double(estimated) : correction
        let read = Double(usage.cacheReadTokens) / correction
        let stored = try connection.warmPrefixes(of: scope.memory, workspace: scope.workspace)
        var warm = WarmPrefixes(stored.map(WarmPrefix.init))
        var missed: WarmPrefix?
        switch marks {
        case .prefix(let plan):
            missed = warm.settle(plan, start: startedAt, read: read, wrote: usage.cacheWriteTokens > 0)
        case .turn(let path, let reads):
            warm.renew(path, start: startedAt, read: read)
            if let reads, read < Double(reads.tokens) / 2 { missed = reads }
        }
        try connection.setWarmPrefixes(
            kept(warm.prefixes, stored, message), of: scope.memory, workspace: scope.workspace)
        if isQuestion {
            try connection.remember(
                PrefixMemory.Question(
                    askedAt: startedAt, gap: gap, units: needed, estimated: isText ? estimated : 0,
                    reported: isText ? usage.promptTokens : 0),
                in: scope.memory)
        }
        guard let missed else { return nil }
        let hash = scope.hash(missed.units)
        let miss = CacheMiss(
            prefix: hash.hexadecimal, expected: Int(Double(missed.tokens) * correction), read: usage.cacheReadTokens,
            reason: message.diagnostics?.cacheMissReason)
        try connection.record(
            PrefixMemory.Miss(
                at: startedAt, hash: hash, expected: miss.expected, read: miss.read, reason: miss.reason),
            in: scope.memory)
        return miss
    }

    private func kept(
        _ prefixes: [WarmPrefix], _ stored: [PrefixMemory.Prefix], _ message: Message
    ) -> [PrefixMemory.Prefix] {
        let known = Dictionary(stored.map { ($0.hash, $0) }) { first, _ in first }
        return prefixes.compactMap { prefix in
            let hash = scope.hash(prefix.units)
            let units = known[hash]?.units ?? prefix.units.compactMap { places[$0] }
            guard units.count == prefix.units.count else { return nil }
            return PrefixMemory.Prefix(
                hash: hash, units: units, tokens: prefix.tokens, lifetimeMilliseconds: prefix.lifetime.milliseconds,
                lastUse: prefix.lastUse, message: prefix.lastUse == startedAt ? message.id : known[hash]?.message)
        }
    }
}

/// The prompt cache of the API, as a value: what is in it, and what a request reads from it and writes to it.
///
/// A prompt is a row of positions, each named by a digest of everything up to its end. An entry is such a prefix. A request
/// writes entries at its marks and nowhere else; from each mark it looks back over 20 positions for an entry that an earlier
/// request wrote. An entry lives for five minutes or an hour from the start of the request that wrote it or last read it, and
/// is there for others only once the response to the writing request has begun.
///
///     let plan = cache.plan(prompt, at: now)       // what the request will read and write
///     cache.requestStarted(plan)                   // what it reads is renewed
///     cache.responseBegan(plan)                    // what it writes can be read
struct PromptCache: Sendable {
    enum Lifetime: String, Sendable, CaseIterable {
        case fiveMinutes = "5m"
        case oneHour = "1h"

        var seconds: Int { self == .fiveMinutes ? 300 : 3600 }
    }

    /// A prompt as the cache sees it.
    struct Prompt: Sendable {
        /// In the rendered order: tools, system, messages. `tokens` counts from the very start.
        var positions: [(digest: Digest, tokens: Int)] = []
        /// In the order of their positions.
        var marks: [(position: Int, lifetime: Lifetime)] = []
        /// A shorter prefix is neither written nor found.
        var minimumTokens = 0
    }

    /// What the cache does for one request. `read`, the writes and `fresh` add up to the prompt.
    struct Plan: Sendable {
        var read = 0
        var fiveMinuteWrite = 0
        var oneHourWrite = 0
        var fresh = 0
        fileprivate let start: Timestamp
        fileprivate var renewals: [Digest] = []
        fileprivate var writes: [(digest: Digest, lifetime: Lifetime)] = []
    }

    private struct Entry: Sendable {
        var lifetime: Lifetime
        var expires: Timestamp
    }

    /// How far back a mark reaches, itself included.
    static let reach = 20

    private var entries: [Digest: Entry] = [:]
    private var sweepAt = 1024

    /// The number of entries that can be read at this time.
    func count(at now: Timestamp) -> Int { entries.values.count { $0.expires > now } }

    /// What a request that starts now reads and writes.
    func plan(_ prompt: Prompt, at now: Timestamp) -> Plan {
        var plan = Plan(start: now)
        let hit = prompt.marks.compactMap { latestEntry(from: $0.position, in: prompt, at: now) }.max()
        if let hit {
            plan.read = prompt.positions[hit].tokens
            plan.renewals.append(prompt.positions[hit].digest)
        }
        // One-hour marks stand before five-minute ones, so this goes from the front to the back.
        var covered = plan.read
        for mark in prompt.marks.sorted(by: { $0.position < $1.position }) {
            let position = prompt.positions[mark.position]
            guard position.tokens >= prompt.minimumTokens else { continue }
            if let hit, mark.position <= hit {
                plan.renewals.append(position.digest)
                continue
            }
            plan.writes.append((position.digest, mark.lifetime))
            switch mark.lifetime {
            case .fiveMinutes: plan.fiveMinuteWrite += position.tokens - covered
            case .oneHour: plan.oneHourWrite += position.tokens - covered
            }
            covered = position.tokens
        }
        plan.fresh = (prompt.positions.last?.tokens ?? 0) - covered
        return plan
    }

    /// A request has started: what it reads lives on from now.
    mutating func requestStarted(_ plan: Plan) {
        for digest in plan.renewals {
            guard let entry = entries[digest], entry.expires > plan.start else { continue }
            entries[digest]!.expires = max(entry.expires, plan.start + entry.lifetime.seconds)
        }
        sweep(at: plan.start)
    }

    /// The response to a request has begun: what the request wrote can be read from now on.
    mutating func responseBegan(_ plan: Plan) {
        for (digest, lifetime) in plan.writes {
            let expires = plan.start + lifetime.seconds
            if let entry = entries[digest], entry.expires >= expires { continue }
            entries[digest] = Entry(lifetime: lifetime, expires: expires)
        }
    }

    private func latestEntry(from position: Int, in prompt: Prompt, at now: Timestamp) -> Int? {
        stride(from: position, through: max(0, position - Self.reach + 1), by: -1).first { candidate in
            guard let entry = entries[prompt.positions[candidate].digest] else { return false }
            return entry.expires > now
        }
    }

    /// Forgets what has expired, once that may be half of it.
    private mutating func sweep(at now: Timestamp) {
        guard entries.count >= sweepAt else { return }
        entries = entries.filter { $0.value.expires > now }
        sweepAt = max(1024, entries.count * 2)
    }
}

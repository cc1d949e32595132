/// A prefix that a request wrote into the cache.
package struct WarmPrefix: Hashable, Sendable {
    /// The units behind the instructions, in their order.
    package var units: [UInt64]
    /// From the very start, uncorrected.
    package var tokens: Int
    package var lifetime: PrefixLifetime
    /// When it was last written or read, in milliseconds since 1970.
    package var lastUse: Int

    package init(units: [UInt64], tokens: Int, lifetime: PrefixLifetime, lastUse: Int) {
        self.units = units
        self.tokens = tokens
        self.lifetime = lifetime
        self.lastUse = lastUse
    }

    /// A request takes its time on the way, and two clocks differ: the last seconds are not counted on.
    static let margin = 5_000

    package func isWarm(at now: Int) -> Bool {
        now >= lastUse - Self.margin && now + Self.margin < lastUse + lifetime.milliseconds
    }

    /// An order that does not depend on where the prefixes come from: the shorter one first.
    func isBefore(_ other: WarmPrefix) -> Bool {
        if tokens != other.tokens { return tokens < other.tokens }
        if units != other.units { return units.lexicographicallyPrecedes(other.units) }
        return (lastUse, lifetime.milliseconds) < (other.lastUse, other.lifetime.milliseconds)
    }
}

/// What is in the cache as far as is known, for one model, one workspace and one set of instructions.
package struct WarmPrefixes: Sendable, Hashable {
    package private(set) var prefixes: [WarmPrefix]

    package init(_ prefixes: [WarmPrefix] = []) { self.prefixes = prefixes }

    package func warm(at now: Int) -> [WarmPrefix] { prefixes.filter { $0.isWarm(at: now) } }

    /// What is known once the response to a planned request has told what it read and wrote.
    ///
    /// What should have been read and was not is gone, whatever was believed. Estimates of parts of a prompt are off by
    /// different factors, so what was read is taken for the mark that comes nearest.
    ///
    /// - Parameters:
    ///   - read: the tokens that were read, as reported, divided by the correction of the estimate.
    ///   - wrote: whether anything was written.
    /// - Returns: the longest prefix that was believed to be warm and was not read; nil when there is none.
    @discardableResult
    package mutating func settle(_ plan: PrefixPlan, start: Int, read: Double, wrote: Bool) -> WarmPrefix? {
        var missed: WarmPrefix?
        prefixes.removeAll { !$0.isWarm(at: start) }
        var shorter = 0
        for mark in plan.marks {
            let path = plan.units[..<mark.unitsBefore].map(\.key)
            let tokens = plan.tokens(before: mark)
            let wasRead = read > 0 && read >= Double(tokens + shorter) / 2
            shorter = tokens
            if let known = prefixes.firstIndex(where: { $0.units == path }) {
                if wasRead {
                    prefixes[known].lastUse = start
                    continue
                }
                missed = prefixes.remove(at: known)
            }
            // Of what nobody knew, only what was read to its very end is an entry.
            if abs(read - Double(tokens)) < 0.1 * Double(tokens) || (wrote && !wasRead) {
                prefixes.append(WarmPrefix(units: path, tokens: tokens, lifetime: mark.lifetime, lastUse: start))
            }
        }
        return missed
    }

    /// A further question of a conversation read what stands in front of it: prefixes that it begins with live on.
    package mutating func renew(_ path: [UInt64], start: Int, read: Double) {
        for index in prefixes.indices where path.starts(with: prefixes[index].units) {
            guard prefixes[index].isWarm(at: start), read >= Double(prefixes[index].tokens) * 0.9 else { continue }
            prefixes[index].lastUse = start
        }
    }
}

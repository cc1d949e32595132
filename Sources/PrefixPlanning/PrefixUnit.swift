package import Claude

/// The smallest thing that stands in a prompt whole: a passage or a document, with the bytes that are sent for it.
package struct PrefixUnit: Hashable, Sendable {
    /// A fingerprint of the bytes that are sent. Text that has changed is another unit.
    package var key: UInt64
    /// As the estimator counts them, before that is corrected by what was reported.
    package var tokens: Int

    package init(key: UInt64, tokens: Int) {
        self.key = key
        self.tokens = tokens
    }
}

/// How long a prefix stays in the cache after its last use.
package enum PrefixLifetime: Hashable, Sendable, CaseIterable {
    case fiveMinutes
    case oneHour

    package var milliseconds: Int { self == .oneHour ? 3_600_000 : 300_000 }
    package var cacheLifetime: CacheLifetime { self == .oneHour ? .oneHour : .fiveMinutes }
}

/// Where a mark stands.
package struct PrefixMark: Hashable, Sendable {
    /// How many units stand before it; none: it stands at the end of the instructions.
    package var unitsBefore: Int
    package var lifetime: PrefixLifetime

    package init(unitsBefore: Int, lifetime: PrefixLifetime) {
        self.unitsBefore = unitsBefore
        self.lifetime = lifetime
    }
}

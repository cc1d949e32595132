/// Chooses the prefix of a prompt by its price: what this call costs with it, less what it is expected to save the next ones.
///
/// A pure function: the same question, log, prices and warm prefixes give the same plan.
package enum PrefixPlanner {
    /// So many marks are taken by the API.
    package static let markLimit = 4
    /// So many of the warm prefixes that are cheapest now are looked at more closely.
    private static let startLimit = 3

    package static func plan(_ question: PrefixQuestion) -> PrefixPlan {
        var forecast = PrefixForecast(question)
        // In an order of their own, whatever order they are listed in.
        let warm = question.warm.filter { prefix in
            prefix.isWarm(at: question.now)
                && canBeCached(Double(prefix.tokens) * question.correction, question.prices)
        }.sorted { $0.isBefore($1) }
        for prefix in warm { forecast.add(PrefixForecast.Prefix(keys: prefix.units, tokens: prefix.tokens)) }

        var drafts = PrefixDrafts(question, forecast)
        drafts.consider(from: nil)
        let needed = Dictionary(question.needed.map { ($0.key, $0.tokens) }) { first, _ in first }
        let need = question.needed.reduce(0) { $0 + $1.tokens }
        let ranked = warm.map { prefix in
            let missing = need - prefix.units.reduce(0) { $0 + (needed[$1] ?? 0) }
            return (prefix: prefix, missing: missing, price: drafts.price(read: prefix.tokens, fresh: missing))
        }.filter { drafts.hasRoom($0.prefix.tokens + $0.missing + question.tailTokens) }.sorted {
            $0.price == $1.price ? $0.prefix.isBefore($1.prefix) : $0.price < $1.price
        }
        for (number, start) in ranked.enumerated() where number < startLimit || start.prefix.units.isEmpty {
            drafts.consider(from: start.prefix)
        }
        return drafts.finish(warm)
    }

    /// Whether so many real tokens are surely enough for the cache; the estimate may be off by a third.
    static func canBeCached(_ tokens: Double, _ prices: PrefixPrices) -> Bool {
        tokens >= Double(prices.minimumTokens) * 4 / 3
    }
}

package import DocumentModel

/// What an answer took, in one line: model, tokens, money, time, and how much of it is proved.
package enum ReceiptLine {
    package static func of(_ answer: Answer) -> String {
        var facts: [String] = []
        if let reused = answer.reused {
            facts.append("\(answer.model.name), the answer #\(reused.answer) again")
            if let cost = answer.cost { facts.append(money(cost)) }
        } else if answer.outcome == .failed {
            facts.append("\(answer.model.name) gave no answer")
            if let cost = answer.cost { facts.append(money(cost)) }
        } else if answer.model.name == "extractive" {
            facts.append("No model was asked")
        } else {
            facts.append(answer.model.name + (answer.model.fallbackFrom.map { " instead of \($0)" } ?? ""))
            facts.append(tokens(answer.usage))
            if let cost = answer.cost { facts.append(money(cost)) }
            facts.append("\(answer.timings.total / 1000).\(answer.timings.total % 1000 / 100) s")
        }
        let unproved = answer.footnotes.count { $0.state == .unverified }
        if unproved > 0 { facts.append("\(unproved) of \(answer.footnotes.count) footnotes not verified") }
        let claims = answer.segments.count { $0.support == .unsupported }
        if claims > 0 { facts.append("\(claims) \(claims == 1 ? "claim" : "claims") without a source") }
        if let id = answer.id { facts.append("kept as #\(id)") }
        return facts.joined(separator: "; ") + "."
    }

    private static func tokens(_ usage: Answer.TokenUsage) -> String {
        let input = usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h
        let cached = usage.cacheRead > 0 ? " (\(usage.cacheRead) from the cache)" : ""
        return "\(input) tokens in\(cached), \(usage.output) out"
    }

    private static func money(_ cost: Answer.Cost) -> String {
        let saved = cost.uncachedNanoDollars - cost.nanoDollars
        return dollars(cost.nanoDollars) + (saved > 0 ? ", the cache saved \(dollars(saved))" : "")
    }

    /// "$0.0040625": all digits that it takes.
    static func exactly(_ nano: Int) -> String {
        var decimals = String(String(nano.magnitude % 1_000_000_000 + 1_000_000_000).dropFirst())
        while decimals.count > 2, decimals.last == "0" { decimals.removeLast() }
        return "\(nano < 0 ? "-" : "")$\(nano.magnitude / 1_000_000_000).\(decimals)"
    }

    /// "1,253"
    static func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
        return String(digits)
    }

    /// "$0.0123": to a hundredth of a cent, rounded up so that nothing costs nothing.
    package static func dollars(_ nano: Int) -> String {
        let units = (nano + 99_999) / 100_000
        let digits = String(units % 10_000)
        return "$\(units / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

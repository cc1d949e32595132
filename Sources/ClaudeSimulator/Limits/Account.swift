import Claude
import JSON

/// What was used and what it cost, since the start or the last reset.
struct Account: Sendable {
    private struct Line: Sendable {
        var requests = 0
        var usage = [String: Int]()
        var nanoDollars = 0
        var unpriced = 0
    }

    private var models: [String: Line] = [:]
    private var statuses: [Int: Int] = [:]
    /// What was spent in all, and in the month that the spend limit counts.
    private(set) var nanoDollars = 0
    private var monthEnds = Timestamp(milliseconds: 0)
    private var spentBeforeMonth = 0

    private static let kinds = [
        "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "ephemeral_5m_input_tokens",
        "ephemeral_1h_input_tokens", "output_tokens", "thinking_tokens",
    ]

    mutating func count(status: Int) { statuses[status, default: 0] += 1 }

    /// Bills one response by its usage.
    mutating func bill(_ usage: JSONObject, model: String, catalogue: ModelCatalogue) {
        var line = models[model] ?? Line()
        line.requests += 1
        let parts = [JSONValue.object(usage), usage["cache_creation"] ?? [:], usage["output_tokens_details"] ?? [:]]
        for kind in Self.kinds {
            line.usage[kind, default: 0] += parts.lazy.compactMap { $0[kind]?.int }.first ?? 0
        }
        if let cost = catalogue.cost(of: Usage(object: usage), model: model) {
            line.nanoDollars += cost.nanoDollars
            nanoDollars += cost.nanoDollars
        } else {
            line.unpriced += 1
        }
        models[model] = line
    }

    /// What was spent this month.
    mutating func spentThisMonth(at now: Timestamp) -> Int {
        if now >= monthEnds {
            monthEnds = now.nextMonth
            spentBeforeMonth = nanoDollars
        }
        return nanoDollars - spentBeforeMonth
    }

    var json: JSONValue {
        var byModel = JSONObject()
        for (model, line) in models.sorted(by: { $0.key < $1.key }) {
            var object: JSONObject = ["requests": JSONValue(line.requests)]
            for kind in Self.kinds { object.append(kind, JSONValue(line.usage[kind] ?? 0)) }
            object.append("nano_dollars", JSONValue(line.nanoDollars))
            object.append("requests_without_price", JSONValue(line.unpriced))
            byModel.append(model, .object(object))
        }
        var responses = JSONObject()
        for (status, count) in statuses.sorted(by: { $0.key < $1.key }) {
            responses.append(String(status), JSONValue(count))
        }
        let money = Money(nanoDollars: nanoDollars)
        return [
            "nano_dollars": JSONValue(nanoDollars), "cost": JSONValue(money.description), "models": .object(byModel),
            "responses": .object(responses),
        ]
    }
}

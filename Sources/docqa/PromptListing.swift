import Accounting
import Claude
import CommandLine
import DocQA
import DocumentModel
import JSON

/// A prompt block by block, for people and as JSON.
enum PromptListing {
    typealias Parting = (earlier: PromptOutline, found: PromptOutline.Difference)

    static func lines(_ outline: PromptOutline, _ difference: Parting?) -> [String] {
        var lines = ["\(outline.model), about \(Quantity.grouped(outline.tokens)) tokens"]
        var before = 0
        for block in outline.blocks {
            if let difference, difference.found.place == block.place { lines.append("  --- other from here on ---") }
            before += block.tokens
            let title = block.title.map { "  " + HarmlessText.of($0, oneLine: true) } ?? ""
            lines.append("  \(block.place)  \(block.type)  \(Quantity.grouped(block.tokens)) tokens\(title)")
            if let mark = block.mark {
                let time = mark == .oneHour ? "an hour" : "five minutes"
                lines.append("  --- marked: \(Quantity.grouped(before)) tokens are kept for \(time) ---")
            }
        }
        var prices: [String] = []
        if let input = outline.inputNanoDollars {
            prices.append((outline.answer == nil ? "input expected at " : "input cost ") + money(input))
        }
        if let uncached = outline.uncachedNanoDollars { prices.append("without a cache about \(money(uncached))") }
        if let worst = outline.worstNanoDollars { prices.append("the call at most \(money(worst))") }
        if !prices.isEmpty { lines.append(prices.joined(separator: "; ") + ".") }
        if let plan = outline.plan { lines += PromptPlanListing.lines(plan) }
        if let difference { lines.append(told(difference)) }
        return lines
    }

    private static func told(_ parting: Parting) -> String {
        let name = parting.earlier.answer.map { "that of #\($0)" } ?? "the other"
        let found = parting.found
        let shared = "\(Quantity.grouped(found.sharedTokens)) tokens in front are the same as in \(name)"
        guard let place = found.place else { return "All \(shared)." }
        let price =
            found.nanoDollars.map {
                ", which costs \(money($0)) more than reading them from the cache would"
            } ?? ""
        return "First other: \(place). \(shared); \(Quantity.grouped(found.otherTokens)) are sent anew\(price)."
    }

    private static func money(_ nano: Int) -> String { "\(Money(nanoDollars: nano).rounded)" }

    static func json(_ outline: PromptOutline, _ difference: Parting?) -> JSONValue {
        [
            "answer": optional(outline.answer), "question": JSONValue(outline.question),
            "model": JSONValue(outline.model), "tokens": JSONValue(outline.tokens),
            "blocks": .array(JSONArray(outline.blocks.map(block))),
            "input_nano_dollars": optional(outline.inputNanoDollars),
            "uncached_nano_dollars": optional(outline.uncachedNanoDollars),
            "worst_nano_dollars": optional(outline.worstNanoDollars),
            "plan": outline.plan.map(\.json) ?? .null,
            "difference": difference.map { parting in
                [
                    "against": optional(parting.earlier.answer),
                    "place": parting.found.place.map { JSONValue($0) } ?? .null,
                    "shared_tokens": JSONValue(parting.found.sharedTokens),
                    "other_tokens": JSONValue(parting.found.otherTokens),
                    "nano_dollars": optional(parting.found.nanoDollars),
                ]
            } ?? .null,
        ]
    }

    private static func block(_ block: PromptOutline.Block) -> JSONValue {
        [
            "place": JSONValue(block.place), "type": JSONValue(block.type),
            "title": block.title.map { JSONValue($0) } ?? .null, "tokens": JSONValue(block.tokens),
            "mark": block.mark.map { JSONValue($0.rawValue) } ?? .null, "sha256": JSONValue(block.sha256),
        ]
    }

    private static func optional(_ number: Int?) -> JSONValue { number.map { JSONValue($0) } ?? .null }
}

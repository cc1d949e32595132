package import DocumentModel
package import JSON

extension AnswerJSON {
    static func receipt(_ answer: Answer) -> JSONValue {
        let receipt = answer.receipt
        return [
            "unverified": JSONValue(answer.footnotes.count { $0.state == .unverified }),
            "unsupported": JSONValue(answer.segments.count { $0.support == .unsupported }),
            "calls": .array(JSONArray(receipt.calls.map(call))),
            "steps": .array(JSONArray(receipt.steps.map { JSONValue($0) })),
            "budgets": .array(
                JSONArray(
                    receipt.budgets.map {
                        [
                            "name": JSONValue($0.name), "limit_nano_dollars": JSONValue($0.limit),
                            "left_nano_dollars": JSONValue($0.left),
                        ]
                    })),
            "planned": receipt.planned.map(planned) ?? .null,
        ]
    }

    package static func planned(_ plan: PlannedQuestion) -> JSONValue {
        [
            "model": JSONValue(plan.model), "reasons": .array(JSONArray(plan.reasons.map { JSONValue($0) })),
            "prompt_tokens": JSONValue(plan.promptTokens),
            "worst_nano_dollars": optional(plan.worstNanoDollars),
            "marks": .array(JSONArray(plan.marks.map { JSONValue($0) })),
        ]
    }

    private static func call(_ call: Receipt.Call) -> JSONValue {
        [
            "purpose": JSONValue(call.purpose), "model": JSONValue(call.model), "state": JSONValue(call.state),
            "usage": usage(call.usage), "cost": call.cost.map(cost) ?? .null,
            "request_id": optional(call.requestID), "error": optional(call.error),
            "first_text_ms": optional(call.firstText), "duration_ms": optional(call.duration),
        ]
    }

    // MARK: Reading

    static func receipt(_ value: JSONValue?) -> Receipt {
        var receipt = Receipt()
        receipt.calls = value?["calls"]?.array?.compactMap(call) ?? []
        receipt.steps = value?["steps"]?.array?.compactMap(\.string) ?? []
        receipt.budgets =
            value?["budgets"]?.array?.compactMap { budget in
                guard let name = budget["name"]?.string, let limit = budget["limit_nano_dollars"]?.int,
                    let left = budget["left_nano_dollars"]?.int
                else { return nil }
                return Receipt.Budget(name: name, limit: limit, left: left)
            } ?? []
        receipt.planned = value?["planned"].flatMap(plannedQuestion)
        return receipt
    }

    package static func plannedQuestion(_ plan: JSONValue) -> PlannedQuestion? {
        guard let model = plan["model"]?.string else { return nil }
        return PlannedQuestion(
            model: model, reasons: plan["reasons"]?.array?.compactMap(\.string) ?? [],
            promptTokens: plan["prompt_tokens"]?.int ?? 0, worstNanoDollars: plan["worst_nano_dollars"]?.int,
            marks: plan["marks"]?.array?.compactMap(\.string) ?? [])
    }

    private static func call(_ value: JSONValue) -> Receipt.Call? {
        guard let purpose = value["purpose"]?.string, let model = value["model"]?.string,
            let state = value["state"]?.string
        else { return nil }
        var call = Receipt.Call(purpose: purpose, model: model, state: state)
        call.usage = usage(value["usage"])
        call.cost = value["cost"].flatMap(cost)
        call.requestID = value["request_id"]?.string
        call.error = value["error"]?.string
        call.firstText = value["first_text_ms"]?.int
        call.duration = value["duration_ms"]?.int
        return call
    }
}

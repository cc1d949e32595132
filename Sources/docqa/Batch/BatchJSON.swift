import DocQA
import DocumentModel
import JSON

/// Batches as JSON: `docs/schemas/batch.json`, `batch-status.json` and `batch-results.json`.
enum BatchJSON {
    static func value(
        _ status: BatchStatus?, _ estimate: BatchEstimate?, _ problems: [QuestionsFile.Problem]
    ) -> JSONValue {
        [
            "batch": status.map { value($0) } ?? .null, "estimate": estimate.map { value($0) } ?? .null,
            "left_out": .array(
                JSONArray(problems.map { ["line": JSONValue($0.line), "reason": JSONValue($0.text)] })),
        ]
    }

    static func value(_ status: BatchStatus) -> JSONValue {
        [
            "id": JSONValue(status.id), "created_at": JSONValue(status.createdAt),
            "state": JSONValue(status.state.rawValue), "source": JSONValue(status.source),
            "questions": JSONValue(status.questions), "answered": JSONValue(status.answered),
            "unchanged": JSONValue(status.unchanged), "failed": JSONValue(status.failed),
            "cancelled": JSONValue(status.cancelled), "open": JSONValue(status.open),
            "parts": .array(
                JSONArray(
                    status.parts.map { part in
                        [
                            "id": part.remote.map { JSONValue($0) } ?? .null, "state": JSONValue(part.state),
                            "questions": JSONValue(part.questions),
                            "expires_at": part.expiresAt.map { JSONValue($0) } ?? .null,
                        ]
                    })),
            "estimated": [
                "expected": money(status.expected), "worst": money(status.worst), "alone": money(status.alone),
            ],
            "spent": money(status.spent), "reserved": money(status.reserved), "uncached": money(status.uncached),
        ]
    }

    private static func value(_ estimate: BatchEstimate) -> JSONValue {
        var models = JSONObject()
        for (model, count) in estimate.models.sorted(by: { $0.key < $1.key }) { models.append(model, JSONValue(count)) }
        return [
            "questions": JSONValue(estimate.questions), "silent": JSONValue(estimate.silent),
            "unchanged": JSONValue(estimate.unchanged), "repeated": JSONValue(estimate.repeated),
            "models": .object(models), "prompt_tokens": JSONValue(estimate.promptTokens),
            "shared_tokens": JSONValue(estimate.sharedTokens),
            "read_chance": JSONNumber((estimate.readChance * 1_000).rounded() / 1_000).map { .number($0) } ?? .null,
            "expected": money(estimate.expected), "worst": money(estimate.worst), "alone": money(estimate.alone),
            "single": money(estimate.single),
        ]
    }

    static func value(_ result: BatchResultItem) -> JSONValue {
        [
            "id": JSONValue(result.name), "question": JSONValue(result.question),
            "state": JSONValue(result.state.rawValue), "tries": JSONValue(result.tries),
            "problem": result.problem.map {
                ["code": JSONValue($0), "message": JSONValue(result.problemText ?? "")]
            } ?? .null,
            "answer": result.answer?.json ?? .null,
        ]
    }

    private static func money(_ amount: Int?) -> JSONValue {
        amount.map { ["nano_dollars": JSONValue($0)] } ?? .null
    }
}

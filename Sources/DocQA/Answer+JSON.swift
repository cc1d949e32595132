import Answering
public import DocumentModel
public import JSON

extension Answer {
    /// The answer as every interface gives it to programs: `docs/schemas/ask.json`.
    public var json: JSONValue { AnswerJSON.value(self) }
}

extension PromptPlan {
    /// As answers have it.
    public var json: JSONValue { PromptPlanJSON.value(self) }
}

extension PromptPlan.Alternative {
    /// As answers have it.
    public var json: JSONValue { PromptPlanJSON.value(self) }
}

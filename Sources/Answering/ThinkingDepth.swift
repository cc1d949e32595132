import Claude

/// How much a model is to think: what was asked for, as far as the model's entry in the catalogue allows it.
struct ThinkingDepth {
    /// nil leaves the model's default.
    let thinking: Thinking?
    let effort: Effort?
    /// Room for the answer, and for the thought where thought counts as output.
    let maxTokens: Int

    init(_ model: ModelFacts, effort asked: Effort?) {
        let wanted = asked ?? (model.line == "haiku" ? .low : .medium)
        let effort = model.efforts?.contains(wanted) == true ? wanted : nil
        self.effort = effort
        let types = model.thinkingTypes ?? []
        func accepts(_ type: String) -> Bool {
            guard types.contains(type) else { return false }
            guard let most = model.maxEffort(withThinking: type) else { return true }
            return ThinkingDepth.rank(effort ?? .medium) <= ThinkingDepth.rank(most)
        }
        // Quoting from documents needs little thought; whoever asks for high effort wants it.
        let isQuick = ThinkingDepth.rank(wanted) < ThinkingDepth.rank(.high)
        if isQuick, accepts("between_tools") {
            thinking = Thinking.betweenTools
        } else if isQuick, accepts("disabled") {
            thinking = .disabled
        } else if accepts("adaptive") {
            thinking = .adaptive
        } else {
            thinking = nil
        }
        maxTokens = thinking == .betweenTools || thinking == .disabled ? 4_096 : 16_384
    }

    private static func rank(_ effort: Effort) -> Int {
        ["low", "medium", "high", "xhigh", "max"].firstIndex(of: effort.rawValue) ?? 1
    }
}

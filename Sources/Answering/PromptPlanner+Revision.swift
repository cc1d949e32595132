package import Claude
package import LanguageModels

extension PromptPlanner {
    /// The same request with the answer that came and the wish to have it revised behind it. What stands before is read from
    /// the cache where it was written; nothing new is written, since nobody asks the same again.
    package static func revision(
        of prompt: PlannedPrompt, _ call: PlannedCall, reply: Message, text: String, catalogue: ModelCatalogue
    ) -> PlannedPrompt {
        var call = call
        call.request.messages += [InputMessage(replaying: reply), .user([.text(text)])]
        call.promptTokens = TokenEstimator().estimate(call.request, catalogue: catalogue)
        call.worstCost = catalogue.worstCost(of: call.request, promptTokens: call.promptTokens)
        var prompt = prompt
        prompt.call = call
        return prompt
    }
}

import HTTPServer
import JSON
import Synchronization

extension SimulatedAPI {
    /// `POST /v1/messages/count_tokens`: what a message with the same prompt would be charged for, cache or no cache.
    func countTokens(_ request: ServerRequest, _ context: RequestContext) async throws(APIFailure) -> ServerResponse {
        let body = try parse(request)
        let check = RequestCheck(
            catalogue: configuration.catalogue, version: context.version, betas: context.betas, purpose: .tokenCount)
        var call = try check.check(body)
        try ThinkingSignature.check(&call, scripted: state.withLock { $0.scriptedSignatures })
        let contents = try await self.contents(of: call, context)
        let limit = configuration.limits.tokenCounts
        try change { (state) throws(APIFailure) in
            try state.limiter.admit(counting: "count_tokens", limit: limit, at: context.start)
        }
        let layout = PromptLayout(call, workspace: context.workspace, contents: contents)
        return json(["input_tokens": JSONValue(layout.totalTokens)])
    }
}

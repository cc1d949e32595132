package import Claude

/// Answers through the Claude API, searching by itself first: the model calls tools, and what they find can be cited.
///
/// What it writes between calls is no part of the answer, so a round's text is passed on only when the round called nothing.
package struct SearchingModel: LanguageModel {
    /// A tool for the model; what it finds beside its output can be cited by its source.
    package struct SearchTool: Sendable {
        package var definition: Tool
        /// What a person is told while it runs.
        package var step: @Sendable (ToolInput) -> String
        package var run: @Sendable (ToolInput) async throws -> ToolFinding

        package init(
            _ definition: Tool, step: @escaping @Sendable (ToolInput) -> String,
            run: @escaping @Sendable (ToolInput) async throws -> ToolFinding
        ) {
            self.definition = definition
            self.step = step
            self.run = run
        }
    }

    /// After so many rounds the model is told to answer.
    package static let wantedRounds = 8
    /// How many requests there can be: one more that is told to answer, and the answer.
    package static let roundLimit = wantedRounds + 2
    /// What a model is told that is to answer now.
    static let callToAnswer = "No more calls are answered. Write the answer now, from what you have."

    private let client: ClaudeClient
    private let options: CallOptions
    private let tools: [SearchTool]
    /// How many calls are answered; then the model is told to answer.
    private let callLimit: Int
    private let rounds: Int
    private let payer: CallPayer

    /// - Parameter payer: what it throws before the first round ends the search; later the model is told to answer with what it
    ///   has found, if that can be paid for.
    package init(
        _ client: ClaudeClient, options: CallOptions = CallOptions(), tools: [SearchTool], rounds: Int = wantedRounds,
        callLimit: Int = 24, payer: CallPayer = .nobody
    ) {
        self.client = client
        self.options = options
        self.tools = tools
        self.rounds = rounds
        self.callLimit = callLimit
        self.payer = payer
    }

    package func answer(_ prompt: PlannedPrompt) -> AsyncThrowingStream<ModelEvent, any Error> {
        AsyncThrowingStream { continuation in
            guard let call = prompt.call else { preconditionFailure("a prompt for Claude is planned with its call") }
            let task = Task {
                do {
                    let search = SearchRounds(prompt.documents, tools: tools, callLimit: callLimit, rounds: rounds) {
                        continuation.yield($0)
                    }
                    try await run(call, search)
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func run(_ call: PlannedCall, _ search: SearchRounds) async throws {
        let runnable = tools.map { tool in
            RunnableTool(tool.definition) { input in try await search.output(of: tool, ToolInput(input)) }
        }
        let limit = rounds + SearchingModel.roundLimit - SearchingModel.wantedRounds
        let loop = ToolLoop(tools: runnable, maxRounds: limit, maxIdenticalCalls: callLimit + rounds)
        do throws(ClaudeError) {
            let result = try await loop.run(
                call.request, with: client, options: options,
                beforeRound: { request in
                    if search.round == limit { throw search.stop(.rounds, at: request) }
                    do {
                        try await payer.before(request)
                    } catch {
                        throw search.stop(.refusal(error), at: request)
                    }
                },
                onEvent: { received($0, search) },
                onRound: { request, response in await ended(request, response, search) })
            search.finish(result.response.message.stopReason)
        } catch {
            guard let (stop, request) = search.stopped else {
                guard search.hasReplies else { throw error }
                search.interrupt(error)
                return
            }
            if case .refusal(let reason) = stop {
                guard search.hasReplies, !(reason is CancellationError) else { throw reason }
                search.curtail(reason)
            }
            try await conclude(request, search)
        }
    }

    /// The last round: whatever the model may want to look up yet, it answers from what it has. Where not even that can be
    /// paid for, there is no answer.
    private func conclude(_ request: MessageRequest, _ search: SearchRounds) async throws {
        var request = request
        request.toolChoice = ToolChoice.none
        guard let request = try await payer.last(request) else {
            search.finish(nil)
            return
        }
        // Nobody who may be dearer stands in.
        var options = options
        options.fallbacks = []
        do throws(ClaudeError) {
            let stream = try await client.stream(request, options: options)
            for try await event in stream { received(event, search) }
            let response = try await stream.response()
            await ended(request, response, search)
            search.finish(response.message.stopReason)
        } catch {
            search.interrupt(error)
        }
    }

    private func received(_ action: MessageAccumulator.Action, _ search: SearchRounds) {
        if case .text = action { payer.textCame() }
        search.received(action)
    }

    private func ended(_ request: MessageRequest, _ response: MessageResponse, _ search: SearchRounds) async {
        var reply = ModelReply(response)
        reply.request = request.encoded()
        await payer.after(reply)
        search.ended(reply)
    }
}

package import Claude
import Synchronization

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

    private let client: ClaudeClient
    private let options: CallOptions
    private let tools: [SearchTool]
    /// How many calls are answered; then the model is told to answer.
    private let callLimit: Int
    private let rounds: Int
    private let payer: CallPayer

    /// - Parameter payer: what it throws ends the search.
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
                    let search = SearchRounds(prompt.documents, callLimit: callLimit, rounds: rounds) {
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
        // Two rounds more than are wanted: the one that is told to answer, and the answer.
        let loop = ToolLoop(
            tools: runnable, maxRounds: rounds + SearchingModel.roundLimit - SearchingModel.wantedRounds,
            maxIdenticalCalls: callLimit + rounds)
        do throws(ClaudeError) {
            let result = try await loop.run(
                call.request, with: client, options: options,
                beforeRound: { request in
                    do {
                        try await payer.before(request)
                    } catch {
                        search.refuse(error)
                        throw error
                    }
                },
                onEvent: { action in
                    if case .text = action { payer.textCame() }
                    search.received(action)
                },
                onRound: { request, response in
                    var reply = ModelReply(response)
                    reply.request = request.encoded()
                    await payer.after(reply)
                    search.ended(reply)
                })
            search.finish(result.response.message.stopReason)
        } catch {
            if let refusal = search.refusal { throw refusal }
            guard search.hasReplies else { throw error }
            search.interrupt(error)
        }
    }
}

/// Rounds of searching on their way: what was found, what was asked before, and the text that is held back.
final class SearchRounds: Sendable {
    private struct State {
        /// Names of search results, with their place among the prompt's documents.
        var sources: [String: Int] = [:]
        var documents: Int
        var known: [String: Task<ToolFinding, any Error>] = [:]
        var calls = 0
        var round = 1
        var replies = 0
        /// Why no further round is paid for.
        var refusal: (any Error)?
        /// The events of a round that may yet call something.
        var held: [ModelEvent] = []
    }

    private let state: Mutex<State>
    private let table: CitationTable
    private let callLimit: Int
    private let rounds: Int
    private let yield: @Sendable (ModelEvent) -> Void

    init(
        _ documents: [PromptDocument], callLimit: Int, rounds: Int, _ yield: @escaping @Sendable (ModelEvent) -> Void
    ) {
        var sources: [String: Int] = [:]
        for (index, document) in documents.enumerated() { document.source.map { sources[$0] = index } }
        state = Mutex(State(sources: sources, documents: documents.count))
        table = CitationTable(documents)
        self.callLimit = callLimit
        self.rounds = rounds
        self.yield = yield
    }

    var hasReplies: Bool { state.withLock { $0.replies > 0 } }
    var refusal: (any Error)? { state.withLock { $0.refusal } }

    func refuse(_ error: any Error) { state.withLock { $0.refusal = error } }

    /// The result of a call; the same call again is answered from memory.
    func output(of tool: SearchingModel.SearchTool, _ input: ToolInput) async throws -> ToolOutput {
        let key = tool.definition.name + input.key
        let (task, isNew) = state.withLock { state -> (Task<ToolFinding, any Error>?, Bool) in
            if let known = state.known[key] { return (known, false) }
            state.calls += 1
            guard state.calls <= callLimit, state.round <= rounds else { return (nil, false) }
            let task = Task { try await tool.run(input) }
            state.known[key] = task
            return (task, true)
        }
        guard let task else {
            yield(.step("No more searches: the model has to answer."))
            return .text("No more calls are answered. Write the answer now, from what you have.")
        }
        if isNew { yield(.step(tool.step(input))) }
        let finding = try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        register(finding.documents)
        return finding.output
    }

    /// Numbers and passes on under one lock, so that both ends count alike.
    private func register(_ documents: [PromptDocument]) {
        state.withLock { state in
            for document in documents {
                guard let source = document.source, state.sources[source] == nil else { continue }
                state.sources[source] = state.documents
                state.documents += 1
                yield(.sources([document]))
            }
        }
    }

    func received(_ action: MessageAccumulator.Action) {
        switch action {
        case .blockStart(_, .toolUse):
            // It went on searching: what it wrote is a note to itself.
            let note = state.withLock { state in
                defer { state.held = [] }
                return state.held.reduce(into: "") { text, event in if case .text(let more) = event { text += more } }
            }
            if !note.isEmpty { yield(.thinking(note)) }
        case .thinking(let text, _): if !text.isEmpty { yield(.thinking(text)) }
        case .citation(.searchResult(let citation), _):
            let index = state.withLock { $0.sources[citation.source] } ?? -1
            let range = citation.start <= citation.end ? citation.start..<citation.end : 0..<0
            hold([.citation(ModelCitation(document: index, place: .blocks(range), quote: citation.citedText))])
        default: hold(StreamTranslation(table).events(of: action, model: ""))
        }
    }

    private func hold(_ events: [ModelEvent]) {
        state.withLock { state in
            for event in events {
                if case .started = event { continue }
                state.held.append(event)
            }
        }
    }

    func ended(_ reply: ModelReply) {
        let isFirst = state.withLock { state in
            state.replies += 1
            state.round += 1
            return state.replies == 1
        }
        if isFirst { yield(.started(model: reply.message.model)) }
        yield(.replied(reply))
    }

    func finish(_ reason: StopReason?) {
        flush()
        yield(.finished(stopReason: reason?.rawValue ?? StopReason.endTurn.rawValue))
    }

    func interrupt(_ error: ClaudeError) {
        flush()
        yield(.interrupted(error))
    }

    private func flush() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for event in held { yield(event) }
    }
}

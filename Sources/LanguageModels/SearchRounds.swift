import Claude
import Synchronization

/// Rounds of searching on their way: what was found, what was asked before, and the text that is held back.
final class SearchRounds: Sendable {
    /// Why there is no further round.
    enum Stop: Error {
        case rounds
        /// Whoever pays refused it.
        case refusal(any Error)
    }

    private struct State {
        /// Names of search results, with their place among the prompt's documents.
        var sources: [String: Int] = [:]
        var documents: Int
        var known: [String: Task<ToolFinding, any Error>] = [:]
        /// What is answered of what was asked.
        var allowed: Set<String> = []
        var calls = 0
        var round = 1
        var replies = 0
        var stopped: (stop: Stop, request: MessageRequest)?
        /// The events of a round that may yet call something.
        var held: [ModelEvent] = []
    }

    private let state: Mutex<State>
    private let table: CitationTable
    private let tools: [SearchingModel.SearchTool]
    private let callLimit: Int
    private let rounds: Int
    private let yield: @Sendable (ModelEvent) -> Void

    init(
        _ documents: [PromptDocument], tools: [SearchingModel.SearchTool], callLimit: Int, rounds: Int,
        _ yield: @escaping @Sendable (ModelEvent) -> Void
    ) {
        self.tools = tools
        var sources: [String: Int] = [:]
        for (index, document) in documents.enumerated() { document.source.map { sources[$0] = index } }
        state = Mutex(State(sources: sources, documents: documents.count))
        table = CitationTable(documents)
        self.callLimit = callLimit
        self.rounds = rounds
        self.yield = yield
    }

    var hasReplies: Bool { state.withLock { $0.replies > 0 } }
    /// The round that comes next or is under way, counted from 1.
    var round: Int { state.withLock { $0.round } }
    /// Why there was no further round, and the request that was not sent.
    var stopped: (stop: Stop, request: MessageRequest)? { state.withLock { $0.stopped } }

    /// Notes why a round is not sent. Returns what ends the loop.
    func stop(_ reason: Stop, at request: MessageRequest) -> any Error {
        state.withLock { $0.stopped = (reason, request) }
        if case .refusal(let error) = reason { return error }
        return reason
    }

    /// Says why the search ends early. What was written beside the last calls is no part of the answer.
    func curtail(_ reason: any Error) {
        state.withLock { $0.held = [] }
        yield(.curtailed(reason))
    }

    /// The result of a call; the same call again is answered from memory.
    func output(of tool: SearchingModel.SearchTool, _ input: ToolInput) async throws -> ToolOutput {
        let key = SearchRounds.key(tool, input)
        let task = state.withLock { state -> Task<ToolFinding, any Error>? in
            if let known = state.known[key] { return known }
            guard state.allowed.contains(key) else { return nil }
            let task = Task { try await tool.run(input) }
            state.known[key] = task
            return task
        }
        guard let task else { return .text(SearchingModel.callToAnswer) }
        let finding = try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        register(finding.documents)
        return finding.output
    }

    private static func key(_ tool: SearchingModel.SearchTool, _ input: ToolInput) -> String {
        tool.definition.name + input.key
    }

    /// Decides which calls of a round are answered, and tells them in their order: they run all at once.
    private func decide(_ uses: [ToolUseBlock], _ state: inout State) {
        var isRefused = false
        for use in uses {
            guard let tool = tools.first(where: { $0.definition.name == use.name }) else { continue }
            let input = ToolInput(use.input)
            let key = SearchRounds.key(tool, input)
            if state.allowed.contains(key) {
                yield(.step(tool.step(input) + " (asked before: answered from memory)"))
                continue
            }
            state.calls += 1
            guard state.calls <= callLimit, state.round <= rounds else {
                isRefused = true
                continue
            }
            state.allowed.insert(key)
            yield(.step(tool.step(input)))
        }
        if isRefused { yield(.step("No more searches: the model has to answer.")) }
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
        yield(.started(model: reply.message.model))
        yield(.replied(reply))
        state.withLock { state in
            state.replies += 1
            state.round += 1
            decide(reply.message.toolUses, &state)
        }
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

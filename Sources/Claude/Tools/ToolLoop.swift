public import JSON

/// A tool together with the code that runs it.
public struct RunnableTool: Sendable {
    /// What the model is told of the tool.
    public let definition: Tool
    let run: @Sendable (JSONValue) async throws -> ToolOutput

    /// - Parameter run: takes the input that the model wrote. What it throws goes back to the model as a failed result.
    public init(_ definition: Tool, run: @escaping @Sendable (JSONValue) async throws -> ToolOutput) {
        self.definition = definition
        self.run = run
    }
}

/// What a tool gives back.
public enum ToolOutput: Sendable {
    case text(String)
    /// Text, images, documents; or search results and nothing else.
    case blocks([ContentBlock])

    var content: InputMessage.Content {
        switch self {
        case .text(let text): .text(text)
        case .blocks(let blocks): .blocks(blocks)
        }
    }
}

/// Asks, runs the tools that the model calls, answers, and so on until the model has nothing more to call.
///
///     let loop = ToolLoop(tools: [search], budget: .cents(10))
///     let result = try await loop.run(request, with: client)
///     print(result.response.message.text, result.cost ?? .zero)
///
/// The calls of one turn run at the same time and go back in one message, in the order in which the model made them. A turn that
/// the server paused is resumed. The loop ends with an error of code `toolLoop` when the model repeats itself or rounds or money
/// run out, and with `deadlineExceeded` when time does; `partial` is then the last message.
public struct ToolLoop: Sendable {
    /// The tools that can be run.
    public var tools: [RunnableTool]
    /// How many responses there may be.
    public var maxRounds: Int
    /// How often the same tool may be called with the same input.
    public var maxIdenticalCalls: Int
    /// The longest that all rounds together may take.
    public var deadline: Duration?
    /// The most that all rounds together may cost, held against the worst case before each of them.
    public var budget: Money?

    /// A loop over these tools.
    public init(
        tools: [RunnableTool], maxRounds: Int = 10, maxIdenticalCalls: Int = 3, deadline: Duration? = nil,
        budget: Money? = nil
    ) {
        self.tools = tools
        self.maxRounds = maxRounds
        self.maxIdenticalCalls = maxIdenticalCalls
        self.deadline = deadline
        self.budget = budget
    }

    /// How a loop ended.
    public struct Result: Sendable {
        /// The response that called no more tools.
        public let response: MessageResponse
        /// The whole conversation, ready for the next question.
        public let messages: [InputMessage]
        /// How many responses there were.
        public let rounds: Int
        /// What all rounds cost; nil when a price is not known.
        public let cost: Money?
    }

    /// Runs the loop. The tools are put into the request when it has none.
    ///
    /// - Parameters:
    ///   - beforeRound: is asked before every request; what it throws is the `cause` of the error with which the loop ends.
    ///   - onEvent: sees every event of every round as it comes.
    ///   - onRound: sees every request with its response.
    public func run(
        _ request: MessageRequest, with client: ClaudeClient, options: CallOptions = CallOptions(),
        beforeRound: (@Sendable (MessageRequest) async throws -> Void)? = nil,
        onEvent: (@Sendable (MessageAccumulator.Action) async -> Void)? = nil,
        onRound: (@Sendable (MessageRequest, MessageResponse) async -> Void)? = nil
    ) async throws(ClaudeError) -> Result {
        var request = request
        if request.tools == nil { request.tools = tools.map(\.definition) }
        var calls = CallCounter(limit: maxIdenticalCalls)
        var cost: Money? = .zero
        var last: Message?
        let end = deadline.map { client.clock.now() + $0 }
        for round in 1...max(1, maxRounds) {
            var options = options
            if let end {
                let left = end - client.clock.now()
                guard left > .zero else { throw ClaudeError(.deadlineExceeded, partial: last) }
                options.deadline = min(options.deadline ?? left, left)
            }
            try checkBudget(request, client, spent: cost, last)
            if let beforeRound {
                do {
                    try await beforeRound(request)
                } catch {
                    let code: ClaudeError.Code = error is CancellationError ? .cancelled : .toolLoop
                    throw ClaudeError(code, detail: "another round was not allowed", partial: last, cause: error)
                }
            }
            let response = try await ask(request, client, options, onEvent)
            last = response.message
            await onRound?(request, response)
            cost = client.configuration.catalogue.cost(of: response.message).flatMap { price in cost.map { $0 + price }
            }
            request.messages.append(InputMessage(replaying: response.message))
            let uses = response.message.toolUses
            switch response.message.stopReason {
            case .pauseTurn: continue
            case .toolUse where !uses.isEmpty:
                if let repeated = calls.count(uses) {
                    throw ClaudeError(
                        .toolLoop, field: repeated, detail: "\(repeated) was called with the same input too often",
                        partial: last)
                }
                request.messages.append(.user(await results(of: uses)))
                if Task.isCancelled { throw ClaudeError(.cancelled, partial: last) }
            // A call that was cut off is not run.
            default: return Result(response: response, messages: request.messages, rounds: round, cost: cost)
            }
        }
        throw ClaudeError(.toolLoop, detail: "the last of \(maxRounds) rounds still called tools", partial: last)
    }

    private func ask(
        _ request: MessageRequest, _ client: ClaudeClient, _ options: CallOptions,
        _ onEvent: (@Sendable (MessageAccumulator.Action) async -> Void)?
    ) async throws(ClaudeError) -> MessageResponse {
        guard let onEvent else { return try await client.create(request, options: options) }
        let stream = try await client.stream(request, options: options)
        for try await event in stream { await onEvent(event) }
        return try await stream.response()
    }

    private func checkBudget(
        _ request: MessageRequest, _ client: ClaudeClient, spent: Money?, _ last: Message?
    ) throws(ClaudeError) {
        guard let budget else { return }
        let catalogue = client.configuration.catalogue
        let promptTokens = client.estimator.estimate(request, catalogue: catalogue)
        guard let spent, let worst = catalogue.worstCost(of: request, promptTokens: promptTokens) else {
            throw ClaudeError(.toolLoop, detail: "the price of \(request.model) is not known, so no budget can be kept")
        }
        if spent + worst > budget {
            throw ClaudeError(
                .toolLoop, detail: "\(spent) of \(budget) are spent and the next round may cost \(worst)", partial: last
            )
        }
    }

    /// Runs all calls at the same time; one result for each, in their order.
    private func results(of uses: [ToolUseBlock]) async -> [ContentBlock] {
        await withTaskGroup(of: (Int, ToolResultBlock).self) { group in
            for (number, use) in uses.enumerated() { group.addTask { (number, await result(of: use)) } }
            var results: [(Int, ToolResultBlock)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map { .toolResult($0.1) }
        }
    }

    private func result(of use: ToolUseBlock) async -> ToolResultBlock {
        guard let tool = tools.first(where: { $0.definition.name == use.name }) else {
            return ToolResultBlock(toolUseID: use.id, .text("There is no tool of this name."), isError: true)
        }
        do {
            return ToolResultBlock(toolUseID: use.id, try await tool.run(use.input).content)
        } catch {
            return ToolResultBlock(toolUseID: use.id, .text(String("\(error)".prefix(500))), isError: true)
        }
    }
}

/// Counts calls of the same tool with the same input.
struct CallCounter {
    let limit: Int
    private var counts: [JSONValue: Int] = [:]

    init(limit: Int) { self.limit = limit }

    /// Counts these calls; the name of the tool that was called too often, if one was.
    mutating func count(_ uses: [ToolUseBlock]) -> String? {
        for use in uses {
            let call: JSONValue = [use.name.json, JSONValue(use.input.text(.canonical))]
            counts[call, default: 0] += 1
            if counts[call]! > limit { return use.name }
        }
        return nil
    }
}

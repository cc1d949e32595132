import JSON

/// A rule of the API or the model that a request breaks.
public struct RuleViolation: Hashable, Sendable, CustomStringConvertible {
    /// Where, as a path: `messages[0].content[2].cache_control`.
    public let field: String
    /// What is wrong and what to do, as the rest of a sentence that begins with the field.
    public let reason: String

    public var description: String { "\(field) \(reason)" }
}

extension ModelCatalogue {
    /// The rules that a request breaks, the first one first: what the API would refuse, found before time or money is spent.
    ///
    /// Rules that depend on the model apply only to models of which the catalogue knows the fact in question.
    public func violations(in request: MessageRequest) -> [RuleViolation] {
        var check = RequestCheck(request, self[model: request.model])
        check.run()
        return check.violations
    }
}

/// One pass over a request.
struct RequestCheck {
    let request: MessageRequest
    let facts: ModelFacts?
    let walk: RequestWalk
    private(set) var violations: [RuleViolation] = []

    init(_ request: MessageRequest, _ facts: ModelFacts?) {
        self.request = request
        self.facts = facts
        walk = RequestWalk(request)
    }

    mutating func run() {
        checkModel()
        checkThinkingAndEffort()
        checkToolChoice()
        checkSampling()
        checkCacheMarks()
        checkCitations()
        checkBlocks()
        checkTurns()
        checkTools()
    }

    mutating func refuse(_ field: String, _ reason: String) {
        violations.append(RuleViolation(field: field, reason: reason))
    }

    private var name: String { facts?.displayName ?? request.model }

    // MARK: The model and its limits

    private mutating func checkModel() {
        if request.model.isEmpty { refuse("model", "is missing; name one") }
        if facts?.lifecycle == .retired {
            refuse("model", "names \(request.model), which is retired; use another model")
        }
        let tokens = request.maxTokens
        if tokens < 0 { refuse("max_tokens", "is negative; 0 writes the cache, more makes an answer") }
        if let limit = facts?.maxOutputTokens, tokens > limit {
            refuse("max_tokens", "is \(tokens), and \(name) writes at most \(limit)")
        }
        if request.inferenceGeography != nil, facts?.allowsGeography == false {
            refuse("inference_geo", "cannot be chosen for \(name); leave it out")
        }
        guard tokens == 0 else { return }
        let reason = "cannot be combined with max_tokens 0, which only writes the cache"
        if request.stream == true { refuse("stream", reason) }
        if request.thinking?.type == "enabled" { refuse("thinking.type", reason) }
        if request.outputConfig?.schema != nil { refuse("output_config.format", reason) }
        if ["any", "tool"].contains(request.toolChoice?.type) { refuse("tool_choice.type", reason) }
    }

    // MARK: Thinking, effort, tools

    private static let effortOrder: [Effort] = [.low, .medium, .high, .extraHigh, .max]

    private mutating func checkThinkingAndEffort() {
        let effort = request.outputConfig?.effort
        if let effort, let accepted = facts?.efforts, !accepted.contains(effort) {
            let list = accepted.map(\.rawValue).joined(separator: ", ")
            refuse(
                "output_config.effort",
                accepted.isEmpty
                    ? "cannot be set for \(name); leave it out" : "may be \(list) for \(name), not \(effort)")
        }
        guard let thinking = request.thinking else { return }
        let type = thinking.type
        if let accepted = facts?.thinkingTypes, !accepted.contains(type) {
            refuse("thinking.type", "may be \(accepted.joined(separator: " or ")) for \(name), not \(type)")
        } else if let highest = facts?.maxEffort(withThinking: type), let effort = effort ?? facts?.defaultEffort,
            let rank = Self.effortOrder.firstIndex(of: effort), let limit = Self.effortOrder.firstIndex(of: highest),
            rank > limit
        {
            refuse("thinking.type", "\(type) goes with an effort of at most \(highest) for \(name), not \(effort)")
        }
        if case .enabled(let budget, _) = thinking {
            if budget < 1024 { refuse("thinking.budget_tokens", "has to be at least 1024") }
            if budget >= request.maxTokens, request.maxTokens > 0 {
                refuse("thinking.budget_tokens", "has to be smaller than max_tokens")
            }
        }
    }

    private mutating func checkToolChoice() {
        guard let choice = request.toolChoice, ["any", "tool"].contains(choice.type) else { return }
        if facts?.allowsForcedToolChoice == false {
            refuse("tool_choice.type", "may be auto or none for \(name); ask for the tool in the instructions")
        } else if request.thinking?.type == "enabled" {
            refuse("tool_choice.type", "has to be auto or none when thinking has a budget")
        }
        if case .tool(let tool, _) = choice, !(request.tools ?? []).contains(where: { $0.name == tool }) {
            refuse("tool_choice.name", "names a tool that is not in tools")
        }
    }

    private mutating func checkTools() {
        var names: Set<String> = []
        for (number, tool) in (request.tools ?? []).enumerated() {
            if tool.name.isEmpty, tool.type.map({ $0 == "custom" }) ?? true {
                refuse("tools[\(number)].name", "is missing")
            } else if !tool.name.isEmpty, !names.insert(tool.name).inserted {
                refuse("tools[\(number)].name", "is the name of another tool already")
            }
        }
        if (request.tools ?? []).count(where: { $0.strict == true }) > 20 {
            refuse("tools", "may hold at most 20 strict tools")
        }
    }

    private mutating func checkSampling() {
        for field in ["temperature", "top_p", "top_k"] where request.object[field] != nil {
            refuse(field, "is no longer part of the API; use effort and the prompt instead")
        }
        if request.object["output_format"] != nil { refuse("output_format", "is now output_config.format") }
    }

    // MARK: Caching

    private mutating func checkCacheMarks() {
        let automatic = request.cacheControl
        let count = walk.cacheMarks.count + (automatic == nil ? 0 : 1)
        if count > 4 {
            let field = automatic == nil ? walk.cacheMarks[4].path : "cache_control"
            refuse(field, "is mark number \(count); a request may carry 4")
        }
        var shorter: String?
        for mark in walk.cacheMarks {
            if mark.control.lifetime == .fiveMinutes { shorter = shorter ?? mark.path }
            if mark.control.lifetime == .oneHour, let shorter {
                refuse(
                    mark.path, "lives for an hour and stands after \(shorter), which lives for 5 minutes; put it before"
                )
                break
            }
        }
        if let automatic, automatic.lifetime == .oneHour, let shorter {
            refuse("cache_control", "lives for an hour and ends up after \(shorter), which lives for 5 minutes")
        }
        if let automatic, let last = request.messages.last?.blocks.last?.cacheControl,
            last.lifetime != automatic.lifetime
        {
            refuse("cache_control", "and the last block carry marks of different lifetimes")
        }
        for placed in walk.blocks where placed.block.cacheControl != nil {
            switch placed.block {
            case .thinking, .redactedThinking:
                refuse(placed.path + ".cache_control", "cannot stand on a thinking block")
            case .text(let text) where text.text.isEmpty: refuse(placed.path, "is an empty text with a cache mark")
            default: break
            }
        }
        guard case .blocks(let system) = request.system else { return }
        for (number, block) in system.enumerated() where block.text.isEmpty {
            refuse("system[\(number)]", "is an empty text\(block.cacheControl == nil ? "" : " with a cache mark")")
        }
    }
}

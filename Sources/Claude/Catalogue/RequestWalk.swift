import JSON

/// Goes over everything in a request that a rule may look at, in the order in which the API renders it.
struct RequestWalk {
    struct PlacedBlock {
        let path: String
        let role: Role
        let block: ContentBlock
        /// The tool result that the block lies in, if it does.
        let isNested: Bool
    }

    struct Mark {
        let path: String
        let control: CacheControl
    }

    /// Blocks of messages, nested ones after the one that holds them.
    private(set) var blocks: [PlacedBlock] = []
    /// Every cache mark: tools, system, messages.
    private(set) var cacheMarks: [Mark] = []

    init(_ request: MessageRequest) {
        for (number, tool) in (request.tools ?? []).enumerated() { note(tool.cacheControl, "tools[\(number)]") }
        if case .blocks(let system) = request.system {
            for (number, block) in system.enumerated() { note(block.cacheControl, "system[\(number)]") }
        }
        for (number, message) in request.messages.enumerated() {
            guard case .blocks(let content) = message.content else { continue }
            for (position, block) in content.enumerated() {
                take(block, message.role, "messages[\(number)].content[\(position)]", isNested: false)
            }
        }
    }

    private mutating func take(_ block: ContentBlock, _ role: Role, _ path: String, isNested: Bool) {
        blocks.append(PlacedBlock(path: path, role: role, block: block, isNested: isNested))
        if case .toolResult(let result) = block, case .blocks(let content) = result.content {
            for (number, inner) in content.enumerated() {
                take(inner, role, "\(path).content[\(number)]", isNested: true)
            }
        }
        note(block.cacheControl, path)
    }

    private mutating func note(_ control: CacheControl?, _ path: String) {
        if let control { cacheMarks.append(Mark(path: path + ".cache_control", control: control)) }
    }
}

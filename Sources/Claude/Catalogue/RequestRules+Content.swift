import JSON

extension RequestCheck {
    // MARK: Citations

    mutating func checkCitations() {
        var first: (path: String, isOn: Bool)?
        for placed in walk.blocks {
            let isOn: Bool
            switch placed.block {
            case .document(let document): isOn = document.citationsEnabled ?? false
            case .searchResult(let result): isOn = result.citationsEnabled ?? false
            default: continue
            }
            if let first, first.isOn != isOn {
                refuse(placed.path + ".citations", "differs from \(first.path); turn citations on for all or for none")
                break
            }
            if first == nil { first = (placed.path, isOn) }
        }
        guard let first, first.isOn else { return }
        if request.outputConfig?.schema != nil {
            refuse("output_config.format", "cannot be combined with citations; ask for the form in a second request")
        }
        if facts?.allowsCitations == false {
            refuse(first.path + ".citations", "are not something this model can give")
        }
    }

    // MARK: Blocks

    mutating func checkBlocks() {
        for placed in walk.blocks {
            switch placed.block {
            case .text(let text): checkText(text, placed)
            case .document where placed.role == .assistant && !placed.isNested:
                refuse(placed.path, "is a document in a turn of the assistant; put it into a turn of the user")
            case .searchResult(let result): checkSearchResult(result, placed)
            case .toolResult(let result): checkToolResult(result, placed)
            default: break
            }
        }
    }

    private mutating func checkText(_ text: TextBlock, _ placed: RequestWalk.PlacedBlock) {
        // An empty text with a mark was named already.
        if text.text.isEmpty, placed.block.cacheControl == nil {
            refuse(placed.path + ".text", "is empty; leave the block out")
        }
        if placed.role == .user, text.citations?.isEmpty == false {
            refuse(placed.path + ".citations", "may stand only in turns of the assistant")
        }
    }

    private mutating func checkSearchResult(_ result: SearchResultBlock, _ placed: RequestWalk.PlacedBlock) {
        if placed.role == .assistant { refuse(placed.path, "is a search result in a turn of the assistant") }
        let content = result.object["content"]?.array ?? []
        if content.isEmpty { refuse(placed.path + ".content", "is empty; leave the search result out") }
        for (number, block) in content.enumerated() {
            if block["type"]?.string != "text" || block["text"]?.string?.isEmpty != false {
                refuse("\(placed.path).content[\(number)]", "has to be a text that is not empty")
            }
        }
    }

    private mutating func checkToolResult(_ result: ToolResultBlock, _ placed: RequestWalk.PlacedBlock) {
        guard case .blocks(let content) = result.content else { return }
        let count = content.count { if case .searchResult = $0 { true } else { false } }
        if count > 0, count < content.count {
            refuse(
                placed.path + ".content",
                "holds search results and other blocks; a tool result with one may hold only those")
        }
    }

    // MARK: Turns

    mutating func checkTurns() {
        let messages = request.messages
        if messages.isEmpty { return refuse("messages", "is empty; ask something") }
        if messages.count > 100_000 { refuse("messages", "holds more than 100000 turns") }
        for (number, message) in messages.enumerated() {
            if ![.user, .assistant, .system].contains(message.role) {
                refuse("messages[\(number)].role", "has to be user, assistant or system")
            }
            if message.role == .system, facts?.allowsSystemTurns == false {
                refuse("messages[\(number)].role", "system is not accepted by this model; use the system field")
            }
            if case .text(let text) = message.content, text.isEmpty {
                refuse("messages[\(number)].content", "is empty")
            }
        }
        if messages.last?.role == .assistant, facts?.allowsPrefill == false, !endsWithServerTool {
            refuse(
                "messages[\(messages.count - 1)].role", "is assistant, and this model does not continue a begun answer")
        }
        checkToolPairs(messages)
    }

    /// A paused turn goes back as it is, and the server goes on with its own tool.
    private var endsWithServerTool: Bool {
        request.messages.last?.blocks.contains {
            switch $0 {
            case .serverToolUse, .other: true
            default: false
            }
        } ?? false
    }

    private mutating func checkToolPairs(_ messages: [InputMessage]) {
        var asked: Set<String> = []
        for (number, message) in messages.enumerated() {
            let answered = Set(
                message.blocks.compactMap { block in
                    if case .toolResult(let result) = block { result.toolUseID } else { nil }
                })
            if message.role == .user {
                if let missing = asked.subtracting(answered).min() {
                    refuse("messages[\(number)].content", "lacks the tool_result for \(missing), asked for just before")
                }
                if let surplus = answered.subtracting(asked).min() {
                    refuse(
                        "messages[\(number)].content",
                        "holds a tool_result for \(surplus), which was not asked for just before")
                }
                asked = []
            }
            for case .toolUse(let use) in message.blocks { asked.insert(use.id) }
        }
        if let open = asked.min() { refuse("messages", "end before the tool_result for \(open)") }
    }
}

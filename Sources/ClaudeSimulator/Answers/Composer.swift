import JSON

/// Finds out what to say to a request without a model: sentences from its documents, a call of one of its tools, or an instance
/// of its schema.
struct Composer {
    let call: MessageCall
    let contents: SourceContents
    let quoters: Quoters
    /// `call`, `call=NAME` or `call=NAME {…}`.
    let toolOrder: String?
    let callsTools: Bool
    let seed: UInt64

    func reply() -> Reply {
        var reply = Reply()
        if let thinking = thinking() {
            reply.blocks.append(thinking)
            reply.thinkingTokens = thinkingTokens
        }
        if let tool = toolToCall {
            reply.blocks.append(use(of: tool))
            reply.stopReason = "tool_use"
            return reply
        }
        let texts = CitableTexts(call, contents)
        let isQuotable = !question.isEmpty && !texts.texts.isEmpty
        let quotes = !isQuotable ? [] : quoters.answer(question, from: texts.texts)
        if let schema = call.schema {
            let words = quotes.first.map { sentence(texts.texts[$0.text], $0.range) } ?? Self.silence
            reply.blocks.append(Reply.text(SchemaInstance(root: schema, words: words).value().text(.canonical)))
        } else {
            reply.blocks += answer(quotes, texts)
        }
        return reply
    }

    // MARK: Text

    static let silence = "The documents do not say."

    private func answer(_ quotes: [(text: Int, range: Range<Int>)], _ texts: CitableTexts) -> [JSONObject] {
        guard texts.documentCount + texts.resultCount > 0 else {
            return [Reply.text("The request holds no documents, so there is nothing to answer from.")]
        }
        guard !quotes.isEmpty else { return [Reply.text(Self.silence)] }
        var blocks: [JSONObject] = []
        for (number, quote) in quotes.enumerated() {
            let source = texts.texts[quote.text]
            let lead = number == 0 ? source.title.map { "\($0) says: " } ?? "The documents say: " : " Also: "
            blocks.append(Reply.text(lead))
            var block = Reply.text(sentence(source, quote.range))
            block.append("citations", [.object(source.citation(of: quote.range))])
            blocks.append(block)
        }
        guard !call.citesSources else { return blocks }
        return [Reply.text(blocks.compactMap { $0["text"]?.string }.joined())]
    }

    /// A sentence as it is read: in one line.
    private func sentence(_ source: CitableText, _ range: Range<Int>) -> String {
        let text = String(decoding: source.text[range], as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The last thing that the user asked.
    var question: String {
        for turn in call.turns.reversed() where turn.role == "user" {
            let texts = turn.blocks.compactMap { $0["type"]?.string == "text" ? $0["text"]?.string : nil }
            if !texts.isEmpty { return texts.joined(separator: "\n") }
        }
        return ""
    }

    // MARK: Thinking

    private var thinkingTokens: Int {
        switch call.effort {
        case "low": 16
        case "medium": 40
        case "high": 80
        case "xhigh": 160
        default: 320
        }
    }

    private func thinking() -> JSONObject? {
        switch call.thinking {
        case .adaptive where call.effort != "low": break
        case .manual: break
        // Notes stand between calls of tools, not before the first one.
        case .betweenTools where call.turns.last?.blocks.first?["type"]?.string == "tool_result" && toolToCall != nil:
            break
        default: return nil
        }
        let count = RequestSources.blocks(of: call).count
        let summary = "The question is looked up in \(count) source\(count == 1 ? "" : "s")."
        return [
            "type": "thinking", "thinking": call.showsThinking ? JSONValue(summary) : "",
            "signature": JSONValue(ThinkingSignature.make(for: call)),
        ]
    }

    // MARK: Tools

    /// The tool that is to be called, when one is.
    private var toolToCall: (tool: JSONObject, input: JSONValue?)? {
        let tools = call.clientTools
        guard !tools.isEmpty, call.toolChoice.type != "none" else { return nil }
        if let toolOrder, toolOrder.hasPrefix("call") {
            let order = toolOrder.dropFirst("call=".count)
            let name = order.prefix { $0 != " " && $0 != "{" }
            let input = order.firstIndex(of: "{").flatMap { try? JSONValue(parsing: Array(order[$0...].utf8)) }
            let tool = name.isEmpty ? tools.first : tools.first { $0["name"]?.string == String(name) }
            return tool.map { ($0, input) }
        }
        if let name = call.toolChoice.name { return tools.first { $0["name"]?.string == name }.map { ($0, nil) } }
        let hasResults = call.turns.last?.blocks.contains { $0["type"]?.string == "tool_result" } == true
        return call.toolChoice.type == "any" || callsTools && !hasResults ? (tools[0], nil) : nil
    }

    private func use(of tool: (tool: JSONObject, input: JSONValue?)) -> JSONObject {
        var names = IdentifierSource(seed: seed)
        let schema = tool.tool["input_schema"] ?? ["type": "object"]
        return [
            "type": "tool_use", "id": JSONValue(names.next("toolu_")), "name": tool.tool["name"] ?? "",
            "input": tool.input ?? SchemaInstance(root: schema, words: question).value(),
        ]
    }
}

extension SimulatedAPI {
    /// What to say, when no script says it.
    func compose(_ call: MessageCall, _ contents: SourceContents, _ work: MessageWork, seed: UInt64) -> Reply {
        Composer(
            call: call, contents: contents, quoters: quoters, toolOrder: work.toolOrder,
            callsTools: configuration.callsTools, seed: seed
        ).reply()
    }
}

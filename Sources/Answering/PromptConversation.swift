package import Claude
import JSON
package import LanguageModels

/// What was said before the question, exactly as it was sent and received, without marks.
package struct PromptConversation: Sendable, Hashable {
    /// The instructions with which it began; a change would unsettle everything after them.
    package var system: String
    package var messages: [InputMessage]
    /// Every document in it, in the order in which citations count them.
    package var documents: [PromptDocument]
    /// The model that answered last: it has the conversation in its cache.
    package var model: String
    package var tools: [Tool]
    /// The messages with which turns begin, as indices.
    package var turns: [Int]

    package init(
        system: String, messages: [InputMessage], documents: [PromptDocument], model: String = "", tools: [Tool] = [],
        turns: [Int] = []
    ) {
        self.system = system
        self.messages = messages
        self.documents = documents
        self.model = model
        self.tools = tools
        self.turns = turns
    }

    /// A call as it was kept.
    package struct Call: Sendable {
        package var request: [UInt8]
        package var response: [UInt8]
        package var sources: [UInt8]

        package init(request: [UInt8], response: [UInt8], sources: [UInt8]) {
            self.request = request
            self.response = response
            self.sources = sources
        }
    }

    /// The conversation as its last call left it. nil when that call cannot be gone on from: it was refused or cut, or
    /// what is kept does not fit together.
    ///
    /// - Parameter lengths: how many messages the first request of each turn had.
    package init?(after call: Call, lengths: [Int]) {
        guard let sent = (try? JSONValue(parsing: call.request, keepingLayout: true))?.object,
            let received = (try? JSONValue(parsing: call.response, keepingLayout: true))?.object
        else { return nil }
        let request = MessageRequest(object: sent)
        let reply = Message(object: received)
        guard [StopReason.endTurn, .maxTokens, .stopSequence].contains(reply.stopReason), !reply.content.isEmpty,
            let system = request.system?.blocks.map(\.text).joined()
        else { return nil }
        let messages = request.messages.map(\.withoutMarks) + [InputMessage(replaying: reply).withoutEmptyTexts]
        guard let documents = SourceMap.documents(call.sources, of: messages) else { return nil }
        // Lengths only grow, unless the beginning was left out meanwhile.
        var turns: [Int] = []
        for start in lengths.map({ $0 - 1 }) {
            if let last = turns.last, start <= last { turns = [] }
            turns.append(start)
        }
        self.init(
            system: system, messages: messages, documents: documents, model: request.model,
            tools: (request.tools ?? []).map { tool in
                var tool = tool
                tool.cacheControl = nil
                return tool
            }, turns: turns.filter { messages.indices.contains($0) })
    }
}

extension InputMessage {
    /// Marks move from turn to turn; what they stand on does not change.
    fileprivate var withoutMarks: InputMessage {
        guard case .blocks(let blocks) = content, blocks.contains(where: { $0.cacheControl != nil }) else {
            return self
        }
        return InputMessage(
            role,
            .blocks(
                blocks.map { block in
                    var block = block
                    block.cacheControl = nil
                    return block
                }))
    }

    /// The API may send empty texts and does not take them back.
    fileprivate var withoutEmptyTexts: InputMessage {
        let kept = blocks.filter { block in if case .text(let text) = block { !text.text.isEmpty } else { true } }
        return kept.count == blocks.count ? self : InputMessage(role, .blocks(kept))
    }
}

import Claude
import LanguageModels

/// Keeps a conversation within a number of tokens: leaves out its first turns, whole, and opens the rest with a summary.
///
/// That empties the cache once; so much is left out that it does not happen again soon. Thinking is bound to everything
/// before it, so none of it may stay when the beginning goes.
package struct ConversationCap: Sendable {
    package var limit: Int
    /// What stays once the limit is passed.
    package var rest: Int

    package init(limit: Int = 120_000, rest: Int = 40_000) {
        self.limit = limit
        self.rest = rest
    }

    /// The first turn that stays; nil when all may.
    package func cut(_ conversation: PromptConversation, tokenizer: String?) -> Int? {
        let sizes = conversation.messages.map { TokenEstimator.estimate($0, tokenizer: tokenizer) }
        guard sizes.reduce(0, +) > limit else { return nil }
        let starts = conversation.turns.filter { $0 > 0 }
        return starts.first { start in sizes[start...].reduce(0, +) <= rest } ?? starts.last
    }

    /// What was asked and said in the turns that go, for a summary.
    package static func history(_ conversation: PromptConversation, before start: Int) -> String {
        conversation.messages[..<start].flatMap { message -> [String] in
            let texts = message.blocks.compactMap { block in if case .text(let text) = block { text.text } else { nil }
            }
            guard !texts.isEmpty, !message.isToolResult else { return [] }
            let text = message.role == .user ? texts.last! : texts.joined()
            return [(message.role == .user ? "Question: " : "Answer: ") + String(text.prefix(1_200))]
        }.joined(separator: "\n")
    }

    /// A summary without a model: the questions, and how each answer began.
    package static func plainSummary(_ history: String) -> String {
        history.split(separator: "\n").filter { $0.hasPrefix("Question: ") || $0.hasPrefix("Answer: ") }.suffix(24)
            .map { String($0.prefix(240)) }.joined(separator: "\n")
    }

    package static func applied(
        _ conversation: PromptConversation, from start: Int, opening: String
    ) -> PromptConversation {
        var rest = conversation
        rest.messages = conversation.messages[start...].map { message in
            let kept = message.blocks.filter { block in
                switch block {
                case .thinking, .redactedThinking: false
                default: true
                }
            }
            return kept.count == message.blocks.count ? message : InputMessage(message.role, .blocks(kept))
        }
        if let first = rest.messages.first {
            rest.messages[0] = InputMessage(.user, .blocks([.text(opening)] + first.blocks))
        }
        rest.turns = conversation.turns.filter { $0 >= start }.map { $0 - start }
        // Documents that stand in what is left, counted anew.
        let gone = conversation.messages[..<start].reduce(0) { $0 + $1.documentCount }
        let sources = Set(rest.messages.flatMap(\.resultSources))
        var number = 0
        rest.documents = conversation.documents.filter { document in
            if document.form == .results { return document.source.map(sources.contains) ?? false }
            defer { number += 1 }
            return number >= gone
        }
        return rest
    }
}

extension InputMessage {
    /// Each is one block, a picture too.
    fileprivate var documentCount: Int {
        blocks.count { block in
            switch block {
            case .document, .image: true
            default: false
            }
        }
    }

    fileprivate var resultSources: [String] {
        blocks.flatMap { block -> [String] in
            guard case .toolResult(let result) = block else { return [] }
            return (result.content?.blocks ?? []).compactMap { inner in
                if case .searchResult(let found) = inner { found.source } else { nil }
            }
        }
    }
}

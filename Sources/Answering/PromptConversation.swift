package import Claude
package import LanguageModels

/// What was said before the question, exactly as it was sent and received, without marks.
package struct PromptConversation: Sendable, Hashable {
    /// The instructions with which it began; a change would unsettle everything after them.
    package var system: String
    package var messages: [InputMessage]
    /// Every document in it, in the order in which citations count them.
    package var documents: [PromptDocument]

    package init(system: String, messages: [InputMessage], documents: [PromptDocument]) {
        self.system = system
        self.messages = messages
        self.documents = documents
    }
}

package import Claude

/// What a model says, as it says it.
package enum ModelEvent: Sendable {
    /// The model that really answers.
    case started(model: String)
    /// The response has begun: what it reads from the cache and writes to it is known, and can be read by others from now on.
    case began(Message)
    /// A summary of its thinking.
    case thinking(String)
    /// More text of the block that is open, which opens with it.
    case text(String)
    /// Supports the block that is open; before or after its text.
    case citation(ModelCitation)
    /// The block is complete: its text is one claim and all its citations are there.
    case blockEnd
    case finished(stopReason: String)
    /// How sure the model is that the documents hold the answer: 0 to 1.
    case confidence(Double)
    /// More documents that can be cited from now on, behind those that the prompt has.
    case sources([PromptDocument])
    /// A step that the model takes before it answers, in words for people.
    case step(String)
    /// No more rounds of a search are allowed, for this reason: what comes now is made of what was found until then.
    case curtailed(any Error)
    /// The response behind what was shown, with its account.
    case replied(ModelReply)
    /// Nothing more comes, though the answer is not complete.
    case interrupted(ClaudeError)
}

/// Where a model says that a quote stands, in the terms of the request.
package struct ModelCitation: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        /// Code points of a text document.
        case characters(Range<Int>)
        /// Blocks of a document.
        case blocks(Range<Int>)
        /// Pages, counted from 1.
        case pages(Range<Int>)
        /// Nothing that was sent.
        case nowhere
    }

    /// Counts all documents of the prompt from 0; one that does not exist is none of theirs.
    package var document: Int
    package var place: Place
    package var quote: String

    package init(document: Int, place: Place, quote: String) {
        self.document = document
        self.place = place
        self.quote = quote
    }
}

/// A model: here is a prompt, stream me what it says.
package protocol LanguageModel: Sendable {
    /// Cancelling the reader stops the model, and its cost, at once.
    func answer(_ prompt: PlannedPrompt) -> AsyncThrowingStream<ModelEvent, any Error>
}

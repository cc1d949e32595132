public import DocumentModel

/// A question of a batch.
public struct BatchQuestion: Sendable {
    /// What its asker calls it: results are found again by it.
    public var name: String
    /// The question, where its answer may come from, and who is to answer.
    public var request: AskRequest

    public init(_ name: String, _ request: AskRequest) {
        self.name = name
        self.request = request
    }
}

/// Questions that can wait up to a day and are answered at half the price: the answers that a help desk keeps ready.
///
///     let questions = [BatchQuestion("returns", request), ...]
///     let plan = try await library.plan(BatchRequest(questions), with: service)
///     let id = try await library.start(plan)
///     let status = try await library.follow(batch: id, with: service)
///     for result in try await library.results(ofBatch: id) { print(result.name, result.answer?.text ?? "") }
public struct BatchRequest: Sendable {
    public var questions: [BatchQuestion]
    /// Where they come from, for people.
    public var source = ""
    /// The most that all of them may cost together, in nano-dollars.
    public var maxCost: Int?
    /// For how many days after its last question a conversation is kept; nil: for ever.
    public var keepDays: Int?
    /// At most so many questions are handed in together; nil: as many as the service takes.
    public var partLimit: Int?

    public init(_ questions: [BatchQuestion]) { self.questions = questions }
}

/// What a batch is expected to cost, before anything is paid.
public struct BatchEstimate: Sendable, Hashable {
    /// Questions that a model is to be asked.
    public var questions = 0
    /// Questions of which the documents say nothing: nobody is asked.
    public var silent = 0
    /// Questions with a kept answer of which nothing has changed: nobody is asked.
    public var unchanged = 0
    /// Questions that stand in the list before: they are asked once.
    public var repeated = 0
    /// Questions by the model that is to answer.
    public var models: [String: Int] = [:]
    /// Estimated tokens of all prompts.
    public var promptTokens = 0
    /// Of those the tokens that other questions of the batch share.
    public var sharedTokens = 0
    /// How likely such a token is read from the cache: learned from earlier batches.
    public var readChance = 0.0
    /// Nano-dollars; nil when the price of a model is not known. What it is expected to cost; the most that it can cost; what
    /// the same questions are expected to cost in a batch when each stands alone, and when each is asked by itself.
    public var expected: Int? = 0
    public var worst: Int? = 0
    public var alone: Int? = 0
    public var single: Int? = 0
}

/// How far a batch has come.
public struct BatchStatus: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case open, cancelling, done
    }

    /// A batch of the service.
    public struct Part: Sendable, Hashable {
        /// Its id at the service; nil: not handed in, or not known yet.
        public var remote: String?
        public var state: String
        public var questions: Int
        /// When the service gives up what is not answered, as it says.
        public var expiresAt: String?
    }

    public var id: Int
    /// Seconds since 1970.
    public var createdAt: Int
    public var state: State
    public var source: String
    /// In all, and by what became of them.
    public var questions = 0
    public var answered = 0
    public var failed = 0
    public var cancelled = 0
    public var unchanged = 0
    public var open = 0
    public var parts: [Part] = []
    /// Nano-dollars, as estimated.
    public var expected: Int?
    public var alone: Int?
    public var worst: Int?
    /// Nano-dollars: what was paid, what is still reserved, and what was paid would have cost without a cache.
    public var spent = 0
    public var reserved = 0
    public var uncached = 0
}

/// What became of a question of a batch.
public struct BatchResultItem: Sendable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case open, answered, failed, cancelled, unchanged
        /// A document that it rests on was forgotten, and its answer with it.
        case forgotten
    }

    public var name: String
    public var question: String
    public var state: State
    /// How often it was handed in.
    public var tries: Int
    /// Proved anew against the documents as they are now.
    public var answer: Answer?
    /// Why there is no answer: a code, and a sentence.
    public var problem: String?
    public var problemText: String?
}

/// What happens while a batch is worked on.
public enum BatchEvent: Sendable {
    /// Questions that were looked up so far, of all.
    case planned(Int, of: Int)
    /// A step, in words for people.
    case step(String)
    /// Something that a person should know.
    case warning(String)
    case progress(BatchStatus)
}

/// An answer with its footnotes and the account of how it came about: the same value in terminal, library and service.
public struct Answer: Sendable, Hashable {
    /// Under which it was kept; nil when it was not.
    public var id: Int?
    /// The id of the answer that began the conversation, and which turn of it this is, counted from 1.
    public var conversation: Int?
    public var turn: Int?
    /// Seconds since 1970; nil when it was not kept.
    public var askedAt: Int?
    public var question: String
    public var segments: [Segment]
    /// In the order of their numbers.
    public var footnotes: [Footnote]
    /// Whether the documents hold an answer at all.
    public var outcome: Outcome
    /// What could not be searched although it might matter.
    public var unread: [UnreadPart]
    /// What else a reader has to know about this answer, each a sentence: why it stops, who stood in, what was removed.
    public var notes: [String] = []
    /// Passages that come closest, when the documents hold no answer.
    public var closest: [Footnote]
    /// How likely it is, judged from retrieval alone, that the documents hold the answer: 0 to 1.
    public var confidence: Double
    public var model: ModelNote
    public var usage: TokenUsage
    /// What it cost, and what it would have cost without a cache; nil when a price is unknown.
    public var cost: Cost?
    public var prompt: PromptNote
    public var timings: Timings
    /// Where it comes from when no model was asked because an earlier answer rests on the same evidence.
    public var reused: Reuse?
    public var receipt = Receipt()

    public init(
        question: String, segments: [Segment], footnotes: [Footnote], outcome: Outcome, unread: [UnreadPart] = [],
        closest: [Footnote] = [], confidence: Double, model: ModelNote, usage: TokenUsage = TokenUsage(),
        cost: Cost? = Cost(), prompt: PromptNote = PromptNote(), timings: Timings = Timings()
    ) {
        self.question = question
        self.segments = segments
        self.footnotes = footnotes
        self.outcome = outcome
        self.unread = unread
        self.closest = closest
        self.confidence = confidence
        self.model = model
        self.usage = usage
        self.cost = cost
        self.prompt = prompt
        self.timings = timings
    }

    /// The plain text, without markers.
    public var text: String { segments.map(\.text).joined() }

    /// A piece of the answer with what supports it.
    public struct Segment: Sendable, Hashable {
        public enum Support: String, Sendable, Hashable, CaseIterable {
            /// Footnotes stand behind it.
            case cited
            /// It claims nothing: white space, transitions, "the documents do not say".
            case connective
            /// It was read from a picture of a page, so that nobody can prove it; its footnote names the page.
            case picture
            /// It claims something and nothing supports it.
            case unsupported
        }

        public var text: String
        /// Numbers of footnotes.
        public var footnotes: [Int]
        public var support: Support

        public init(text: String, footnotes: [Int], support: Support) {
            self.text = text
            self.footnotes = footnotes
            self.support = support
        }
    }

    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        case answered
        /// The documents do not hold the answer.
        case notInDocuments = "not_in_documents"
        /// The service refused to answer.
        case refused
        /// The answer stops before its end.
        case truncated
        /// The answer broke off: the connection failed, or whoever asked stopped it.
        case interrupted
        /// No answer came: the calls for it failed. `notes` says why.
        case failed
    }

    /// Something that could not be searched.
    public struct UnreadPart: Sendable, Hashable {
        /// The file's path or the document's name.
        public var name: String
        public var pages: [Int]
        public var reason: String

        public init(name: String, pages: [Int], reason: String) {
            self.name = name
            self.pages = pages
            self.reason = reason
        }
    }

    /// Who answered.
    public struct ModelNote: Sendable, Hashable {
        /// "extractive", or the model named in the response.
        public var name: String
        /// The model that was asked for first, when another one had to answer.
        public var fallbackFrom: String?
        /// Why it stopped, in the service's words; "extracted" without a service.
        public var stopReason: String

        public init(name: String, fallbackFrom: String? = nil, stopReason: String) {
            self.name = name
            self.fallbackFrom = fallbackFrom
            self.stopReason = stopReason
        }
    }

    public struct TokenUsage: Sendable, Hashable {
        public var input = 0
        public var cacheWrite5m = 0
        public var cacheWrite1h = 0
        public var cacheRead = 0
        public var output = 0

        public init() {}

        /// All of what was sent.
        public var prompt: Int { input + cacheWrite5m + cacheWrite1h + cacheRead }

        public static func += (sum: inout TokenUsage, more: TokenUsage) {
            sum.input += more.input
            sum.cacheWrite5m += more.cacheWrite5m
            sum.cacheWrite1h += more.cacheWrite1h
            sum.cacheRead += more.cacheRead
            sum.output += more.output
        }
    }

    /// Money in nano-dollars.
    public struct Cost: Sendable, Hashable {
        public var nanoDollars = 0
        public var uncachedNanoDollars = 0

        public init() {}
    }

    /// An answer that is given again.
    public struct Reuse: Sendable, Hashable {
        /// The answer that it was taken from.
        public var answer: Int
        /// When a model made it: seconds since 1970.
        public var madeAt: Int

        public init(answer: Int, madeAt: Int) {
            self.answer = answer
            self.madeAt = madeAt
        }
    }

    public struct PromptNote: Sendable, Hashable {
        /// Name and version of each template that went in.
        public var templates: [String] = []
        /// A hash of the part that is meant to be read from the cache next time.
        public var prefixHash: String?
        /// What was weighed before it was sent; nil where nothing was.
        public var plan: PromptPlan?
        /// What should have been read from the cache and was not.
        public var miss: CacheMiss?

        public init() {}
    }

    /// Milliseconds.
    public struct Timings: Sendable, Hashable {
        public var searching = 0
        public var planning = 0
        public var firstText = 0
        public var total = 0

        public init() {}
    }
}

import DocumentModel
import Storage

/// A question, and where its answer may come from.
public struct AskRequest: Sendable {
    public var question: String
    /// Names of collections; empty: all.
    public var collections: [String]
    /// Labels that documents must have.
    public var labels: [String: String]
    /// Patterns of names, as a shell matches them; one must match.
    public var paths: [String]
    /// Formats, like "pdf"; empty: all.
    public var formats: [String]
    /// Only documents dated at or after this second since 1970.
    public var after: Int?
    /// Only documents dated before this second.
    public var before: Int?
    /// The access labels of the person who asks; nil: of somebody who may see everything.
    public var access: Set<String>?
    /// Who asks, of several customers of a service: what it costs counts in their budgets.
    public var tenant: String?
    /// How many passages the answer may draw on.
    public var passages: Int
    /// For how many days after its last question a conversation is kept; nil: for ever; 0: nothing is kept.
    public var keepDays: Int?
    /// Asks the model also when an earlier answer rests on the same evidence.
    public var isFresh = false
    /// For how many days such an answer is given again; 0: never.
    public var reuseDays = 30
    /// How many answers can be given again; of more the oldest cannot.
    public var reuseLimit = 10_000
    /// Who is to answer.
    public var model: ModelWish = .extractive
    /// How much work the model puts into the answer: "low", "medium", "high", "xhigh" or "max"; nil: as much as suits it.
    public var effort: String?
    /// The ceiling on the model's output, its thinking included.
    public var maxTokens: Int?
    /// The longest that the service may take, waiting and repeated attempts included.
    public var timeout: Duration?
    /// The most that the calls for this question may cost together, in nano-dollars.
    public var maxCost: Int?
    /// Holds the text back until every claim in it has its source: asks once for a revision, and removes what lacks a source
    /// even then.
    public var isStrict = false
    /// Lets the model search, read and list documents by itself before it answers.
    public var isDeep = false
    /// Whether pages of PDFs go as they look, picture and text, instead of their text alone.
    public var pdfPages = PDFPagesWish.auto
    /// Whether pages without text go as pictures. What is read from those can be proved by nobody, and is shown as such.
    public var sendsPagePictures = false
    /// Asked for the passwords of encrypted PDFs whose pages are sent.
    public var password: PasswordSource?
    /// The conversation that the question goes on with.
    public var conversation: ConversationWish?
    /// Whether a small model may be asked what a follow-up question means, and to summarize a conversation that grew long.
    /// Without it rules do both.
    public var allowsHelperCalls = false
    /// After how many tokens the beginning of a conversation is left out, in favour of a summary.
    public var historyTokens = 120_000

    public init(
        _ question: String, collections: [String] = [], labels: [String: String] = [:], paths: [String] = [],
        formats: [String] = [], after: Int? = nil, before: Int? = nil, access: Set<String>? = nil, passages: Int = 12
    ) {
        self.question = question
        self.collections = collections
        self.labels = labels
        self.paths = paths
        self.formats = formats
        self.after = after
        self.before = before
        self.access = access
        self.passages = passages
    }

    var filter: SearchFilter {
        var filter = SearchFilter()
        filter.labels = labels
        filter.paths = paths
        filter.formats = formats.map { DocumentFormat(named: $0) }
        filter.after = after
        filter.before = before
        filter.access = access
        return filter
    }
}

/// When pages of PDFs go as they look.
public enum PDFPagesWish: String, Sendable, Hashable, CaseIterable {
    /// When the question asks for something that is seen: a figure, a drawing, a chart.
    case auto
    case always, never
}

/// Which conversation a question goes on with.
public enum ConversationWish: Sendable, Hashable {
    /// The one in which somebody asked last, of those that the person may see.
    case last
    case id(Int)
}

/// What to look for, and where.
public struct SearchRequest: Sendable, Hashable {
    /// A question or words. Phrases in quotes, `+required` and `-excluded` words are understood.
    public var question: String
    /// Names of collections; empty: all.
    public var collections: [String]
    /// Labels that a document must have.
    public var labels: [String: String] = [:]
    /// Globs, or folders, one of which a document's name must match.
    public var paths: [String] = []
    /// Formats, like `pdf` or `markdown`.
    public var formats: [String] = []
    /// Documents dated from this second (since 1970) on.
    public var after: Int?
    /// Documents dated before this second.
    public var before: Int?
    /// The access labels of whoever asks. Nil: of somebody who may see everything.
    public var access: Set<String>?
    public var limit: Int

    public init(_ question: String, collections: [String] = [], limit: Int = 10) {
        self.question = question
        self.collections = collections
        self.limit = limit
    }
}

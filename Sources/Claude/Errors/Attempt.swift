/// One try at a request.
public struct Attempt: Sendable, Hashable {
    /// The model that was asked.
    public let model: String
    /// The status of the response, or nil when there was none.
    public let status: Int?
    /// Why it failed; nil for the one that succeeded.
    public let failure: ClaudeError.Code?
    /// The id that the server gave the request.
    public let requestID: String?
    /// How long the client waited after it.
    public internal(set) var wait: Duration?
}

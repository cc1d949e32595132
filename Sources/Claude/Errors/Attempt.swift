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
    /// What the service may charge for it all the same; nil for the one that succeeded.
    public internal(set) var charge: FailedCharge?
    /// How long the client waited after it.
    public internal(set) var wait: Duration?
}

/// What the service may charge for a request that failed.
public enum FailedCharge: Sendable, Hashable {
    /// It was never sent: a rule, a limit or an open circuit forbade it.
    case notSent
    /// It did not arrive, or the service refused it.
    case nothing
    /// Nobody heard what became of it: the service may have done the work.
    case unknown
    /// It broke off after the service had told this.
    case reported(Usage)
}

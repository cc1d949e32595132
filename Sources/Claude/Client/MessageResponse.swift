/// A message, and how it came about.
public struct MessageResponse: Sendable {
    /// The message.
    public let message: Message
    /// To be quoted when something has to be looked into.
    public let requestID: String?
    /// The model that was asked for first.
    public let requestedModel: String
    /// Every attempt; the last one is the one that succeeded.
    public let attempts: [Attempt]
    /// What was taken out of the request so that another model would accept it.
    public let adjustments: [String]

    /// Whether another model than the one asked for was turned to.
    public var usedFallback: Bool { attempts.last.map { $0.model != requestedModel } ?? false }
}

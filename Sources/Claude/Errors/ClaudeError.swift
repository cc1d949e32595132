import HTTPClient
import JSON

/// Why there is no response, or none that is whole.
///
/// `description` is one sentence for a person. Neither it nor any other property holds a key.
public struct ClaudeError: Error, Sendable {
    /// The kinds of failure, by what to do about them.
    public enum Code: String, Sendable, CaseIterable {
        /// The API refuses the request (400, 409, 422, 431).
        case invalidRequest
        /// A rule of the model forbids the request; it was not sent.
        case refusedLocally
        /// The key is missing, wrong, revoked or expired.
        case authentication
        case billing
        case permission
        case notFound
        case requestTooLarge
        /// Too many requests or tokens for now.
        case rateLimited
        /// A spend limit is reached: waiting does not help.
        case spendLimit
        case serverError
        case overloaded
        /// The server, or we, ran out of time for one attempt.
        case timeout
        /// No connection, or one that broke before the response had begun.
        case connection
        /// The stream ended before the message did; `partial` holds what had come.
        case streamInterrupted
        /// What came is not what the API sends.
        case malformedResponse
        case malformedToolInput
        case cancelled
        /// The caller's deadline is over, or would be before the next attempt.
        case deadlineExceeded
        /// So many calls failed of late that this one was not made.
        case circuitOpen
        /// Too many requests are waiting for the rate limit.
        case queueFull
        /// The tool loop reached its last round, repeated itself, or has no money left.
        case toolLoop
        /// A setting cannot be used.
        case configuration
        case other
    }

    /// What kind of failure it is.
    public let code: Code
    /// The HTTP status, if there was a response; 200 for an error inside a stream.
    public internal(set) var status: Int?
    /// The API's own type, such as `overloaded_error`.
    public internal(set) var type: String?
    /// The API's machine-readable reason, such as `enforced_spend_limit_reached`.
    public internal(set) var errorCode: String?
    /// What the API said, with keys taken out. It is the server's text: not stable, not to be trusted.
    public internal(set) var serverMessage: String?
    /// The id that the server gave the request; to be quoted when something has to be looked into.
    public internal(set) var requestID: String?
    /// How long the API asks to wait.
    public internal(set) var retryAfter: Duration?
    /// The field of the request or response that is wrong, as a path.
    public internal(set) var field: String?
    /// What exactly is wrong, as part of a sentence.
    public internal(set) var detail: String
    /// The message as far as it had come.
    public internal(set) var partial: Message?
    /// Every attempt that was made, the last one included.
    public internal(set) var attempts: [Attempt] = []
    /// The error beneath this one.
    public internal(set) var cause: (any Error)?

    /// An error of a kind, with what is known of it.
    public init(
        _ code: Code, status: Int? = nil, field: String? = nil, detail: String = "", partial: Message? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.status = status
        self.field = field
        self.detail = detail
        self.partial = partial
        self.cause = cause
    }
}

extension ClaudeError {
    /// What the service may charge for the request that failed with this.
    public var charge: FailedCharge {
        if let usage = partial?.usage { return .reported(usage) }
        if let status, status >= 300 { return .nothing }
        switch code {
        case .refusedLocally, .circuitOpen, .queueFull, .configuration: return .notSent
        default: break
        }
        switch (cause as? HTTPError)?.code {
        case .hostNotFound, .proxyFailed, .connectionFailed, .notTrusted, .connectTimeout: return .nothing
        case .libraryMissing, .invalidRequest, .file: return .notSent
        default: return .unknown
        }
    }
}

extension ClaudeError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        let said = serverMessage.map { ": \($0)" } ?? ""
        switch code {
        case .invalidRequest:
            return "Claude refuses the request\(said.isEmpty ? "" : said); change it and send it again."
        case .refusedLocally: return "The request was not sent: \(field ?? "it") \(detail)."
        case .authentication: return "The API key is missing or not valid; set ANTHROPIC_API_KEY to a key that is."
        case .billing: return "The account cannot be billed\(said); settle it in the Claude Console."
        case .permission: return "The API key may not do this\(said); use a key or a workspace that may."
        case .notFound: return "Claude does not know what was asked for\(said); check the model or the id."
        case .requestTooLarge: return "The request is too large; send fewer or smaller documents."
        case .rateLimited: return "Too many requests or tokens for now; try again\(wait)."
        case .spendLimit: return "A spend limit is reached\(said); raise it in the Claude Console."
        case .serverError: return "Claude failed to answer; try again\(wait)."
        case .overloaded: return "Claude is overloaded; try again\(wait) or use another model."
        case .timeout: return "Claude did not answer in time; allow more time or ask for less."
        case .connection: return cause.map { "\($0)" } ?? "There is no connection to Claude; check the network."
        case .streamInterrupted: return "The answer broke off before its end; ask again."
        case .malformedResponse:
            return
                "What answered does not speak the Claude API (\(field.map { "\($0): " } ?? "")\(detail)); check the base URL."
        case .malformedToolInput:
            return "The model called the tool \(field ?? "") with an input that is not JSON; ask again."
        case .cancelled: return "The request was cancelled."
        case .deadlineExceeded: return "There is no time left for another attempt; allow more time."
        case .circuitOpen: return "Claude failed repeatedly, so it is left alone for a while; try again\(wait)."
        case .queueFull: return "Too many requests are waiting already; try again later."
        case .toolLoop: return "The tool loop ended without an answer: \(detail)."
        case .configuration: return "The client cannot be used: \(detail)."
        case .other: return "The request failed\(status.map { " with status \($0)" } ?? "")\(said); try again."
        }
    }

    private var wait: String {
        guard let retryAfter, retryAfter > .zero else { return " later" }
        let seconds = Int((retryAfter / .seconds(1)).rounded(.up))
        return seconds == 1 ? " in a second" : " in \(seconds) seconds"
    }

    public var debugDescription: String {
        let facts: [(String, String?)] = [
            ("status", status.map(String.init)), ("type", type), ("errorCode", errorCode), ("requestID", requestID),
            ("field", field), ("detail", detail.isEmpty ? nil : detail), ("serverMessage", serverMessage),
            ("attempts", attempts.isEmpty ? nil : "\(attempts.count)"),
            ("partial", partial.map { "\($0.content.count) blocks" }),
            ("cause", cause.map { "\($0)" }),
        ]
        let known = facts.compactMap { name, value in value.map { "\(name): \($0)" } }
        return "ClaudeError.\(code.rawValue)(\(known.joined(separator: ", ")))"
    }
}

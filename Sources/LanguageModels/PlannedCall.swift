package import Claude

/// A request as it is sent, with what was known of it before.
package struct PlannedCall: Sendable, Hashable {
    package var request: MessageRequest
    /// In the order in which they stand.
    package var marks: [CacheMark]
    /// Estimated.
    package var promptTokens: Int
    /// The most that it can cost; nil when the model's price is not known.
    package var worstCost: Money?
    /// What went in, "answering 1 (3f9a0c2b7d41)".
    package var templates: [String]

    package init(
        request: MessageRequest, marks: [CacheMark], promptTokens: Int, worstCost: Money?, templates: [String] = []
    ) {
        self.request = request
        self.marks = marks
        self.promptTokens = promptTokens
        self.worstCost = worstCost
        self.templates = templates
    }

    /// The body of the request, byte for byte. The same plan gives the same bytes in every process.
    package var bytes: [UInt8] { request.encoded() }
}

/// Up to where a prompt can be read from the cache next time, and why that is so.
package struct CacheMark: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        case tools, system
        /// The last block of each request of a search, wherever that is: the API moves it along.
        case moving
        /// The last block of a message that is identical next time.
        case message(Int, block: Int)
    }

    package var place: Place
    /// In words, for the receipt.
    package var reason: String
    package var lifetime: CacheLifetime
    /// Estimated tokens from the very start up to here.
    package var tokens: Int

    package init(place: Place, reason: String, lifetime: CacheLifetime, tokens: Int) {
        self.place = place
        self.reason = reason
        self.lifetime = lifetime
        self.tokens = tokens
    }
}

/// A response as the service gave it, whole or as far as it had come.
package struct ModelReply: Sendable, Hashable {
    package var message: Message
    package var requestID: String?
    /// The model that was asked first; another one than the message's when that one had to answer.
    package var requestedModel: String
    /// What had to be taken out of the request for the other model.
    package var adjustments: [String]
    /// Why it ends before its end; nil when it does not.
    package var failure: ClaudeError.Code?
    /// What was tried before it.
    package var failedAttempts: [Attempt]
    /// The body of its request, when that is not the planned one.
    package var request: [UInt8]?

    package init(
        _ message: Message, requestID: String?, requestedModel: String, adjustments: [String] = [],
        failure: ClaudeError.Code? = nil, attempts: [Attempt] = []
    ) {
        self.message = message
        self.requestID = requestID
        self.requestedModel = requestedModel
        self.adjustments = adjustments
        self.failure = failure
        failedAttempts = attempts.filter { $0.failure != nil }
    }

    package init(_ response: MessageResponse) {
        self.init(
            response.message, requestID: response.requestID, requestedModel: response.requestedModel,
            adjustments: response.adjustments, attempts: response.attempts)
    }
}

/// Whoever pays for calls: is asked before each request, and told what came of it before anything else happens.
package struct CallPayer: Sendable {
    /// What it throws keeps the request from being sent.
    package var before: @Sendable (MessageRequest) async throws -> Void
    /// Pays for the last request of a search that cannot go on, with as much output as there is money for. Nil when it cannot
    /// be paid for at all.
    package var last: @Sendable (MessageRequest) async throws -> MessageRequest?
    package var textCame: @Sendable () -> Void
    package var after: @Sendable (ModelReply) async -> Void

    package init(
        before: @escaping @Sendable (MessageRequest) async throws -> Void,
        last: @escaping @Sendable (MessageRequest) async throws -> MessageRequest?,
        textCame: @escaping @Sendable () -> Void, after: @escaping @Sendable (ModelReply) async -> Void
    ) {
        self.before = before
        self.last = last
        self.textCame = textCame
        self.after = after
    }

    /// Lets every call pass.
    package static let nobody = CallPayer { _ in
    } last: { request in
        request
    } textCame: {
    } after: { _ in
    }
}

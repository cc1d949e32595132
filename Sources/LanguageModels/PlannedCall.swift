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
    /// What it cost; nil when a price is not known.
    package var cost: Money?
    /// What it would have cost had nothing been cached.
    package var uncachedCost: Money?
    /// The body of its request, when that is not the planned one.
    package var request: [UInt8]?

    package init(
        message: Message, requestID: String?, requestedModel: String, adjustments: [String] = [], cost: Money?,
        uncachedCost: Money?
    ) {
        self.message = message
        self.requestID = requestID
        self.requestedModel = requestedModel
        self.adjustments = adjustments
        self.cost = cost
        self.uncachedCost = uncachedCost
    }

    /// Prices a message by the model that it names and by what its usage says.
    package init(
        _ message: Message, requestID: String?, requestedModel: String, adjustments: [String] = [],
        catalogue: ModelCatalogue
    ) {
        self.init(
            message: message, requestID: requestID, requestedModel: requestedModel, adjustments: adjustments,
            cost: catalogue.cost(of: message),
            uncachedCost: catalogue.uncachedCost(of: message.usage, model: message.model))
    }
}

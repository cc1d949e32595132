import Answering
import Claude
public import DocumentModel
import Folders
import JSON
import LanguageModels

/// A prompt block by block: what is sent, where its marks are, and what it costs.
public struct PromptOutline: Sendable, Hashable {
    public struct Block: Sendable, Hashable {
        /// "tools", "system", "messages[0].content[3]".
        public var place: String
        /// "text", "document", "search_result" and so on, in the service's word.
        public var type: String
        /// A document's.
        public var title: String?
        /// Estimated.
        public var tokens: Int
        /// For how long what stands up to its end is kept in the cache; nil without a mark.
        public var mark: PromptPlan.Lifetime?
        /// Of its content, without the mark.
        public var sha256: String
    }

    /// The answer it was sent for; nil when it was only planned.
    public var answer: Int?
    public var question: String
    public var model: String
    /// Thinking and effort, which make it another prompt for the cache.
    public var settings: String
    public var blocks: [Block]
    /// Nano-dollars: what the input is expected to cost or did cost, with all the calls of a question that was asked; what it
    /// would cost without a cache; what the call can cost at most. Nil when a price is not known.
    public var inputNanoDollars: Int?
    public var uncachedNanoDollars: Int?
    public var worstNanoDollars: Int?
    public var plan: PromptPlan?
    /// Nano-dollars for a token that is sent fresh, and for one that is read.
    var freshPrice: Int?
    var readPrice: Int?

    public var tokens: Int { blocks.reduce(0) { $0 + $1.tokens } }

    init(_ request: MessageRequest, question: String, catalogue: ModelCatalogue) {
        let tokenizer = catalogue[model: request.model]?.tokenizer
        model = request.model
        self.question = question
        settings = [
            request.thinking.map { String(decoding: $0.json.bytes(), as: UTF8.self) } ?? "",
            request.outputConfig?.effort?.rawValue ?? "",
        ].joined(separator: " ")
        blocks = []
        if let tools = request.tools, !tools.isEmpty {
            let plain = tools.map { tool in
                var tool = tool
                tool.cacheControl = nil
                return tool
            }
            add(
                .array(JSONArray(plain.map(\.json))), "tools", "tools", tools.last?.cacheControl,
                tokens: TokenEstimator.estimate(plain, tokenizer: tokenizer))
        }
        for block in request.system?.blocks ?? [] {
            add(
                block.json, "system", "text", block.cacheControl,
                tokens: TokenEstimator.estimate(block.text, tokenizer: tokenizer) + 150)
        }
        for (number, message) in request.messages.enumerated() {
            for (index, block) in message.blocks.enumerated() {
                add(
                    block.json, "messages[\(number)].content[\(index)]", block.type, block.cacheControl,
                    tokens: TokenEstimator.estimateContent(block, tokenizer: tokenizer))
            }
        }
        let prices = catalogue[model: model]?.prices(promptTokens: tokens)
        freshPrice = prices?.input.nanoDollars
        readPrice = prices?.cacheRead.nanoDollars
        uncachedNanoDollars = freshPrice.map { $0 * tokens }
    }

    private mutating func add(
        _ json: JSONValue, _ place: String, _ type: String, _ mark: CacheControl?, tokens: Int
    ) {
        var object = json.object
        object?["cache_control"] = nil
        let bytes = object.map { JSONValue.object($0).bytes() } ?? json.bytes()
        blocks.append(
            Block(
                place: place, type: type, title: json["title"]?.string, tokens: tokens,
                mark: mark.map { $0.lifetime == .oneHour ? .oneHour : .fiveMinutes },
                sha256: ContentHash(of: bytes).description))
    }
}

extension PromptOutline {
    /// Where two prompts part.
    public struct Difference: Sendable, Hashable {
        /// What is other first: "model", "settings", or the place of a block; nil when one is all of the other.
        public var place: String?
        /// Estimated tokens before it, which both share.
        public var sharedTokens: Int
        /// What stands behind it in the first prompt.
        public var otherTokens: Int
        /// What these cost fresh instead of read from the cache, in nano-dollars; nil when a price is not known.
        public var nanoDollars: Int?
    }

    /// The first block in which this prompt differs from an earlier one, and what that costs it.
    public func difference(from earlier: PromptOutline) -> Difference {
        func made(_ place: String?, shared: Int) -> Difference {
            let rest = tokens - shared
            let price = freshPrice.flatMap { fresh in readPrice.map { rest * (fresh - $0) } }
            return Difference(place: place, sharedTokens: shared, otherTokens: rest, nanoDollars: price)
        }
        guard model == earlier.model else { return made("model", shared: 0) }
        var shared = 0
        for (index, block) in blocks.enumerated() {
            // The messages are another prompt with other settings, tools and instructions are not.
            if settings != earlier.settings, block.place.hasPrefix("messages") {
                return made("settings", shared: shared)
            }
            guard index < earlier.blocks.count, earlier.blocks[index].place == block.place,
                earlier.blocks[index].sha256 == block.sha256
            else { return made(block.place, shared: shared) }
            shared += block.tokens
        }
        return made(nil, shared: shared)
    }
}

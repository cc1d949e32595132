public import JSON

/// What a model can do and cost: one entry of the catalogue.
public struct ModelFacts: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// The id by which requests name the model.
    public var id: String { self["id"] ?? "" }
    /// The name for people.
    public var displayName: String { self["display_name"] ?? id }
    /// `haiku`, `sonnet`, `opus`, `fable` or `mythos`.
    public var line: String? { self["line"] }
    /// Other names for the same model.
    public var aliases: [String] { self["aliases"] ?? [] }
    /// Where the model stands between its launch and its end.
    public var lifecycle: Lifecycle { self["lifecycle"] ?? .active }
    /// The day on which the model goes, `2026-11-30`.
    public var retiresAt: String? { self["retires_at"] }
    /// The day before which it does not go.
    public var retiresNotBefore: String? { self["retires_not_before"] }
    /// Models that share one rate limit share this name.
    public var rateLimitPool: String { self["rate_limit_pool"] ?? id }

    /// The context window.
    public var maxInputTokens: Int? { self["max_input_tokens"] }
    /// The most tokens that an answer may have, thinking included.
    public var maxOutputTokens: Int? { self["max_tokens"] }
    /// A shorter prefix is not cached, without a word about it.
    public var minCacheableTokens: Int? { self["min_cacheable_tokens"] }
    /// The year of the tokenizer; the one of 2026 makes about 30 % more tokens.
    public var tokenizer: String? { self["tokenizer"] }

    /// The accepted values of `thinking.type`; nil when they are not known.
    public var thinkingTypes: [String]? { self["thinking"] }
    /// The highest effort at which a type of thinking is accepted, where there is one.
    public func maxEffort(withThinking type: String) -> Effort? {
        object["thinking_max_effort"]?[type]?.string.map(Effort.init(rawValue:))
    }
    /// Whether it thinks when nothing is said of thinking.
    public var thinksByDefault: Bool? { self["thinks_by_default"] }
    /// The efforts that may be asked for; empty when none may.
    public var efforts: [Effort]? { self["effort"] }
    /// The effort when none is asked for.
    public var defaultEffort: Effort? { self["default_effort"] }
    /// Whether `tool_choice` may be `any` or `tool`.
    public var allowsForcedToolChoice: Bool? { self["forced_tool_choice"] }
    /// Whether the last message may be the beginning of the answer.
    public var allowsPrefill: Bool? { self["prefill"] }
    /// Whether instructions may stand between the turns.
    public var allowsSystemTurns: Bool? { self["system_turns"] }
    /// Whether `inference_geo` may be said.
    public var allowsGeography: Bool? { self["us_inference"] }
    /// Whether the model can cite; nil when nobody said.
    public var allowsCitations: Bool? { self["citations"] }
    /// What a request with tools adds to the prompt.
    public var toolPromptTokens: Int? { self["tool_prompt_tokens"] }

    /// The prices for a prompt of this length, or nil when they are not known.
    public func prices(promptTokens: Int, speed: Speed? = nil) -> TokenPrices? {
        let steps: [JSONObject] = self["prices"] ?? []
        let step = steps.first { step in step["prompt_tokens_up_to"]?.int.map { promptTokens <= $0 } ?? true }
        guard var prices = step.flatMap(TokenPrices.init(perMillion:)) else { return nil }
        if speed == .fast {
            guard let fast = object["fast"]?.object, let input = fast["input"].flatMap(Money.init(dollarsPerMillion:)),
                let output = fast["output"].flatMap(Money.init(dollarsPerMillion:))
            else { return nil }
            prices = prices.scaled(toInput: input, output: output)
        }
        return prices
    }
}

/// Prices of one token.
public struct TokenPrices: Hashable, Sendable {
    /// One fresh token of the prompt.
    public var input: Money
    /// One token written to the cache for five minutes.
    public var fiveMinuteWrite: Money
    /// One token written to the cache for an hour.
    public var oneHourWrite: Money
    /// One token read from the cache.
    public var cacheRead: Money
    /// One token of the answer.
    public var output: Money

    /// Nil when a price is missing or is no whole number of nano-dollars a token.
    init?(perMillion object: JSONObject) {
        func price(_ name: String) -> Money? { object[name].flatMap(Money.init(dollarsPerMillion:)) }
        guard let input = price("input"), let fiveMinutes = price("write_5m"), let oneHour = price("write_1h"),
            let read = price("read"), let output = price("output")
        else { return nil }
        self.input = input
        fiveMinuteWrite = fiveMinutes
        oneHourWrite = oneHour
        cacheRead = read
        self.output = output
    }

    /// The same proportions between the kinds of input at other base prices.
    func scaled(toInput newInput: Money, output newOutput: Money) -> TokenPrices {
        func scale(_ price: Money) -> Money {
            input.nanoDollars == 0
                ? price : Money(nanoDollars: price.nanoDollars * newInput.nanoDollars / input.nanoDollars)
        }
        var prices = self
        prices.input = newInput
        prices.fiveMinuteWrite = scale(fiveMinuteWrite)
        prices.oneHourWrite = scale(oneHourWrite)
        prices.cacheRead = scale(cacheRead)
        prices.output = newOutput
        return prices
    }
}

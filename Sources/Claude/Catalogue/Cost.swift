import JSON

extension ModelCatalogue {
    /// What a response cost: exact, by the model that answered and by what its usage says of tier, geography and speed. A fraction
    /// of a nano-dollar (half a price, a tenth more) is rounded once, at the end.
    ///
    /// Nil when the price is not known: a model that is not in the catalogue, a speed without a price, counts that cannot be
    /// true.
    public func cost(of usage: Usage, model: String) -> Money? {
        guard usage.hasCredibleCounts,
            let prices = self[model: model]?.prices(promptTokens: usage.promptTokens, speed: usage.speed)
        else { return nil }
        let tokens =
            prices.input * usage.inputTokens + prices.fiveMinuteWrite * usage.fiveMinuteWriteTokens
            + prices.oneHourWrite * usage.oneHourWriteTokens + prices.cacheRead * usage.cacheReadTokens
            + prices.output * usage.outputTokens
        guard
            let total = factored(
                tokens, isBatch: usage.serviceTier == .batch, isUS: usage.inferenceGeography == "us")
        else { return nil }
        return total + (self["web_search_request"].flatMap(Money.init(dollars:)) ?? .zero) * usage.webSearchRequests
    }

    /// What the same tokens would have cost had nothing been cached, at the same tier, place and speed.
    public func uncachedCost(of usage: Usage, model: String) -> Money? {
        guard usage.hasCredibleCounts else { return nil }
        var uncached = Usage(inputTokens: usage.promptTokens, outputTokens: usage.outputTokens)
        for name in ["service_tier", "inference_geo", "speed"] {
            uncached.object.append(name, ifPresent: usage.object[name])
        }
        return cost(of: uncached, model: model)
    }

    /// What share of its price a request costs in a batch.
    public var batchFactor: Double? { object["batch_factor"]?.double }

    /// What a message cost.
    public func cost(of message: Message) -> Money? { cost(of: message.usage, model: message.model) }

    /// The most that a request can cost: every prompt token fresh or written at the dearest mark it carries, and all of
    /// `max_tokens` used. Searches of the web are not in it.
    public func worstCost(of request: MessageRequest, promptTokens: Int, isBatch: Bool = false) -> Money? {
        guard let prices = self[model: request.model]?.prices(promptTokens: promptTokens, speed: request.speed) else {
            return nil
        }
        let lifetimes = RequestWalk(request).cacheMarks.map(\.control.lifetime)
        var input = prices.input
        if !lifetimes.isEmpty { input = max(input, prices.fiveMinuteWrite) }
        if lifetimes.contains(.oneHour) { input = max(input, prices.oneHourWrite) }
        return factored(
            input * promptTokens + prices.output * request.maxTokens, isBatch: isBatch,
            isUS: request.inferenceGeography == "us")
    }

    private func factored(_ amount: Money, isBatch: Bool, isUS: Bool) -> Money? {
        var numerator = amount.nanoDollars
        var denominator = 1
        for (applies, name) in [(isBatch, "batch_factor"), (isUS, "us_inference_factor")] where applies {
            guard let factor = object[name].flatMap(Decimal.init) else { return nil }
            let (product, overflows) = numerator.multipliedReportingOverflow(by: factor.digits)
            if overflows { return nil }
            numerator = product
            for _ in 0..<factor.decimals { denominator *= 10 }
        }
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        return Money(nanoDollars: quotient + (remainder * 2 >= denominator ? 1 : 0))
    }
}

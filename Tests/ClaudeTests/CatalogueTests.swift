import JSON
import Testing

@testable import Claude

@Suite struct CatalogueTests {
    let catalogue = ModelCatalogue.builtIn

    @Test func everyModelThatIsServedHasItsFactsAndItsPrice() {
        #expect(catalogue.dated == "2026-11-20")
        #expect(catalogue.models.count > 20)
        for model in catalogue.models where model.lifecycle != .retired {
            #expect(model.prices(promptTokens: 1) != nil, "\(model.id)")
            #expect(model.maxInputTokens != nil && model.maxOutputTokens != nil, "\(model.id)")
            #expect(model.minCacheableTokens != nil && model.thinkingTypes?.isEmpty == false, "\(model.id)")
            #expect(model.rateLimitPool.isEmpty == false)
        }
    }

    @Test func aliasesNameTheSameModel() {
        #expect(catalogue[model: "claude-haiku-4-5"]?.id == "claude-haiku-4-5-20251001")
        #expect(catalogue[model: "no-such-model"] == nil)
    }

    /// The example of the pricing page: 60,000 tokens written once and read nine times, ten questions and answers.
    @Test func theWorkedExampleComesOutToTheNanoDollar() throws {
        let write = Usage(inputTokens: 50, outputTokens: 300, cacheReadTokens: 0, fiveMinuteWriteTokens: 60_000)
        let read = Usage(inputTokens: 50, outputTokens: 300, cacheReadTokens: 60_000)
        let first = try #require(catalogue.cost(of: write, model: "claude-sonnet-5-5"))
        let later = try #require(catalogue.cost(of: read, model: "claude-sonnet-5-5"))
        // 0.150 written, 9 x 0.006 read, 500 fresh tokens 0.001, 3,000 tokens of output 0.030.
        #expect(first.nanoDollars + 9 * later.nanoDollars == 235_000_000)
    }

    @Test func haikuCostsFiveTimesAsMuchAboveTheStep() {
        let short = Usage(inputTokens: 100_000, outputTokens: 1)
        let long = Usage(inputTokens: 100_001, outputTokens: 1)
        #expect(catalogue.cost(of: short, model: "claude-haiku-5-5")?.nanoDollars == 100_000 * 100 + 500)
        #expect(catalogue.cost(of: long, model: "claude-haiku-5-5")?.nanoDollars == 100_001 * 500 + 2_500)
        // Cache reads count for the step.
        let read = Usage(inputTokens: 1, outputTokens: 0, cacheReadTokens: 100_000)
        #expect(catalogue.cost(of: read, model: "claude-haiku-5-5")?.nanoDollars == 500 + 100_000 * 50)
    }

    @Test func tierGeographySpeedAndSearchesCount() {
        var usage = Usage(
            inputTokens: 3, outputTokens: 7, cacheReadTokens: 11, fiveMinuteWriteTokens: 13, oneHourWriteTokens: 17)
        let plain = 3 * 4_000 + 7 * 20_000 + 11 * 200 + 13 * 5_000 + 17 * 8_000
        func cost() -> Int? { catalogue.cost(of: usage, model: "claude-opus-5-5")?.nanoDollars }
        #expect(cost() == plain)
        usage["service_tier"] = ServiceTier.batch
        #expect(cost() == plain / 2)
        usage["inference_geo"] = "us"
        #expect(cost() == plain / 2 * 11 / 10)
        usage["server_tool_use"] = ["web_search_requests": 3] as JSONValue
        #expect(cost() == plain / 2 * 11 / 10 + 30_000_000)
        // The price of its fast mode is not known, and a guess would be worse than none.
        usage["speed"] = Speed.fast
        #expect(cost() == nil)
        #expect(
            catalogue.cost(
                of: Usage(object: ["input_tokens": 1, "output_tokens": 1, "speed": "fast"]), model: "claude-opus-5")?
                .nanoDollars == 60_000)
        #expect(catalogue.cost(of: usage, model: "unknown") == nil)
    }

    @Test func theWorstCaseIsNeverBelowTheBill() throws {
        var request = MessageRequest(model: "claude-sonnet-5-5", maxTokens: 100, messages: [.user("q")])
        #expect(catalogue.worstCost(of: request, promptTokens: 1000)?.nanoDollars == 1000 * 2000 + 100 * 10_000)
        request.system = .blocks([TextBlock("s", cacheControl: .oneHour)])
        #expect(catalogue.worstCost(of: request, promptTokens: 1000)?.nanoDollars == 1000 * 4000 + 100 * 10_000)
    }

    @Test func usersLayTheirOwnFactsOverOurs() throws {
        let overrides: JSONValue = [
            "dated": "2027-01-01",
            "models": [
                ["id": "claude-sonnet-5-5", "max_tokens": 1],
                [
                    "id": "own-model",
                    "prices": [["input": 1.5, "write_5m": 2, "write_1h": 3, "read": 0.001, "output": 9.999]],
                ],
            ],
        ]
        let own = try catalogue.overridden(by: overrides)
        #expect(own.dated == "2027-01-01")
        #expect(own[model: "claude-sonnet-5-5"]?.maxOutputTokens == 1)
        #expect(own[model: "claude-sonnet-5-5"]?.maxInputTokens == 1_000_000)
        #expect(own.cost(of: Usage(inputTokens: 2, outputTokens: 1), model: "own-model")?.nanoDollars == 3000 + 9999)
        for wrong: JSONValue in [
            [], ["models": [["max_tokens": 1]]], ["models": [["id": "x", "prices": [["input": 0.0001]]]]],
        ] {
            #expect(throws: ClaudeError.self) { try catalogue.overridden(by: wrong) }
        }
    }

    @Test func theAPIRefreshesLimitsAndLifecyclesButNoPrices() throws {
        let described = ModelObject(object: [
            "type": "model", "id": "claude-sonnet-5-5", "display_name": "Sonnet", "lifecycle": "deprecated",
            "retires_at": "2027-02-01T00:00:00Z", "max_tokens": 64000,
            "capabilities": [
                "thinking": [
                    "supported": true, "types": ["adaptive": ["supported": true], "disabled": ["supported": true]],
                ],
                "effort": ["supported": true, "low": ["supported": true], "max": ["supported": false]],
            ],
        ])
        let new = ModelObject(object: ["id": "claude-next", "display_name": "Next", "max_input_tokens": 5])
        let refreshed = catalogue.refreshed(from: [described, new])
        let facts = try #require(refreshed[model: "claude-sonnet-5-5"])
        #expect(facts.lifecycle == .deprecated && facts.retiresAt == "2027-02-01")
        #expect(facts.maxOutputTokens == 64_000 && facts.maxInputTokens == 1_000_000)
        #expect(facts.thinkingTypes == ["adaptive", "disabled"] && facts.efforts == [.low])
        #expect(facts.prices(promptTokens: 1) != nil)
        #expect(refreshed[model: "claude-next"]?.prices(promptTokens: 1) == nil)
    }

    @Test func warnsSixtyDaysBeforeAModelGoes() {
        let model = "claude-sonnet-4-5"
        #expect(catalogue.retirementWarning(for: model, today: "2026-09-30") == nil)
        #expect(catalogue.retirementWarning(for: model, today: "2026-10-01")?.contains("in 60 days") == true)
        #expect(catalogue.retirementWarning(for: model, today: "2026-11-29")?.contains("in 1 day;") == true)
        #expect(catalogue.retirementWarning(for: model, today: "2026-11-30")?.contains("was retired") == true)
        #expect(catalogue.retirementWarning(for: "claude-opus-5-5", today: "2026-11-30") == nil)
    }

    @Test func moneyIsWrittenInDollars() {
        #expect(Money(nanoDollars: 1).description == "$0.000000001")
        #expect(Money.cents(10).description == "$0.10")
        #expect(Money(nanoDollars: -1_500_000_000).description == "-$1.50")
    }

    @Test func whatTheCacheSavedIsToldAtTheSamePrice() {
        var usage = Usage(inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 9_000)
        usage["service_tier"] = ServiceTier.batch
        let catalogue = ModelCatalogue.builtIn
        // Half of 10,000 x 2 + 100 x 10, and of 1,000 x 2 + 9,000 x 0.1 + 100 x 10 dollars a million.
        #expect(catalogue.uncachedCost(of: usage, model: "claude-sonnet-5-5") == Money(nanoDollars: 10_500_000))
        #expect(catalogue.cost(of: usage, model: "claude-sonnet-5-5") == Money(nanoDollars: 1_950_000))
        #expect(catalogue.batchFactor == 0.5)
    }

    /// A gateway may say anything; the price of nonsense is unknown, and nothing overflows.
    @Test(arguments: [Int.max, Int.max / 3, 100_000_001, -1]) func countsThatCannotBeTrueHaveNoPrice(count: Int) {
        for name in ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"] {
            var usage = Usage(inputTokens: 1, outputTokens: 1)
            usage[name] = count
            #expect(ModelCatalogue.builtIn.cost(of: usage, model: "claude-sonnet-5-5") == nil, "\(name)")
            #expect(ModelCatalogue.builtIn.uncachedCost(of: usage, model: "claude-sonnet-5-5") == nil, "\(name)")
        }
    }
}

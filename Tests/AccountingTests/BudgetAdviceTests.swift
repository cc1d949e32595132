import Accounting
import Claude
import Testing

@Suite struct BudgetAdviceTests {
    private static let catalogue = ModelCatalogue.builtIn
    private static let sonnet = "claude-sonnet-5-5"
    private static let haiku = "claude-haiku-5-5"

    private func request(_ maxTokens: Int = 8_000) -> MessageRequest {
        MessageRequest(model: Self.sonnet, maxTokens: maxTokens, messages: [.user("How long?")])
    }

    private func advice(_ left: Money, passages: BudgetAdvice.Passages? = .init(number: 10, tokens: 40_000)) -> String {
        BudgetAdvice.sentence(
            request(), promptTokens: 50_000, passages, left,
            [
                .init("--model sonnet", models: [Self.sonnet, "claude-opus-5-5"]),
                .init("--model \(Self.sonnet)", models: [Self.sonnet]),
                .init("--model haiku", models: [Self.haiku, Self.sonnet]),
                .init("--model \(Self.haiku)", models: [Self.haiku]),
            ], Self.catalogue)
    }

    private func worst(_ model: String, prompt: Int = 50_000, output: Int = 8_000) throws -> Money {
        var request = request(output)
        request.model = model
        return try #require(Self.catalogue.worstCost(of: request, promptTokens: prompt))
    }

    @Test func namesAModelOnlyWhenAllThatMayStandInForItFit() throws {
        let sonnet = try worst(Self.sonnet)
        #expect(advice(sonnet).contains("--model \(Self.sonnet) or --model haiku"))
        // Sonnet may have to stand in for haiku.
        let less = advice(sonnet - Money(nanoDollars: 1))
        #expect(!less.contains("--model haiku ") && less.contains("--model \(Self.haiku)"))
    }

    @Test func namesTheMostOutputThatFits() throws {
        let left = try worst("claude-opus-5-5", output: 2_000)
        #expect(advice(left).contains("--max-tokens 2000"))
        #expect(advice(left - Money(nanoDollars: 1)).contains("--max-tokens 1900"))
    }

    @Test func namesTheMostPassagesThatFit() throws {
        let left = try worst("claude-opus-5-5", prompt: 10_000 + 4_000 * 7)
        #expect(advice(left).contains("--passages 7"))
        #expect(advice(left - Money(nanoDollars: 1)).contains("--passages 6"))
        #expect(!advice(left, passages: nil).contains("--passages"))
    }

    @Test func saysWhenNothingFits() throws {
        #expect(advice(.zero) == " Nothing smaller fits into that.")
        let little = try worst(Self.haiku, output: 500)
        #expect(advice(little) == " It may fit with --model \(Self.haiku) --max-tokens 500.")
    }
}

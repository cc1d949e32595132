import Claude
import JSON
import Testing

@Suite struct TokenEstimatorTests {
    static let prose = String(
        repeating: "The warranty lasts for twenty-four months and covers every part of the pump except its seals. ",
        count: 40)

    @Test func proseComesOutNearTheDocumentedRatio() {
        let perToken = Double(Self.prose.count) / Double(TokenEstimator.estimate(Self.prose))
        #expect((2.2...2.8).contains(perToken))
        let older = TokenEstimator.estimate(Self.prose, tokenizer: "2024")
        #expect(Double(TokenEstimator.estimate(Self.prose)) / Double(older) > 1.29)
    }

    @Test func learnsFromWhatResponsesReport() {
        let estimator = TokenEstimator()
        // A tokenizer that makes 17 % more tokens than guessed, over texts of different lengths.
        func request(_ length: Int) -> MessageRequest {
            MessageRequest(
                model: "claude-sonnet-5-5", maxTokens: 1, messages: [.user(String(Self.prose.prefix(length)))])
        }
        for length in [500, 1500, 900, 3000] {
            let truth = Int(Double(TokenEstimator().estimate(request(length))) * 1.17)
            estimator.learn(request(length), Usage(inputTokens: truth, outputTokens: 1))
        }
        let truth = Double(TokenEstimator().estimate(request(2000))) * 1.17
        let guess = Double(estimator.estimate(request(2000)))
        #expect(abs(guess / truth - 1) < 0.02)
        #expect(estimator.correction(for: "claude-haiku-5-5") == 1)
    }

    @Test func nonsenseDoesNotSpoilTheGuess() {
        let estimator = TokenEstimator()
        let request = MessageRequest(model: "m", maxTokens: 1, messages: [.user(Self.prose)])
        estimator.learn(request, Usage(inputTokens: 0, outputTokens: 0))
        #expect(estimator.correction(for: "m") == 1)
        estimator.learn(request, Usage(inputTokens: 1_000_000_000, outputTokens: 0))
        #expect(estimator.correction(for: "m") <= 4)
    }

    @Test func picturesAndToolsCount() {
        let empty = MessageRequest(model: "claude-haiku-5-5", maxTokens: 1, messages: [.user("q")])
        var tools = empty
        tools.tools = [Tool(name: "t", inputSchema: ["type": "object"])]
        #expect(TokenEstimator().estimate(tools) > TokenEstimator().estimate(empty) + 286)
        // A PNG of 1024 by 1024 pixels is 37 x 37 patches.
        let png = "iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAAA="
        var picture = empty
        picture.messages = [.user([.image(ImageBlock(.base64(png, .png)))])]
        let tokens = TokenEstimator().estimate(picture) - TokenEstimator().estimate(empty)
        #expect((1369...1390).contains(tokens))
    }

    /// The API charges for the words of a document, not for the JSON in which they are sent.
    @Test func contentIsCountedWithoutWhatStandsAroundIt() {
        let text = TokenEstimator.estimate(Self.prose)
        let title = TokenEstimator.estimate("pump.md")
        let document = DocumentBlock(.text(Self.prose), title: "pump.md", citations: true)
        #expect(abs(TokenEstimator.estimateContent(document) - text - title) <= 1)
        #expect(TokenEstimator.estimate(document) > text + title + 10)
        let rows = DocumentBlock(
            .content(["a row of a table", "another one"].map { .text(TextBlock($0)) }), title: "pump.csv",
            citations: true)
        let words = ["a row of a table", "another one", "pump.csv"].reduce(0) { $0 + TokenEstimator.estimate($1) }
        #expect(abs(TokenEstimator.estimateContent(rows) - words) <= 3)
        // What an answer quoted is not charged for when it is sent back.
        let quoted: JSONValue = [
            "type": "text", "text": "Two years.", "citations": [["cited_text": JSONValue(Self.prose)]],
        ]
        let turn = InputMessage(.assistant, .blocks([ContentBlock(json: quoted)].compactMap { $0 }))
        #expect(TokenEstimator.estimateContent(turn) == TokenEstimator.estimate("Two years."))
        let png = "iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAAA="
        #expect(TokenEstimator.estimateContent(ImageBlock(.base64(png, .png))) == 1369)
    }
}

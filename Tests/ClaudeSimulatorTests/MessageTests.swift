import Claude
import JSON
import Testing

@testable import ClaudeSimulator

@Suite(.timeLimit(.minutes(1))) struct MessageTests {
    private func document(_ text: String) -> JSONValue {
        [
            "type": "document", "source": ["type": "text", "media_type": "text/plain", "data": JSONValue(text)],
            "title": "Warranty terms", "citations": ["enabled": true],
        ]
    }

    @Test func answersFromTheDocumentAndCitesIt() async throws {
        let client = try SimulatorClient()
        let text =
            "Über die Garantie: 😀 The warranty lasts 24 months. Batteries are covered for 6 months. Call us any time."
        let question: JSONValue = ["type": "text", "text": "How long are batteries covered?"]
        let answer = try await client.message(["messages": [["role": "user", "content": [document(text), question]]]])
        let citation = try #require(
            answer.json["content"]?.array?.elements.compactMap { $0["citations"]?[0] }.first, "\(answer.text)")
        #expect(citation["type"] == "char_location")
        #expect(citation["cited_text"] == "Batteries are covered for 6 months.")
        let start = try #require(citation["start_char_index"]?.int)
        let end = try #require(citation["end_char_index"]?.int)
        let scalars = Array(text.unicodeScalars)[start..<end]
        #expect(String(String.UnicodeScalarView(scalars)) == "Batteries are covered for 6 months.")
        await client.stop()
    }

    @Test func saysWhenTheDocumentsAreSilent() async throws {
        let client = try SimulatorClient()
        let question: JSONValue = ["type": "text", "text": "Who painted the ceiling of the chapel?"]
        let content: JSONValue = [document("Batteries are covered for 6 months."), question]
        let answer = try await client.message([
            "messages": [["role": "user", "content": content]], "thinking": ["type": "between_tools"],
        ])
        #expect(answer.json["content"]?[0]?["text"] == "The documents do not say.", "\(answer.text)")
        await client.stop()
    }

    @Test func aStreamAccumulatesToTheMessageThatJSONGives() async throws {
        for seed in 1...20 {
            let client = try SimulatorClient { $0.seed = UInt64(seed) }
            let text = "The warranty lasts 24 months. Batteries are covered for 6 months."
            let question: JSONValue = ["type": "text", "text": "How long are batteries covered?"]
            let fields: JSONObject = ["messages": [["role": "user", "content": [document(text), question]]]]
            let whole = try await client.message(fields).json
            var streamed = fields
            streamed.append("stream", true)
            let bytes = try await client.message(streamed).bytes
            var decoder = ServerSentEventDecoder()
            var accumulator = MessageAccumulator()
            decoder.append(bytes)
            while let event = decoder.next() {
                if let event = try StreamEvent(event) { _ = try accumulator.received(event) }
            }
            let message = try #require(accumulator.message)
            #expect(message.content.map(\.json) == whole["content"]?.array?.elements)
            #expect(message.usage.outputTokens == whole["usage"]?["output_tokens"]?.int)
            #expect(message.usage.inputTokens == whole["usage"]?["input_tokens"]?.int)
            #expect(message.stopReason == .endTurn)
            await client.stop()
        }
    }
}

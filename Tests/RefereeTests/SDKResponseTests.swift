import Claude
import JSON
import TestSupport
import Testing

/// Responses and streams that the SDK's own models produced are read and written again without loss.
@Suite(.enabled(if: OfficialSDK.isInstalled)) struct SDKResponseTests {
    static let produced = Result { try OfficialSDK.run("responses.py", ["7", "200"]) }

    @Test func responsesAreWrittenAsTheyWereRead() throws {
        let texts = try #require(try Self.produced.get()["messages"]?.array?.compactMap(\.string))
        #expect(texts.count == 200)
        for text in texts {
            var message = try #require(Message(json: try JSONValue(parsing: text, keepingLayout: true)))
            #expect(message.json.text() == text)
            // Through the typed blocks and back.
            message.content = message.content.map { block in
                guard case .text(var text) = block, let citations = text.citations else { return block }
                text.citations = citations
                return .text(text)
            }
            #expect(message.json.text() == text)
            for block in message.content where block.type.hasSuffix("tool_use") {
                if case .other = block { Issue.record("a tool call was not read: \(block.json.text())") }
            }
        }
    }

    @Test func streamsEndInTheMessageThatTheSDKAccumulates() throws {
        let streams = try #require(try Self.produced.get()["streams"]?.array)
        #expect(streams.count == 200)
        for stream in streams {
            var decoder = ServerSentEventDecoder()
            var accumulator = MessageAccumulator()
            for event in stream["events"]?.array ?? [] {
                decoder.append(Array("event: \(event[0]!.string!)\ndata: \(event[1]!.string!)\n\n".utf8))
                while let raw = decoder.next() {
                    if let event = try StreamEvent(raw) { _ = try accumulator.received(event) }
                }
            }
            #expect(accumulator.isComplete)
            let ours = try #require(accumulator.message)
            let theirs = try #require(stream["message"])
            #expect(normalized(ours.json) == normalized(theirs))
        }
    }

    /// Without nulls and with sorted keys: the SDK's models give fields in an order of their own, and nulls for some that are absent.
    private func normalized(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let array): return .array(JSONArray(array.map(normalized)))
        case .object(let object):
            let members = object.members.filter { !$0.value.isNull }.sorted { $0.key.value < $1.key.value }
            return .object(JSONObject(members.map { JSONObject.Member($0.key.value, normalized($0.value)) }))
        default: return value
        }
    }
}

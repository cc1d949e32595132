import Claude
import JSON
import Testing

@Suite struct AccumulatorTests {
    @Test func aStreamedMessageIsTheWholeResponseByteForByte() throws {
        let (_, accumulator) = try RecordedStreams.accumulate(RecordedStreams.citedAnswer)
        let message = try #require(accumulator.message)
        #expect(accumulator.isComplete)
        #expect(message.json.text() == RecordedStreams.citedAnswerWhole)
        #expect(message.text == "Batteries are covered for six \"months\" 😀")
        #expect(message.usage.outputTokens == 61)
        #expect(message.usage.promptTokens == 1334)
    }

    @Test func reportsWhatEachEventChanged() throws {
        let (actions, _) = try RecordedStreams.accumulate(RecordedStreams.citedAnswer)
        #expect(actions.count == 16)
        #expect(actions[0] == .messageStart)
        #expect(actions[2] == .ping)
        #expect(actions[3] == .thinking("The terms list", index: 0))
        #expect(actions[5] == .signature("Eq8BCkYI", index: 0))
        #expect(actions[8] == .text("Batteries are covered for ", index: 1))
        guard case .citation(.characters(let citation), index: 2) = actions[11] else {
            Issue.record("no citation")
            return
        }
        #expect(citation.start == 30)
        guard case .messageDelta(stopReason: .endTurn, let usage) = actions[14] else {
            Issue.record("no totals")
            return
        }
        #expect(usage.inputTokens == 24)
        #expect(actions[15] == .messageStop)
    }

    @Test func toolInputsAreParsedAtTheEndAndKeepTheirDigits() throws {
        let (actions, accumulator) = try RecordedStreams.accumulate(RecordedStreams.toolCalls)
        let uses = try #require(accumulator.message?.toolUses)
        #expect(uses.map(\.name) == ["search_corpus", "now"])
        #expect(uses[0].input.text() == #"{"query": "battery", "limit": 5.0}"#)
        #expect(uses[1].input.text() == "{}")
        #expect(accumulator.message?.content[0].json.text() == #"{"type":"novelty","shape":{"b":1.0,"a":2}}"#)
        #expect(accumulator.message?.usage.webSearchRequests == 1)
        #expect(accumulator.message?.object["container"] == nil)
        #expect(actions.contains(.other(["type": "novel_event", "what": "ever"])))
    }

    @Test func partOfAnInputCanBeShown() throws {
        var accumulator = MessageAccumulator()
        for event: StreamEvent in [
            .messageStart(Message(object: ["content": [], "usage": [:]])),
            .blockStart(index: 0, ["type": "tool_use", "id": "1", "name": "n", "input": [:]]),
            .blockDelta(index: 0, .inputJSON(#"{"query":"batt"#)),
        ] {
            _ = try accumulator.received(event)
        }
        #expect(accumulator.partialInput(at: 0)?.text() == #"{"query":"batt"}"#)
        #expect(accumulator.message?.toolUses.first?.input["query"]?.string == "batt")
    }

    @Test func citationsMayComeBeforeOrAfterTheirText() throws {
        let citation: JSONValue = ["type": "page_location", "cited_text": "c"]
        var accumulator = MessageAccumulator()
        for event: StreamEvent in [
            .messageStart(Message(object: ["content": [], "usage": [:]])),
            .blockStart(index: 0, ["type": "text", "text": ""]),
            .blockDelta(index: 0, .citation(citation)), .blockDelta(index: 0, .text("a")),
            .blockDelta(index: 0, .citation(citation)), .blockStop(index: 0),
        ] {
            _ = try accumulator.received(event)
        }
        #expect(
            accumulator.message?.content[0].json == [
                "type": "text", "text": "a", "citations": [citation, citation],
            ])
    }

    @Test func changesThatDoNotFitTheirBlockAreIgnored() throws {
        var accumulator = MessageAccumulator()
        _ = try accumulator.received(.messageStart(Message(object: ["content": [], "usage": [:]])))
        _ = try accumulator.received(.blockStart(index: 0, ["type": "text", "text": "t"]))
        for delta: BlockDelta in [.thinking("x"), .signature("x"), .inputJSON("{")] {
            #expect(try accumulator.received(.blockDelta(index: 0, delta)) == nil)
        }
        #expect(try accumulator.received(.blockStop(index: 0)) == .blockStop(index: 0, .text("t")))
    }

    func failure(_ events: [StreamEvent]) -> ClaudeError? {
        var accumulator = MessageAccumulator()
        do throws(ClaudeError) {
            for event in events { _ = try accumulator.received(event) }
            return nil
        } catch {
            return error
        }
    }

    @Test func eventsOutOfOrderAreErrors() {
        let start = StreamEvent.messageStart(Message(object: ["content": [], "usage": [:]]))
        let text = StreamEvent.blockStart(index: 0, ["type": "text", "text": ""])
        #expect(failure([text])?.code == .malformedResponse)
        #expect(failure([start, .blockStart(index: 1, ["type": "text"])])?.code == .malformedResponse)
        #expect(failure([start, .blockDelta(index: 0, .text("x"))])?.code == .malformedResponse)
        #expect(failure([start, text, .blockStop(index: 1)])?.code == .malformedResponse)
        #expect(failure([start, text, start, .messageStop, .blockStop(index: 9)]) == nil)
    }

    @Test func anInputThatIsNotJSONNamesItsTool() {
        let error = failure([
            .messageStart(Message(object: ["content": [], "usage": [:]])),
            .blockStart(index: 0, ["type": "tool_use", "id": "1", "name": "search", "input": [:]]),
            .blockDelta(index: 0, .inputJSON("{oops")), .blockStop(index: 0),
        ])
        #expect(error?.code == .malformedToolInput)
        #expect(error?.field == "search")
        #expect(error?.partial?.content.count == 1)
    }

    @Test func anErrorInTheStreamCarriesWhatHadCome() throws {
        let cut = RecordedStreams.citedAnswer.split(separator: "event: message_delta")[0]
        let error = RecordedStreams.sse(
            #"error {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#)
        do throws(ClaudeError) {
            _ = try RecordedStreams.accumulate(cut + error)
            Issue.record("no error")
        } catch {
            #expect(error.code == .overloaded)
            #expect(error.status == 200)
            #expect(error.partial?.text == "Batteries are covered for six \"months\" 😀")
        }
    }

    @Test func otherAPIsMarksAreSurvived() throws {
        let stream = RecordedStreams.toolCalls + "data: [DONE]\n\nevent: done\ndata: [DONE]\n\n"
        #expect(try RecordedStreams.accumulate(stream).1.isComplete)
    }
}

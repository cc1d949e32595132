import Answering
import DocumentModel
import JSON
import TestSupport
import Testing

@Suite struct AnswerJSONTests {
    private let value = AnswerJSON.value(sampleAnswer)

    @Test func theContractHolds() throws {
        #expect(try Project.schemas().problems(of: value, against: "ask.json") == [])
    }

    @Test func everythingThatAProgramNeedsIsThere() {
        #expect(value["answer"]?["segments"]?.array?.count == 4)
        #expect(value["footnotes"]?[0]?["span"]?["start"]?.int == 10)
        #expect(value["footnotes"]?[0]?["pages"]?["printed"]?[0]?.string == "2")
        #expect(value["footnotes"]?[1]?["lines"]?["last"]?.int == 4)
        #expect(value["footnotes"]?[2]?["span"]?.isNull == true)
        #expect(value["footnotes"]?[2]?["state"]?.string == "unverified")
        #expect(value["confidence"]?.double == 0.877)
    }

    @Test func theSameAnswerGivesTheSameBytes() {
        #expect(AnswerJSON.value(sampleAnswer).bytes() == value.bytes())
    }

    @Test func whatIsWrittenCanBeReadBack() throws {
        var answer = sampleAnswer
        (answer.id, answer.conversation, answer.turn, answer.askedAt) = (17, 3, 2, 1_790_000_000)
        answer.confidence = 0.877
        answer.cost = Answer.Cost()
        answer.cost?.nanoDollars = 12
        answer.usage.cacheRead = 400
        answer.usage.cacheWrite1h = 5
        answer.prompt.templates = ["cited-answer 3"]
        answer.footnotes[0].since = .moved
        answer.footnotes[0].boxes = [PlacedBox(page: 6, box: PageBox(left: 1.5, top: 2, right: 30, bottom: 4.125))]
        let written = AnswerJSON.value(answer)
        #expect(AnswerJSON.answer(try JSONValue(parsing: written.bytes())) == answer)
        #expect(try Project.schemas().problems(of: written, against: "ask.json") == [])
        #expect(written["cache"]?["state"]?.string == "read")
        #expect(written["cache"]?["saved_nano_dollars"]?.int == -12)
    }

    @Test func whatIsNoAnswerIsNotRead() throws {
        for text in ["{}", "[]", "{\"question\":\"a\",\"outcome\":\"answered\"}"] {
            #expect(AnswerJSON.answer(try JSONValue(parsing: text)) == nil)
        }
    }
}

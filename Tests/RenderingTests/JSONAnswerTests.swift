import JSON
import Rendering
import TestSupport
import Testing

@Suite struct JSONAnswerTests {
    private let value = JSONAnswer.value(sampleAnswer)

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
        #expect(JSONAnswer.value(sampleAnswer).bytes() == value.bytes())
    }
}

import JSON
import Testing

@Suite struct JSONWritingTests {
    @Test func writesCompactlyWithTheFewestEscapes() {
        let value: JSONValue = ["z": "a/\u{2028}é\u{7F}\"\\\n\u{1}", "a": [nil, true, 1.5, -3], "e": [:]]
        #expect(value.text() == "{\"z\":\"a/\u{2028}é\u{7F}\\\"\\\\\\n\\u0001\",\"a\":[null,true,1.5,-3],\"e\":{}}")
    }

    @Test func writesForPeople() {
        let value: JSONValue = ["a": [1, [:]], "b": [:], "c": []]
        #expect(
            value.text(.pretty) == """
                {
                  "a": [
                    1,
                    {}
                  ],
                  "b": {},
                  "c": []
                }
                """)
    }

    @Test func canonicalTextForgetsEscapesAndWhiteSpace() throws {
        let value = try JSONValue(parsing: #"[ "\u0041" ]"#, keepingLayout: true)
        #expect(value.text(.canonical) == #"["A"]"#)
        #expect(value.text() == #"[ "\u0041" ]"#)
    }

    @Test func numbersThatJSONCannotSayAreRefused() {
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(Double.nan) == nil)
        #expect(JSONNumber(1.0)?.text == "1.0")
    }

    @Test func settingAMemberKeepsItsPlace() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = 3
        object["c"] = 4
        object["b"] = nil
        #expect(JSONValue.object(object).text() == #"{"a":3,"c":4}"#)
    }
}

import JSON
import Testing

@Suite struct JSONPartialTests {
    @Test(arguments: [
        (#"{"query":"batt"#, #"{"query":"batt"}"#), (#"{"query":"a\"#, #"{"query":"a"}"#), (#"{"a":1,"b"#, #"{"a":1}"#),
        (#"{"a":[1,2"#, #"{"a":[1]}"#), (#"{"a":tr"#, "{}"), (#"{"a":{"b":"c"#, #"{"a":{"b":"c"}}"#),
        (#"{"a":1}"#, #"{"a":1}"#),
        (#"["\u00e"#, #"[""]"#), ("{", "{}"),
    ])
    func showsWhatHasArrived(text: String, shown: String) {
        #expect(JSONValue(partial: Array(text.utf8))?.text() == shown)
    }

    @Test func everyPrefixShowsSomething() {
        let text = #"{"q":"é😀\n","list":[1,-2.5e3,{"x":null}],"done":true}"#
        for end in 1...text.utf8.count {
            #expect(JSONValue(partial: Array(text.utf8.prefix(end)))?.object != nil)
        }
    }

    @Test func wrongTextIsNotShown() {
        #expect(JSONValue(partial: Array("{]".utf8)) == nil)
        #expect(JSONValue(partial: []) == nil)
    }
}

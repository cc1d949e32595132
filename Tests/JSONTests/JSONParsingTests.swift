import JSON
import Testing

@Suite struct JSONParsingTests {
    @Test func keepsTheOrderOfKeysAndTheDigitsOfNumbers() throws {
        let text = #"{"b":1.0,"a":10e-2,"c":[123456789012345678901234567890,-0]}"#
        let value = try JSONValue(parsing: text)
        #expect(value.text() == text)
        #expect(value.object?.keys == ["b", "a", "c"])
        #expect(value["b"]?.int == 1)
        #expect(value["c"]?[0]?.int == nil)
        #expect(value["a"]?.double == 0.1)
    }

    @Test(arguments: [
        #""\u0041\/\u00e9""#, #""\ud83d\ude00""#, #""\uD83D\uDE00 \b\f\n\r\t\"\\""#, #""\u001F""#, #""\u001f""#,
        #""é""#,
        #"{"\u0061":1}"#, #""\ud800""#, #""\udc00\ud800x""#,
    ])
    func writesEscapesAsTheyWere(text: String) throws {
        #expect(try JSONValue(parsing: text).text() == text)
    }

    @Test func theLastOfRepeatedKeysCountsAndAllAreWritten() throws {
        let text = #"{"a":1,"a":2}"#
        let value = try JSONValue(parsing: text)
        #expect(value["a"]?.int == 2)
        #expect(value.text() == text)
    }

    @Test func keysThatOnlyLookTheSameStayApart() throws {
        let value = try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(value["\u{E9}"]?.int == 1)
        #expect(value["e\u{301}"]?.int == 2)
    }

    @Test func showsALoneSurrogateAsTheReplacementCharacter() throws {
        let value = try JSONValue(parsing: #""a\ud800b""#)
        #expect(value.string == "a\u{FFFD}b")
        var writer = JSONWriter(replacesLoneSurrogates: true)
        writer.write(value)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"a\u{FFFD}b\"")
    }

    @Test func keepsTheWhiteSpaceWhenAsked() throws {
        let text = "{ \"a\" :\t[ 1 ,2,\n{ } , [ ] ] , \"b\":null }"
        #expect(try JSONValue(parsing: text, keepingLayout: true).text() == text)
        #expect(try JSONValue(parsing: text).text() == #"{"a":[1,2,{},[]],"b":null}"#)
        #expect(try JSONValue(parsing: text, keepingLayout: true) == JSONValue(parsing: text))
    }

    @Test func aChangedContainerForgetsItsWhiteSpaceAndNothingElse() throws {
        var object = try #require(try JSONValue(parsing: #"{ "a": [ 1 ] }"#, keepingLayout: true).object)
        object["b"] = 2
        #expect(JSONValue.object(object).text() == #"{"a":[ 1 ],"b":2}"#)
    }

    @Test(arguments: [
        ("", JSONError.Code.truncated), ("{", .truncated), (#"{"a":1,}"#, .malformed), ("[1,]", .malformed),
        ("01", .malformed),
        ("1.", .truncated), ("+1", .malformed), ("nul", .truncated), ("nulL", .malformed), (#""\x""#, .malformed),
        ("\"\n\"", .malformed), ("[1] 2", .malformed), (#"{'a':1}"#, .malformed), ("NaN", .malformed),
        (#""\u12"#, .truncated),
    ])
    func refusesWhatIsNotJSON(text: String, code: JSONError.Code) {
        #expect { try JSONValue(parsing: text) } throws: { ($0 as? JSONError)?.code == code }
    }

    @Test func refusesBytesThatAreNotUTF8() {
        #expect { try JSONValue(parsing: [0x22, 0xFF, 0x22]) } throws: { ($0 as? JSONError)?.code == .invalidUTF8 }
        #expect { try JSONValue(parsing: [0x22, 0x5C, 0x6E, 0xC3, 0x22]) } throws: {
            ($0 as? JSONError)?.code == .invalidUTF8
        }
    }

    @Test func refusesWhatIsNestedTooDeeply() throws {
        let deep = String(repeating: "[", count: 257) + String(repeating: "]", count: 257)
        #expect { try JSONValue(parsing: deep) } throws: { ($0 as? JSONError)?.code == .tooDeep }
        let atTheLimit = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
        #expect(try JSONValue(parsing: atTheLimit).text() == atTheLimit)
    }

    @Test func namesTheLineAndTheColumn() {
        #expect { try JSONValue(parsing: "{\n  \"a\": tru\n}") } throws: { error in
            guard let error = error as? JSONError else { return false }
            return error.line == 2 && error.column == 11 && error.description.contains("line 2, column 11")
        }
    }

    @Test func skipsAByteOrderMark() throws {
        #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF, 0x31]).int == 1)
    }
}

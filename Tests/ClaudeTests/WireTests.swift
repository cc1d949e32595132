import Claude
import JSON
import Testing

@Suite struct WireTests {
    /// What a server may send is kept: unknown blocks, fields, nulls, order, digits, escapes and white space.
    @Test(arguments: [
        #"{"type":"text","text":"a","citations":null,"x_new":{"k":1.0}}"#,
        #"{"type":"thinking","signature":"s","thinking":""}"#,
        #"{"type":"tool_use","id":"t","name":"n","input":{"b":1,"a":1.0,"b":"\u00e9"},"caller":{"type":"direct"}}"#,
        #"{"type":"server_tool_use","id":"t","name":"web_search","input":{"query":"x"}}"#,
        #"{ "type" : "novelty", "deep": [ 1, { } ] }"#, #"{"type":"text"}"#, #"{"no":"type"}"#,
        #"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"x","extra":1}}"#,
        #"{"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"x"}],"citations":{"enabled":true}}"#,
    ])
    func blocksGoBackByteForByte(text: String) throws {
        let block = try #require(ContentBlock(json: try JSONValue(parsing: text, keepingLayout: true)))
        #expect(block.json.text() == text)
        let message = InputMessage.assistant([block])
        #expect(message.json.text() == #"{"role":"assistant","content":[\#(text)]}"#)
    }

    @Test func aRequestEncodesToTheSameBytesInWhateverOrderItWasBuilt() {
        var a = MessageRequest(model: "m", maxTokens: 1, messages: [.user("q")])
        a.system = .text("s")
        a.thinking = .betweenTools
        a.outputConfig = OutputConfig(effort: .low)
        a["new_field"] = true
        var b = MessageRequest(object: JSONObject())
        b["new_field"] = true
        b.outputConfig = OutputConfig(effort: .low)
        b.messages = [.user("q")]
        b.thinking = .betweenTools
        b.system = .text("s")
        b.maxTokens = 1
        b.model = "m"
        let expected = """
            {"model":"m","max_tokens":1,"thinking":{"type":"between_tools"},"output_config":{"effort":"low"},"system":"s",\
            "messages":[{"role":"user","content":"q"}],"new_field":true}
            """
        #expect(String(decoding: a.encoded(), as: UTF8.self) == expected)
        #expect(a.encoded() == b.encoded())
    }

    @Test func aSchemaKeepsTheOrderOfItsKeys() {
        let tool = Tool(
            name: "t", inputSchema: ["type": "object", "properties": ["z": [:], "a": [:]], "required": ["z"]],
            strict: true)
        #expect(
            tool.json.text()
                == #"{"name":"t","input_schema":{"type":"object","properties":{"z":{},"a":{}},"required":["z"]},"strict":true}"#
        )
    }

    @Test func halfASurrogatePairIsNotSent() throws {
        let input = try JSONValue(parsing: #"{"q":"\ud800"}"#)
        let turn = InputMessage.assistant([.toolUse(ToolUseBlock(id: "1", name: "n", input: input))])
        let request = MessageRequest(model: "m", maxTokens: 1, messages: [turn])
        #expect(String(decoding: request.encoded(), as: UTF8.self).contains("\"q\":\"\u{FFFD}\""))
    }

    @Test func everyCitationIsReadWithItsPlace() throws {
        let texts = [
            #"{"type":"char_location","cited_text":"c","document_index":1,"document_title":null,"start_char_index":3,"end_char_index":9,"file_id":null}"#,
            #"{"type":"page_location","cited_text":"c","document_index":1,"document_title":"t","start_page_number":3,"end_page_number":9}"#,
            #"{"type":"content_block_location","cited_text":"c","document_index":1,"document_title":"t","start_block_index":3,"end_block_index":9,"file_id":"f"}"#,
        ]
        for text in texts {
            let citation = try #require(Citation(json: try JSONValue(parsing: text)))
            let place: DocumentCitation? =
                switch citation {
                case .characters(let place), .pages(let place), .blocks(let place): place
                default: nil
                }
            #expect(place?.start == 3 && place?.end == 9 && place?.documentIndex == 1)
            #expect(citation.json.text() == text)
        }
        let result = SearchResultCitation(1..<3, of: 2, source: "kb://1", title: nil, citedText: "c")
        guard case .searchResult(let read) = Citation(json: result.json) else { throw JSONMismatch() }
        #expect(read.start == 1 && read.end == 3 && read.searchResultIndex == 2 && read.title == nil)
        // A citation without its place cannot be used, but is kept.
        guard case .other = Citation(json: ["type": "char_location", "cited_text": "c"]) else { throw JSONMismatch() }
    }

    struct JSONMismatch: Error {}

    @Test func usageCountsTheWholePrompt() throws {
        let usage = Usage(
            inputTokens: 21, outputTokens: 212, cacheReadTokens: 18_804, fiveMinuteWriteTokens: 5, oneHourWriteTokens: 7
        )
        #expect(usage.promptTokens == 21 + 18_804 + 12)
        #expect(usage.fiveMinuteWriteTokens == 5 && usage.oneHourWriteTokens == 7)
        // Without a breakdown every write counts as one for five minutes.
        let plain = Usage(object: ["input_tokens": 1, "cache_creation_input_tokens": 9, "cache_creation": nil])
        #expect(plain.fiveMinuteWriteTokens == 9 && plain.oneHourWriteTokens == 0)
    }

    @Test func batchResultsTellTheirOutcomesApart() throws {
        func outcome(_ result: String) throws -> BatchResult.Outcome? {
            BatchResult(json: try JSONValue(parsing: #"{"custom_id":"q","result":\#(result)}"#))?.outcome
        }
        let error = #"{"type":"errored","error":{"type":"error","error":{"type":"overloaded_error","message":"m"}}}"#
        guard case .errored(let body) = try outcome(error) else { throw JSONMismatch() }
        #expect(body.type == "overloaded_error")
        #expect(try outcome(#"{"type":"expired"}"#) == .expired)
        guard case .other = try outcome(#"{"type":"succeeded","message":{}}"#) else { throw JSONMismatch() }
    }

    @Test func settingsThatAreNotKnownStayRaw() throws {
        for text in [#"{"type":"adaptive","display":null}"#, #"{"type":"dreaming"}"#, #"{"type":"disabled","x":1}"#] {
            let thinking = try #require(Thinking(json: try JSONValue(parsing: text)))
            #expect(thinking.json.text() == text)
        }
        #expect(Thinking(json: ["type": "enabled", "budget_tokens": 1024]) == .enabled(budgetTokens: 1024))
    }
}

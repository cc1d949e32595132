import Claude
import JSON

/// Streams to test with, in the API's spelling.
enum RecordedStreams {
    /// Thinking, then an answer with a citation, then totals.
    static let citedAnswer = sse(
        """
        message_start {"type":"message_start","message":{"id":"msg_01Kx","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[],"stop_reason":null,"stop_sequence":null,"stop_details":null,"diagnostics":null,"usage":{"input_tokens":24,"cache_creation_input_tokens":0,"cache_read_input_tokens":1310,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":1,"service_tier":"standard"}}}
        content_block_start {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
        ping {"type":"ping"}
        content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"The terms list"}}
        content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":" batteries."}   }
        content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"Eq8BCkYI"}}
        content_block_stop {"type":"content_block_stop","index":0}
        content_block_start {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}
        content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Batteries are covered \\u0066or "}}
        content_block_stop {"type":"content_block_stop","index":1}
        content_block_start {"type":"content_block_start","index":2,"content_block":{"type":"text","text":"","citations":[]}}
        content_block_delta {"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"Batteries are covered for 6 months.","document_index":0,"document_title":"Warranty","start_char_index":30,"end_char_index":65,"file_id":null}}}
        content_block_delta {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"six \\"months\\" 😀"}}
        content_block_stop {"type":"content_block_stop","index":2}
        message_delta {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null,"stop_details":null},"usage":{"output_tokens":61,"input_tokens":null,"output_tokens_details":{"thinking_tokens":22}}}
        message_stop {"type":"message_stop"}
        """)

    /// The same answer as one response.
    static let citedAnswerWhole = """
        {"id":"msg_01Kx","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[{"type":"thinking","thinking":"The terms list batteries.","signature":"Eq8BCkYI"},{"type":"text","text":"Batteries are covered for "},{"type":"text","text":"six \\"months\\" 😀","citations":[{"type":"char_location","cited_text":"Batteries are covered for 6 months.","document_index":0,"document_title":"Warranty","start_char_index":30,"end_char_index":65,"file_id":null}]}],"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"diagnostics":null,"usage":{"input_tokens":24,"cache_creation_input_tokens":0,"cache_read_input_tokens":1310,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":61,"output_tokens_details":{"thinking_tokens":22},"service_tier":"standard"}}
        """

    /// Text and two tool calls, one without input, and things nobody here knows.
    static let toolCalls = sse(
        """
        message_start {"type":"message_start","message":{"id":"msg_02","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}}
        content_block_start {"type":"content_block_start","index":0,"content_block":{"type":"novelty","shape":{"b":1.0,"a":2}}}
        content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"novelty_delta","x":1}}
        content_block_stop {"type":"content_block_stop","index":0}
        content_block_start {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"search_corpus","input":{}}}
        content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}
        content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"query\\": \\"batt"}}
        content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"ery\\", \\"limit\\": 5.0}"}}
        content_block_stop {"type":"content_block_stop","index":1}
        novel_event {"type":"novel_event","what":"ever"}
        content_block_start {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_2","name":"now","input":{}}}
        content_block_delta {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}
        content_block_stop {"type":"content_block_stop","index":2}
        message_delta {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"container":null},"usage":{"output_tokens":40,"server_tool_use":{"web_search_requests":1}}}
        message_stop {"type":"message_stop"}
        """)

    static func sse(_ lines: String) -> String {
        lines.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return "event: \(parts[0])\ndata: \(parts[1])\n\n"
        }.joined()
    }

    /// Decodes and accumulates a stream; what the accumulator reported, and itself.
    static func accumulate(
        _ stream: String
    ) throws(ClaudeError) -> (actions: [MessageAccumulator.Action], MessageAccumulator) {
        try accumulate(Array(stream.utf8))
    }

    static func accumulate(
        _ stream: [UInt8]
    ) throws(ClaudeError) -> (actions: [MessageAccumulator.Action], MessageAccumulator) {
        var decoder = ServerSentEventDecoder()
        var accumulator = MessageAccumulator()
        var actions: [MessageAccumulator.Action] = []
        decoder.append(stream)
        while let event = decoder.next() ?? decoder.finish() {
            guard let decoded = try StreamEvent(event) else { continue }
            if let action = try accumulator.received(decoded) { actions.append(action) }
        }
        return (actions, accumulator)
    }
}

import Claude
import HTTPClient
import JSON
import Testing

@testable import ClaudeSimulator

/// Each rule of the API, with a request that breaks it and no other.
@Suite struct ValidationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var fields: JSONObject
        var message: String
        var version = APIVersion.current
        var status = 400
        var testDescription: String { name }
    }

    private static func user(_ blocks: JSONValue...) -> JSONValue {
        [["role": "user", "content": .array(JSONArray(blocks))]]
    }
    private static let text: JSONValue = ["type": "text", "text": "Well?"]
    private static func marked(_ ttl: String) -> JSONValue {
        ["type": "text", "text": "Well?", "cache_control": ["type": "ephemeral", "ttl": JSONValue(ttl)]]
    }
    private static func document(cites: Bool, _ source: JSONValue? = nil) -> JSONValue {
        let plain: JSONValue = ["type": "text", "media_type": "text/plain", "data": "Words."]
        return ["type": "document", "source": source ?? plain, "citations": ["enabled": JSONValue(cites)]]
    }
    private static let tool: JSONValue = ["name": "search", "input_schema": ["type": "object"]]
    private static let toolUse: JSONValue = ["type": "tool_use", "id": "t1", "name": "search", "input": [:]]
    private static let result: JSONValue = ["type": "tool_result", "tool_use_id": "t1", "content": "Found."]
    private static let schema: JSONValue = [
        "format": ["type": "json_schema", "schema": ["type": "object", "additionalProperties": false]]
    ]

    static let cases: [Case] = requestCases + blockCases + conversationCases

    private static let requestCases: [Case] = [
        Case(name: "no model", fields: ["model": .null], message: "model: Field required"),
        Case(name: "unknown model", fields: ["model": "claude-9"], message: "model: claude-9", status: 404),
        Case(name: "no max_tokens", fields: ["max_tokens": .null], message: "max_tokens: Field required"),
        Case(
            name: "max_tokens too large", fields: ["max_tokens": 200_000],
            message: "max_tokens: 200000 > 128000, which is the maximum"),
        Case(name: "unknown field", fields: ["frob": 1], message: "frob: Extra inputs are not permitted"),
        Case(
            name: "temperature", fields: ["temperature": 1.0], message: "temperature: Extra inputs are not permitted"),
        Case(
            name: "temperature of a new model", fields: ["temperature": 0.5],
            message: "`temperature` is not supported by claude-sonnet-5-5", version: .older),
        Case(name: "no messages", fields: ["messages": []], message: "messages: at least one message is required"),
        Case(
            name: "budget", fields: ["thinking": ["type": "enabled", "budget_tokens": 2000]],
            message: "thinking.type: 'enabled' is not supported by claude-sonnet-5-5"),
        Case(
            name: "thinking against effort",
            fields: ["thinking": ["type": "between_tools"], "output_config": ["effort": "max"]],
            message: "thinking.type: 'between_tools' is not supported with effort 'max'"),
        Case(
            name: "forced tool", fields: ["tools": [tool], "tool_choice": ["type": "any"]],
            message: "tool_choice.type: 'any' is not supported by claude-sonnet-5-5"),
        Case(
            name: "warm-up that streams", fields: ["max_tokens": 0, "stream": true],
            message: "max_tokens: 0 is not supported with `stream: true`"),
        Case(
            name: "five marks",
            fields: ["messages": user(marked("5m"), marked("5m"), marked("5m"), marked("5m"), marked("5m"))],
            message: "A maximum of 4 blocks with cache_control may be provided. Found 5."),
        Case(
            name: "short before long", fields: ["messages": user(marked("5m"), marked("1h"))],
            message: "messages.0.content.1.cache_control.ttl: a ttl='1h' cache_control block must not come after"),
        Case(
            name: "unknown lifetime", fields: ["messages": user(marked("2h"))],
            message: "messages.0.content.0.text.cache_control.ttl: Input should be '5m' or '1h'"),
        Case(
            name: "beta field without its header", fields: ["context_management": [:]],
            message: "context_management: Extra inputs are not permitted"),
        Case(
            name: "geography", fields: ["model": "claude-haiku-4-5", "inference_geo": "us"],
            message: "inference_geo: claude-haiku-4-5-20251001 does not support"),
    ]

    private static let blockCases: [Case] = [
        Case(
            name: "empty marked text",
            fields: ["messages": user(["type": "text", "text": "", "cache_control": ["type": "ephemeral"]])],
            message: "messages.0.content.0.text: cache_control cannot be set for empty text blocks"),
        Case(
            name: "empty text", fields: ["messages": user(["type": "text", "text": ""])],
            message: "messages: text content blocks must be non-empty"),
        Case(
            name: "unknown block", fields: ["messages": user(["type": "video"])],
            message: "messages.0.content.0: Input tag 'video' found using 'type' does not match"),
        Case(
            name: "mixed citations", fields: ["messages": user(document(cites: true), document(cites: false), text)],
            message: "Citations must be enabled on all or none"),
        Case(
            name: "citations with a schema",
            fields: ["messages": user(document(cites: true), text), "output_config": schema],
            message: "Citations are not compatible with structured outputs"),
        Case(
            name: "citations of a user",
            fields: [
                "messages": user(["type": "text", "text": "Well?", "citations": [["type": "char_location"]]])
            ], message: "messages.0.content.0.text.citations: citations are not permitted"),
        Case(
            name: "no PDF",
            fields: [
                "messages": user(
                    document(cites: true, ["type": "base64", "media_type": "application/msword", "data": "AAAA"]), text)
            ], message: "messages.0.content.0.document.source.media_type: Input should be 'application/pdf'"),
        Case(
            name: "no base64",
            fields: [
                "messages": user(
                    document(cites: true, ["type": "base64", "media_type": "application/pdf", "data": "?"]), text)
            ], message: "messages.0.content.0.document.source.data: The source data is not valid base64"),
        Case(
            name: "unknown file",
            fields: ["messages": user(document(cites: true, ["type": "file", "file_id": "file_none"]), text)],
            message: "File not found: file_none", status: 404),
        Case(
            name: "search result without blocks",
            fields: [
                "messages": user(["type": "search_result", "source": "kb://1", "title": "T", "content": []], text)
            ], message: "messages.0.content.0.search_result.content: List should have at least 1 item"),
    ]

    private static func turns(_ turns: (String, [JSONValue])...) -> JSONValue {
        .array(
            JSONArray(turns.map { ["role": JSONValue($0.0), "content": .array(JSONArray($0.1))] }))
    }

    private static let conversationCases: [Case] = [
        Case(
            name: "prefill", fields: ["messages": turns(("user", [text]), ("assistant", [text]))],
            message: "claude-sonnet-5-5 does not support assistant message prefill"),
        Case(
            name: "call without result",
            fields: ["tools": [tool], "messages": turns(("user", [text]), ("assistant", [toolUse]), ("user", [text]))],
            message: "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1"),
        Case(
            name: "result without call", fields: ["tools": [tool], "messages": turns(("user", [result]))],
            message: "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t1"),
        Case(
            name: "result after text",
            fields: [
                "tools": [tool],
                "messages": turns(("user", [text]), ("assistant", [toolUse]), ("user", [text, result])),
            ], message: "messages.2.content: `tool_result` blocks must come first"),
        Case(
            name: "document of an assistant",
            fields: ["messages": turns(("user", [text]), ("assistant", [document(cites: false)]), ("user", [text]))],
            message: "messages.1.content.0: `document` blocks are not permitted in assistant messages"),
        Case(
            name: "system turn first", fields: ["messages": turns(("system", [text]), ("user", [text]))],
            message: "messages.0: a message with the role 'system' must follow a user message"),
        Case(
            name: "system turn on Sonnet 5",
            fields: ["model": "claude-sonnet-5", "messages": turns(("user", [text]), ("system", [text]))],
            message: "messages.1.role: claude-sonnet-5 does not support the role 'system'"),
        Case(
            name: "thinking of somebody else",
            fields: [
                "messages": turns(
                    ("user", [text]), ("assistant", [["type": "thinking", "thinking": "", "signature": "x"], text]),
                    ("user", [text]))
            ], message: "messages.1.content.0: Invalid `signature` in `thinking` block"),
    ]

    @Test(arguments: cases) func refuses(_ broken: Case) async throws {
        let client = try SimulatorClient()
        let answer = try await client.message(broken.fields, headers: ["anthropic-version": broken.version.rawValue])
        #expect(answer.status == broken.status, "\(answer.text)")
        #expect(answer.message.hasPrefix(broken.message), "\(answer.message)")
        #expect(answer.json["type"] == "error")
        #expect(answer.json["request_id"]?.string == answer.headers["request-id"])
        await client.stop()
    }

    @Test func takesWhatBreaksNoRule() async throws {
        let client = try SimulatorClient()
        let valid: [JSONObject] = [
            [:], ["thinking": ["type": "adaptive", "display": "summarized"]], ["cache_control": ["type": "ephemeral"]],
            ["messages": Self.user(Self.document(cites: true), Self.text), "metadata": ["user_id": "u"]],
            [
                "tools": [Self.tool],
                "messages": Self.turns(("user", [Self.text]), ("assistant", [Self.toolUse]), ("user", [Self.result])),
            ],
            ["messages": Self.user(Self.marked("1h"), Self.marked("5m"))], ["inference_geo": "us"], ["max_tokens": 0],
            ["model": "claude-haiku-4-5", "messages": Self.turns(("user", [Self.text]), ("assistant", [Self.text]))],
        ]
        for fields in valid {
            let answer = try await client.message(fields)
            #expect(answer.status == 200, "\(JSONValue.object(fields)): \(answer.text)")
        }
        await client.stop()
    }

    @Test func keysAndVersionsAreRequired() async throws {
        let client = try SimulatorClient { $0.keys = ["good"] }
        #expect(try await client.message(headers: ["x-api-key": ""]).status == 401)
        let wrong = try await client.message(headers: ["x-api-key": "bad"])
        #expect(wrong.status == 401 && wrong.message == "invalid x-api-key")
        #expect(try await client.message(headers: ["x-api-key": "", "authorization": "Bearer good"]).status == 200)
        let old = try await client.message(headers: ["x-api-key": "good", "anthropic-version": "2024-01-01"])
        #expect(old.status == 400 && old.message.contains("2024-01-01"))
        #expect(try await client.message(headers: ["x-api-key": "good", "anthropic-version": ""]).status == 400)
        await client.stop()
    }
}

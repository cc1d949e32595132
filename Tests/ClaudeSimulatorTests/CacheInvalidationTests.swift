import JSON
import Testing

/// What a change between two requests leaves of the cache: the table of the API, row by row.
@Suite(.timeLimit(.minutes(1))) struct CacheInvalidationTests {
    /// How far the cache still reaches.
    enum Kept: Int, Comparable {
        case nothing, tools, system, messages
        static func < (a: Kept, b: Kept) -> Bool { a.rawValue < b.rawValue }
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var name: String
        var kept: Kept
        var fields: JSONObject = [:]
        var headers: [String: String] = [:]
        var testDescription: String { name }
    }

    private static let long = JSONValue(String(repeating: "Batteries are covered for 6 months. ", count: 60))
    private static let mark: JSONValue = ["type": "ephemeral"]

    private static func tool(_ description: JSONValue = long, _ mark: JSONValue = mark) -> JSONValue {
        [
            "name": "search", "description": description, "input_schema": ["type": "object"], "cache_control": mark,
        ]
    }

    private static func system(_ text: JSONValue = long, _ mark: JSONValue = mark) -> JSONValue {
        [["type": "text", "text": text, "cache_control": mark]]
    }

    private static func messages(cites: Bool = false, title: String = "Terms", _ more: JSONValue...) -> JSONValue {
        let document: JSONValue = [
            "type": "document", "source": ["type": "text", "media_type": "text/plain", "data": long],
            "title": JSONValue(title), "citations": ["enabled": JSONValue(cites)], "cache_control": mark,
        ]
        let blocks = [document] + more + [["type": "text", "text": "How long?"]]
        return [["role": "user", "content": .array(JSONArray(blocks))]]
    }

    /// The head of a PNG, which is all that is read of one.
    private static let picture: JSONValue = [
        "type": "image",
        "source": [
            "type": "base64", "media_type": "image/png", "data": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
        ],
    ]
    private static let schema: JSONValue = ["type": "object", "additionalProperties": false]

    static let base: JSONObject = [
        "model": "claude-opus-5-5", "tools": [tool()], "system": system(), "messages": messages(),
    ]

    static let changes: [Change] = [
        Change(name: "nothing", kept: .messages),
        Change(name: "a tool", kept: .nothing, fields: ["tools": [tool("Another.")]]),
        Change(
            name: "web search on", kept: .tools,
            fields: ["tools": [tool(), ["type": "web_search_20260318", "name": "web_search"]]]),
        Change(name: "citations on", kept: .tools, fields: ["messages": messages(cites: true)]),
        Change(name: "speed", kept: .tools, fields: ["speed": "fast"]),
        Change(name: "system", kept: .tools, fields: ["system": system("Another.")]),
        Change(name: "tool choice", kept: .system, fields: ["tool_choice": ["type": "none"]]),
        Change(
            name: "parallel calls", kept: .system,
            fields: ["tool_choice": ["type": "auto", "disable_parallel_tool_use": true]]),
        Change(name: "an image", kept: .system, fields: ["messages": messages(picture)]),
        Change(name: "a title", kept: .system, fields: ["messages": messages(title: "Others")]),
        Change(name: "effort", kept: .system, fields: ["output_config": ["effort": "max"]]),
        Change(name: "effort, as it is anyway", kept: .messages, fields: ["output_config": ["effort": "medium"]]),
        Change(
            name: "a schema", kept: .nothing,
            fields: ["output_config": ["format": ["type": "json_schema", "schema": schema]]]),
        Change(name: "the model", kept: .nothing, fields: ["model": "claude-opus-5"]),
        Change(name: "the version", kept: .nothing, headers: ["anthropic-version": "2023-06-01"]),
        Change(name: "the workspace", kept: .nothing, headers: ["x-api-key": "another"]),
        Change(
            name: "marks", kept: .messages, fields: ["tools": [tool(long, .null)], "system": system(long, .null)]),
        Change(name: "the question", kept: .messages, fields: ["metadata": ["user_id": "somebody"]]),
    ]

    private func tokensRead(_ change: Change) async throws -> Int {
        let client = try SimulatorClient()
        #expect(try await client.message(Self.base).status == 200)
        var fields = Self.base
        for member in change.fields.members { fields[member.key.value] = member.value }
        let answer = try await client.message(fields, headers: change.headers)
        await client.stop()
        return try #require(answer.usage["cache_read_input_tokens"]?.int, "\(answer.text)")
    }

    @Test(arguments: changes) func aChangeLosesWhatStandsBehindIt(_ change: Change) async throws {
        // What each level holds follows from changes of which nobody doubts where they stand.
        let levels: [Int] = [
            0, try await tokensRead(Change(name: "", kept: .tools, fields: ["system": Self.system("x")])),
            try await tokensRead(Change(name: "", kept: .system, fields: ["messages": Self.messages(title: "x")])),
            try await tokensRead(Change(name: "", kept: .messages)),
        ]
        #expect(levels == levels.sorted() && Set(levels).count == 4)
        #expect(try await tokensRead(change) == levels[change.kept.rawValue])
    }
}

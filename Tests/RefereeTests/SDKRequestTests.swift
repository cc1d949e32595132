import HTTPClient
import JSON
import TestSupport
import Testing

@testable import Claude

/// Every kind of request that we can write is one by the SDK's own parameter types.
@Suite(.enabled(if: OfficialSDK.isInstalled)) struct SDKRequestTests {
    @Test func everyKindOfRequestIsValid() async throws {
        let rows = Self.messages.map { ["kind": "messages", "body": Self.sent($0)] as JSONValue }
        let batch: JSONValue = [
            "requests": Self.messages.enumerated().map { BatchItem(customID: "q-\($0.offset)", $0.element) }.json
        ]
        let counted = try await Self.countedBodies().map { ["kind": "count_tokens", "body": $0] as JSONValue }
        let all = rows + [["kind": "batches", "body": batch]] + counted
        let problems = try #require(try OfficialSDK.run("validate.py", on: all.json).array)
        #expect(problems.count == all.count)
        for (row, problem) in zip(all, problems) { #expect(problem.isNull, "\(problem) in \(row)") }
    }

    @Test func theRefereeSeesWhatIsWrong() throws {
        var wrong = MessageRequest(model: "m", maxTokens: 1, messages: [.user("q")])
        wrong["no_such_field"] = true
        var broken = MessageRequest(model: "m", maxTokens: 1, messages: [.user("q")])
        broken.thinking = .other(["type": "dreaming"])
        let rows = [wrong, broken].map { ["kind": "messages", "body": Self.sent($0)] as JSONValue }
        let problems = try #require(try OfficialSDK.run("validate.py", on: rows.json).array)
        #expect(problems.allSatisfy { $0.string != nil })
    }

    /// The bodies that the client sends to count the tokens of each request.
    static func countedBodies() async throws -> [JSONValue] {
        let server = try LoopbackServer { _, connection in try connection.respond(200, [:], #"{"input_tokens":1}"#) }
        var configuration = ClientConfiguration(.apiKey(Secret("none")))
        configuration.baseURL = server.url
        let client = try ClaudeClient(configuration, http: HTTPClient(HTTPConfiguration()))
        for message in messages { _ = try await client.countTokens(message) }
        return try server.requests.map { try JSONValue(parsing: $0.body) }
    }

    /// What goes over the wire, read again.
    static func sent(_ request: MessageRequest) -> JSONValue { try! JSONValue(parsing: request.encoded()) }

    /// One request for each thing that can be said, besides the plainest one.
    static let messages: [MessageRequest] = {
        func request(_ change: (inout MessageRequest) -> Void) -> MessageRequest {
            var request = MessageRequest(model: "claude-sonnet-5-5", maxTokens: 1024, messages: [.user("q")])
            change(&request)
            return request
        }
        func user(_ blocks: ContentBlock...) -> MessageRequest { request { $0.messages = [.user(blocks)] } }
        let sources: [DocumentSource] = [
            .text("t"), .contentText("t"),
            .content([.text("a"), .image(ImageBlock(.url("https://example.com/a.png")))]),
            .pdf(base64: "JVBERi0="), .url("https://example.com/a.pdf"), .file("file_1"),
        ]
        let images: [ImageSource] = [.base64("iVBORw0=", .png), .url("https://example.com/a.png"), .file("file_1")]
        let citations: [Citation] = [
            .characters(DocumentCitation(.characters, 0..<2, of: 0, title: nil, citedText: "c")),
            .pages(DocumentCitation(.pages, 1..<2, of: 0, title: "t", citedText: "c")),
            .blocks(DocumentCitation(.blocks, 0..<1, of: 0, title: nil, citedText: "c")),
            .searchResult(SearchResultCitation(0..<1, of: 0, source: "s", title: nil, citedText: "c")),
            .webSearchResult(WebSearchCitation(url: "u", title: nil, encryptedIndex: "e", citedText: "c")),
        ]
        let result = SearchResultBlock(
            source: "kb://1", title: "t", content: [TextBlock("a"), TextBlock("b")], citations: true,
            cacheControl: .oneHour)
        let thinking: [Thinking] = [
            .adaptive, .adaptive(display: .summarized), .adaptive(display: .omitted), .betweenTools, .disabled,
            .enabled(budgetTokens: 1024, display: .omitted),
        ]
        let choices: [ToolChoice] = [
            .auto, .auto(disablesParallelUse: true), .any(disablesParallelUse: false),
            .tool("t", disablesParallelUse: true),
            .none,
        ]
        var custom = Tool(
            name: "t", description: "d", inputSchema: ["type": "object", "properties": ["z": ["type": "string"]]],
            strict: true, cacheControl: .fiveMinutes)
        custom.inputExamples = [["z": "x"]]
        custom.defersLoading = false
        custom.allowedCallers = ["direct", "code_execution_20260521"]
        custom.streamsInputEagerly = true
        let tools = [
            custom, .webSearch(["max_uses": 3, "allowed_domains": ["example.com"]]),
            .webFetch(["citations": ["enabled": true]]),
            .codeExecution(), .toolSearch, Tool(type: "bash_20250124", name: "bash"),
            Tool(type: "memory_20250818", name: "memory", cacheControl: .oneHour),
            Tool(type: "text_editor_20250728", name: "str_replace_based_edit_tool"),
        ]
        var requests = [request { _ in }]
        requests += sources.map {
            user(.document(DocumentBlock($0, title: "t", context: "c", citations: true, cacheControl: .oneHour)))
        }
        requests += images.map { user(.image(ImageBlock($0, refusesOversized: true, cacheControl: CacheControl()))) }
        requests += thinking.map { thinking in request { $0.thinking = thinking } }
        requests += choices.map { choice in request { ($0.tools, $0.toolChoice) = ([custom], choice) } }
        requests += [Effort.low, .medium, .high, .extraHigh, .max].map { effort in
            request { $0.outputConfig = OutputConfig(effort: effort) }
        }
        requests += [
            user(.searchResult(result), .text("q", cacheControl: .fiveMinutes)),
            user(.containerUpload(ContainerUploadBlock(fileID: "file_1"))),
            request { $0.system = .text("s") },
            request { $0.system = .blocks([TextBlock("s", cacheControl: .oneHour)]) },
            request { $0.messages.append(.system("be brief")) },
            request { $0.cacheControl = .oneHour },
            request { $0.tools = tools },
            request { $0.outputConfig = OutputConfig(schema: ["type": "object", "additionalProperties": false]) },
            request { $0.stopSequences = ["END"] },
            request { $0.metadata = Metadata(userID: "u") },
            request { $0.metadata = Metadata(userID: nil) },
            request { $0.serviceTier = .standardOnly },
            request { $0.speed = .fast },
            request { $0.inferenceGeography = "us" },
            request { $0.diagnostics = DiagnosticsRequest(previousMessageID: nil) },
            request { $0.diagnostics = DiagnosticsRequest(previousMessageID: "msg_1") },
            request { $0.containerID = "container_1" },
            request {
                $0.container = ContainerRequest(id: "c", skills: [["type": "custom", "skill_id": "s", "version": "1"]])
            },
            request { $0.maxTokens = 0 },
            request {
                $0.messages = [
                    .user("q"),
                    .assistant([
                        .thinking(ThinkingBlock(thinking: "t", signature: "s")),
                        .redactedThinking(RedactedThinkingBlock(data: "d")),
                        .text(TextBlock("a", citations: citations)),
                        .toolUse(ToolUseBlock(id: "toolu_1", name: "t", input: ["z": "x"])),
                        .toolUse(ToolUseBlock(id: "toolu_2", name: "t", input: [:])),
                    ]),
                    .user([
                        .toolResult(ToolResultBlock(toolUseID: "toolu_1", .blocks([.searchResult(result)]))),
                        .toolResult(ToolResultBlock(toolUseID: "toolu_2", .text("failed"), isError: true)),
                        .text("go on"),
                    ]),
                ]
            },
        ]
        return requests
    }()
}

import Claude
import JSON
import Testing

@Suite struct RequestRuleTests {
    /// The field of the first rule that a request breaks.
    func refused(
        _ model: String = "claude-sonnet-5-5", maxTokens: Int = 4096, _ change: (inout MessageRequest) -> Void
    ) -> String? {
        var request = MessageRequest(model: model, maxTokens: maxTokens, messages: [.user("q")])
        change(&request)
        return ModelCatalogue.builtIn.violations(in: request).first?.field
    }

    static let document = DocumentBlock(.text("t"), citations: true)

    @Test func goodRequestsPass() {
        #expect(refused { _ in } == nil)
        #expect(refused("some-new-model", maxTokens: 1_000_000) { $0.thinking = .enabled(budgetTokens: 5000) } == nil)
        #expect(
            refused {
                $0.thinking = .betweenTools
                $0.system = .blocks([TextBlock("s", cacheControl: .oneHour)])
                $0.messages = [.user([.document(Self.document), .text("q", cacheControl: .fiveMinutes)])]
            } == nil)
    }

    @Test func eachModelTakesItsOwnFormsOfThinking() {
        #expect(refused { $0.thinking = .disabled } == "thinking.type")
        #expect(refused("claude-opus-5-5") { $0.thinking = .disabled } == "thinking.type")
        #expect(refused("claude-opus-5-5") { $0.thinking = .betweenTools } == "thinking.type")
        #expect(refused("claude-haiku-5-5") { $0.thinking = .disabled } == nil)
        #expect(refused("claude-haiku-4-5") { $0.thinking = .adaptive } == "thinking.type")
        #expect(refused("claude-haiku-4-5") { $0.thinking = .enabled(budgetTokens: 1024) } == nil)
        #expect(refused("claude-haiku-4-5") { $0.thinking = .enabled(budgetTokens: 1023) } == "thinking.budget_tokens")
        #expect(refused("claude-haiku-4-5") { $0.thinking = .enabled(budgetTokens: 4096) } == "thinking.budget_tokens")
        #expect(
            refused("claude-haiku-5-5") {
                $0.thinking = .disabled
                $0.outputConfig = OutputConfig(effort: .max)
            } == "thinking.type")
    }

    @Test func effortIsOneThatTheModelKnows() {
        #expect(refused { $0.outputConfig = OutputConfig(effort: "enormous") } == "output_config.effort")
        #expect(refused("claude-opus-4-5") { $0.outputConfig = OutputConfig(effort: .max) } == "output_config.effort")
        #expect(refused { $0.outputConfig = OutputConfig(effort: .max) } == nil)
    }

    @Test func toolsAreNotForcedOnModelsThatRefuseIt() {
        let tool = Tool(name: "t", inputSchema: ["type": "object"])
        func choice(_ model: String, _ choice: ToolChoice) -> String? {
            refused(model) { ($0.tools, $0.toolChoice) = ([tool], choice) }
        }
        #expect(choice("claude-sonnet-5-5", .any) == "tool_choice.type")
        #expect(choice("claude-haiku-5-5", .any) == nil)
        #expect(choice("claude-haiku-5-5", .tool("other")) == "tool_choice.name")
        #expect(refused { $0.tools = [tool, tool] } == "tools[1].name")
    }

    @Test(arguments: ["temperature", "top_p", "top_k", "output_format"])
    func whatIsNoLongerPartOfTheAPIIsRefused(field: String) {
        #expect(refused { $0[field] = 1 } == field)
    }

    @Test func limitsAndWarmUps() {
        #expect(refused(maxTokens: 128_001) { _ in } == "max_tokens")
        #expect(refused("claude-haiku-4-5", maxTokens: 64_001) { _ in } == "max_tokens")
        #expect(refused(maxTokens: 0) { _ in } == nil)
        #expect(refused(maxTokens: 0) { $0.stream = true } == "stream")
        #expect(refused("claude-opus-4-1-20250805") { _ in } == "model")
        #expect(refused("claude-haiku-4-5") { $0.inferenceGeography = "us" } == "inference_geo")
    }

    @Test func fourMarksTheLongOnesFirst() {
        func blocks(_ marks: [CacheControl?]) -> InputMessage { .user(marks.map { .text("x", cacheControl: $0) }) }
        let five = CacheControl.fiveMinutes
        #expect(refused { $0.messages = [blocks([five, five, five, five])] } == nil)
        #expect(
            refused { $0.messages = [blocks([five, five, five, five, five])] } == "messages[0].content[4].cache_control"
        )
        #expect(
            refused {
                $0.messages = [blocks([five, five, five, five, nil])]
                $0.cacheControl = five
            } == "cache_control")
        #expect(refused { $0.messages = [blocks([five, .oneHour])] } == "messages[0].content[1].cache_control")
        #expect(refused { $0.messages = [blocks([.oneHour, five])] } == nil)
        #expect(
            refused {
                $0.tools = [Tool(name: "t", inputSchema: [:], cacheControl: five)]
                $0.messages = [blocks([.oneHour])]
            } == "messages[0].content[0].cache_control")
        #expect(
            refused {
                $0.messages = [blocks([five])]
                $0.cacheControl = .oneHour
            } == "cache_control")
        #expect(refused { $0.messages = [.user([.text("", cacheControl: five)])] } == "messages[0].content[0]")
        #expect(refused { $0.messages = [.user([.text("")])] } == "messages[0].content[0].text")
        var thought = ContentBlock.thinking(ThinkingBlock(thinking: "t", signature: "s"))
        thought.cacheControl = five
        #expect(
            refused { $0.messages = [.user("q"), .assistant([thought, .text("a")]), .user("r")] }
                == "messages[1].content[0].cache_control")
    }

    @Test func citationsAreOnForAllOrForNone() {
        let off = DocumentBlock(.text("t"))
        let result = SearchResultBlock(source: "s", title: "t", content: [TextBlock("x")])
        #expect(
            refused { $0.messages = [.user([.document(Self.document), .document(off)])] }
                == "messages[0].content[1].citations")
        #expect(
            refused { $0.messages = [.user([.document(Self.document), .searchResult(result)])] }
                == "messages[0].content[1].citations")
        #expect(
            refused {
                $0.messages = [.user([.document(Self.document)])]
                $0.outputConfig = OutputConfig(schema: ["type": "object"])
            } == "output_config.format")
        #expect(
            refused { $0.messages = [.user([.text(TextBlock("x", citations: [.other(["type": "x"])]))])] }
                == "messages[0].content[0].citations")
    }

    @Test func blocksStandWhereTheyMay() {
        let empty = SearchResultBlock(source: "s", title: "t", content: [], citations: true)
        let use = ContentBlock.toolUse(ToolUseBlock(id: "1", name: "t", input: [:]))
        #expect(
            refused { $0.messages = [.user("q"), .assistant([.document(Self.document)]), .user("r")] }
                == "messages[1].content[0]")
        #expect(refused { $0.messages = [.user([.searchResult(empty)])] } == "messages[0].content[0].content")
        let mixed = ToolResultBlock(
            toolUseID: "1",
            .blocks([
                .searchResult(SearchResultBlock(source: "s", title: "t", content: [TextBlock("x")])), .text("more"),
            ]))
        #expect(
            refused { $0.messages = [.user("q"), .assistant([use]), .user([.toolResult(mixed)])] }
                == "messages[2].content[0].content")
    }

    @Test func turnsAreInOrder() {
        let use = ContentBlock.toolUse(ToolUseBlock(id: "1", name: "t", input: [:]))
        let answer = ContentBlock.toolResult(ToolResultBlock(toolUseID: "1", .text("x")))
        #expect(refused { $0.messages = [] } == "messages")
        #expect(refused { $0.messages = [.user("q"), .assistant("a")] } == "messages[1].role")
        #expect(refused("claude-haiku-4-5") { $0.messages = [.user("q"), .assistant("a")] } == nil)
        #expect(refused { $0.messages = [.user("q"), .assistant([use]), .user("r")] } == "messages[2].content")
        #expect(refused { $0.messages = [.user("q"), .assistant([use]), .user([answer])] } == nil)
        #expect(refused { $0.messages = [.user([answer])] } == "messages[0].content")
        #expect(refused("claude-sonnet-5") { $0.messages.append(.system("s")) } == "messages[1].role")
        // A paused turn goes back as it is.
        let paused: ContentBlock = .serverToolUse(
            ToolUseBlock(object: ["type": "server_tool_use", "id": "1", "name": "web_search", "input": [:]]))
        #expect(refused { $0.messages = [.user("q"), .assistant([paused])] } == nil)
    }

    @Test func theMessageNamesTheFieldAndCanBeTurnedOff() async throws {
        var request = MessageRequest(model: "claude-opus-5-5", maxTokens: 1, messages: [.user("q")])
        request.thinking = .disabled
        #expect {
            try ModelCatalogue.builtIn.validate(request)
        } throws: { error in
            let error = error as? ClaudeError
            return error?.code == .refusedLocally
                && error?.description
                    == "The request was not sent: thinking.type may be adaptive for Claude Opus 5.5, not disabled."
        }
    }
}

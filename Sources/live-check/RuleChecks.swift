internal import Claude
internal import JSON

/// For each rule that we refuse by ourselves, a request that breaks it: the API has to refuse it too.
enum RuleChecks {
    static let all: [Check] = rules.map { rule in
        Check("refused: \(rule.name)", "400", costOf: [rule.request]) { probe in
            let local = ModelCatalogue.builtIn.violations(in: rule.request).isEmpty ? "ACCEPTED HERE, " : ""
            let (status, _, body) = try await probe.send("/v1/messages", rule.request.encoded())
            return local + (status == 200 ? "ACCEPTED" : Probe.errorText(status, body))
        }
    }

    private static let rules: [(name: String, request: MessageRequest)] = {
        func request(
            _ model: String = "claude-sonnet-5-5", _ change: (inout MessageRequest) -> Void
        ) -> MessageRequest {
            var request = MessageRequest(model: model, maxTokens: 16, messages: [.user("Say ok.")])
            change(&request)
            return request
        }
        let tool = Tool(name: "t", inputSchema: ["type": "object"])
        let cited = ContentBlock.document(DocumentBlock(.text("x y z."), citations: true))
        let plain = ContentBlock.document(DocumentBlock(.text("x y z.")))
        func marked(_ marks: [CacheControl]) -> [InputMessage] { [.user(marks.map { .text("x", cacheControl: $0) })] }
        return [
            ("thinking disabled on Sonnet 5.5", request { $0.thinking = .disabled }),
            ("thinking with a budget", request { $0.thinking = .enabled(budgetTokens: 1024) }),
            (
                "between_tools with effort max",
                request {
                    $0.thinking = .betweenTools
                    $0.outputConfig = OutputConfig(effort: .max)
                }
            ),
            ("an unknown effort", request { $0.outputConfig = OutputConfig(effort: "enormous") }),
            ("a forced tool", request { ($0.tools, $0.toolChoice) = ([tool], .any) }),
            ("temperature", request { $0["temperature"] = 1 }),
            ("five cache marks", request { $0.messages = marked(Array(repeating: .fiveMinutes, count: 5)) }),
            ("5 minutes before 1 hour", request { $0.messages = marked([.fiveMinutes, .oneHour]) }),
            (
                "citations with a schema",
                request {
                    $0.messages = [.user([cited, .text("Say ok.")])]
                    $0.outputConfig = OutputConfig(schema: ["type": "object", "additionalProperties": false])
                }
            ),
            ("mixed citations", request { $0.messages = [.user([cited, plain, .text("Say ok.")])] }),
            (
                "an empty cached text",
                request { $0.messages = [.user([.text("", cacheControl: .fiveMinutes), .text("x")])] }
            ),
            ("prefill", request { $0.messages.append(.assistant("O")) }),
            ("too many tokens", request("claude-haiku-5-5") { $0.maxTokens = 128_001 }),
            ("a warm-up that streams", request { ($0.maxTokens, $0.stream) = (0, true) }),
            ("a document of the assistant", request { $0.messages += [.assistant([plain]), .user("Say ok.")] }),
            (
                "a tool call without its result",
                request {
                    $0.messages += [
                        .assistant([.toolUse(ToolUseBlock(id: "toolu_1", name: "t", input: [:]))]), .user("Say ok."),
                    ]
                }
            ),
        ]
    }()
}

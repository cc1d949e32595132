import Claude
import JSON
import TestSupport
import Testing

/// The examples of docs/claude-client.md, compiled and run against a server on this machine.
@Suite struct DocumentedExamples {
    @Test func everyExampleOfThePageIsHere() throws {
        let compared = try #require(
            CompiledExamples.compare(page: "docs/claude-client.md", with: "Tests/ClaudeTests/DocumentedExamples.swift")
            {
                // Here the environment is a parameter, so that nothing outside the test is read.
                $0.replacing("fromEnvironment(environment)", with: "fromEnvironment()")
            })
        #expect(compared.count >= 8 && compared.missing == [])
    }

    @Test func theExamplesRun() async throws {
        let server = try LoopbackServer { request, connection in
            if request.target.contains("batches") {
                let isResults = request.target.hasSuffix("results")
                let line = #"{"custom_id":"q-1","result":{"type":"succeeded","message":\#(plainMessage)}}"#
                return try connection.respond(200, [:], isResults ? line : #"{"id":"b","processing_status":"ended"}"#)
            }
            let isStream = request.text.contains(#""stream":true"#)
            try connection.respond(
                200, ["content-type": isStream ? "text/event-stream" : "application/json"],
                isStream ? RecordedStreams.citedAnswer : plainMessage)
        }
        try await run { name in ["ANTHROPIC_API_KEY": "none", "ANTHROPIC_BASE_URL": server.url][name] }
        #expect(server.requests.count == 7)
    }

    private func run(_ environment: (String) -> String?) async throws {
        let client = try ClaudeClient(.fromEnvironment(environment))
        let request = MessageRequest(
            model: "claude-sonnet-5-5", maxTokens: 1024, messages: [.user("How long are batteries covered?")])
        let response = try await client.create(request)
        print(response.message.text)

        let stream = try await client.stream(request)
        for try await event in stream {
            switch event {
            case .text(let piece, _): print(piece, terminator: "")
            case .citation(let citation, _): print("[\(citation.citedText)]", terminator: "")
            default: break
            }
        }
        print(stream.message?.usage.outputTokens ?? 0)

        let manual = DocumentBlock(
            .text("The warranty lasts 24 months. Batteries are covered for 6 months."), title: "Warranty terms",
            citations: true, cacheControl: .oneHour)
        var cited = MessageRequest(
            model: "claude-sonnet-5-5", maxTokens: 1024,
            messages: [.user([.document(manual), .text("How long are batteries covered?")])])
        cited.thinking = .betweenTools
        for case .text(let block) in try await client.create(cited).message.content {
            for case .characters(let citation) in block.citations ?? [] {
                print(block.text, citation.documentIndex, citation.start, citation.end, citation.citedText)
            }
        }

        let catalogue = client.configuration.catalogue
        let promptTokens = client.estimator.estimate(request)
        if let worst = catalogue.worstCost(of: request, promptTokens: promptTokens), worst > .cents(10) {
            print("this may cost \(worst)")
        }
        if let cost = catalogue.cost(of: response.message) { print("it cost \(cost)") }

        var refused = request
        refused.thinking = .disabled
        do throws(ClaudeError) {
            _ = try await client.create(refused)
        } catch {
            print(error.field ?? "", error)  // thinking.type ...
        }

        let search = RunnableTool(
            Tool(
                name: "search_corpus", description: "Searches the corpus.",
                inputSchema: ["type": "object", "properties": ["query": ["type": "string"]], "required": ["query"]])
        ) { input in
            .text("nothing about \(input["query"]?.string ?? "that")")
        }
        let loop = ToolLoop(tools: [search], deadline: .seconds(120), budget: .cents(50))
        let result = try await loop.run(request, with: client)
        print(result.response.message.text, result.rounds)

        try await more(client, request, environment)
    }

    private func more(
        _ client: ClaudeClient, _ request: MessageRequest, _ environment: (String) -> String?
    ) async throws {
        var configuration = try ClientConfiguration.fromEnvironment(environment)
        configuration.fallbacks = [Fallback("claude-opus-5-5")]
        let careful = try ClaudeClient(configuration)
        let options = CallOptions(deadline: .seconds(60), priority: .interactive)
        let answer = try await careful.create(request, options: options)
        if answer.usedFallback { print("answered by \(answer.message.model)") }

        let batch = try await client.createBatch([BatchItem(customID: "q-1", request)])
        if batch.status == .ended {
            for try await item in try await client.batchResults(batch) {
                if case .succeeded(let message) = item.outcome { print(item.customID, message.text) }
            }
        }
    }
}

import Claude
import JSON
import Testing

@testable import ClaudeSimulator

/// What each fault does to an answer and to its stream.
@Suite(.timeLimit(.minutes(1))) struct AnswerFaultTests {
    private static let text = "Über uns: 😀 The warranty lasts 24 months. Batteries are covered for 6 months."
    private static let sentence = "Batteries are covered for 6 months."

    private static let question: JSONObject = [
        "messages": [
            [
                "role": "user",
                "content": [
                    [
                        "type": "document",
                        "source": ["type": "text", "media_type": "text/plain", "data": JSONValue(text)],
                        "citations": ["enabled": true],
                    ], ["type": "text", "text": "How long are batteries covered?"],
                ],
            ]
        ], "thinking": ["type": "between_tools"],
    ]

    private func ask(_ fault: String, stream: Bool = false) async throws -> SimulatorClient.Answer {
        let client = try SimulatorClient()
        var fields = Self.question
        fields["stream"] = JSONValue(stream)
        let answer = try await client.message(fields, headers: fault.isEmpty ? [:] : ["x-simulator-fault": fault])
        await client.stop()
        return answer
    }

    private func events(_ fault: String) async throws -> [(name: String, data: String)] {
        var decoder = ServerSentEventDecoder()
        decoder.append(try await ask(fault, stream: true).bytes)
        var events: [(String, String)] = []
        while let event = decoder.next() {
            events.append((event.name ?? "", String(decoding: event.data, as: UTF8.self)))
        }
        return events
    }

    private func citation(_ fault: String) async throws -> JSONValue {
        let blocks = try await ask(fault).json["content"]?.array?.elements ?? []
        let found: [JSONValue] = blocks.compactMap { $0["citations"]?[0] }
        return try #require(found.first)
    }

    // MARK: The end of an answer

    @Test(arguments: [
        ("refusal", "refusal"), ("max-tokens", "max_tokens"), ("context-window", "model_context_window_exceeded"),
        ("pause-turn", "pause_turn"), ("empty", "end_turn"),
    ])
    func answersEndInThisWay(fault: String, reason: String) async throws {
        let answer = try await ask(fault)
        #expect(answer.status == 200 && answer.json["stop_reason"]?.string == reason)
        #expect(try await events(fault).contains { $0.name == "message_delta" && $0.data.contains(reason) })
    }

    @Test func aRefusalMaySayWhyAndKeepAPart() async throws {
        let bare = try await ask("refusal").json
        #expect(bare["content"]?.array?.isEmpty == true && bare["stop_details"]?["category"]?.isNull == true)
        let partial = try await ask("refusal; partial=true; category=bio; explanation=No.").json
        #expect(partial["content"]?.array?.count == 1)
        #expect(partial["stop_details"] == ["type": "refusal", "category": "bio", "explanation": "No."])
    }

    @Test func aRefusalBeforeAnyOutputIsFreeButInThreeCategories() async throws {
        for (category, isBilled) in [("cyber", false), ("bio", true), ("frontier_llm", true), ("general_harms", false)]
        {
            let client = try SimulatorClient()
            _ = try await client.message(headers: ["x-simulator-fault": "refusal; category=\(category)"])
            #expect((client.simulator.account["nano_dollars"]?.int ?? 0 > 0) == isBilled, "\(category)")
            await client.stop()
        }
    }

    @Test func aTruncatedAnswerIsShorter() async throws {
        let whole = try await ask("").json["content"]?.text() ?? ""
        let cut = try await ask("max-tokens").json["content"]?.text() ?? ""
        #expect(cut.count < whole.count)
        #expect(try await ask("pause-turn").json["content"]?[0]?["type"] == "server_tool_use")
        #expect(try await ask("empty").json["content"]?.array?.isEmpty == true)
    }

    // MARK: What nobody has seen yet

    @Test func contentOfTheFutureIsThere() async throws {
        #expect(try await ask("unknown-block").json["content"]?[0]?["type"] == "hologram")
        let blocks = try await ask("unknown-field").json["content"]?.array?.elements ?? []
        #expect(!blocks.isEmpty && blocks.allSatisfy { $0["field_of_the_future"] != nil })
        #expect(try await events("unknown-field").allSatisfy { $0.data.contains("field_of_the_future") })
        #expect(try await events("unknown-event; after=2")[2].name == "weather_report")
    }

    // MARK: Citations

    @Test func citationsAreWrongInTheWayAsked() async throws {
        let right = try await citation("")
        let scalars = Array(Self.text.unicodeScalars)
        let start = try #require(right["start_char_index"]?.int)
        let end = try #require(right["end_char_index"]?.int)
        #expect(String(String.UnicodeScalarView(scalars[start..<end])) == Self.sentence)

        // One character before the sentence lies beyond the first plane.
        let units = try await citation("citation-utf16")
        #expect(units["start_char_index"]?.int == start + 1 && units["end_char_index"]?.int == end + 1)
        #expect(Array(Self.text.utf16)[(start + 1)..<(end + 1)].elementsEqual(Self.sentence.utf16))
        let shifted = try await citation("citation-off-by-one")
        #expect(shifted["start_char_index"]?.int == start + 1 && shifted["cited_text"]?.string == Self.sentence)
        #expect(
            try await citation("citation-trimmed")["cited_text"]?.string
                == String(Self.sentence.dropFirst(2).dropLast(2)))
        let invented = try #require(try await citation("citation-invented")["cited_text"]?.string)
        #expect(!Self.text.contains(invented))
        #expect(try await citation("citation-wrong-document")["document_index"] == 1)
    }

    // MARK: The stream

    @Test func streamsBreakTheirOwnRules() async throws {
        let right = try await events("").map(\.name)
        #expect(try await events("no-end").map(\.name) == right.dropLast())
        #expect(right.last == "message_stop")
        let deltas = right.count { $0 == "content_block_delta" }
        #expect(try await events("duplicate-events").map(\.name).count { $0 == "content_block_delta" } == 2 * deltas)
        let swapped = try await events("wrong-order").map(\.name)
        #expect(swapped != right && swapped.sorted() == right.sorted())
        let broken = try await events("malformed-json; after=4")
        #expect(throws: JSONError.self) { try JSONValue(parsing: broken[4].data) }
        let failed = try await events("error-event; after=2; type=api_error; message=Oh no")
        #expect(failed.count == 3 && failed[2].name == "error")
        #expect(failed[2].data.contains("api_error") && failed[2].data.contains("Oh no"))
    }

    @Test func aSlowStreamSaysTheSame() async throws {
        let whole = try await ask("", stream: true)
        #expect(try await ask("slow; ms=0", stream: true).bytes == whole.bytes)
        #expect(try await ask("slow; ms=0").json["content"] == ask("").json["content"])
    }

    @Test func halfABodyIsNotJSON() async throws {
        let answer = try await ask("malformed-json")
        #expect(answer.status == 200 && answer.json.isNull && !answer.bytes.isEmpty)
    }

    @Test(arguments: ["silence", "silence; after=2"]) func silenceLastsUntilTheClientGoes(fault: String) async throws {
        let client = try SimulatorClient()
        var configuration = ClientConfiguration(.apiKey(Secret("test")))
        configuration.baseURL = client.simulator.url
        configuration.idleTimeout = .milliseconds(50)
        configuration.totalTimeout = .seconds(30)
        configuration.extraHeaders = ["x-simulator-fault": fault]
        configuration.retry.maxRetries = 0
        let claude = try ClaudeClient(configuration)
        let request = MessageRequest(model: "claude-sonnet-5-5", maxTokens: 64, messages: [.user("Hello?")])
        await #expect { _ = try await claude.stream(request).finalMessage() } throws: {
            ($0 as? ClaudeError)?.code == .timeout
        }
        await client.stop()
    }

    /// A fault without a line above would be one that nobody has tried.
    @Test func everyFaultIsTriedHere() throws {
        let source = try String(decoding: FileBytes.read(#filePath), as: UTF8.self)
        for name in Fault.answerFaults.union(Fault.transportFaults).subtracting(["disconnect"]) {
            #expect(source.contains("\"\(name)"), "\(name)")
        }
    }
}

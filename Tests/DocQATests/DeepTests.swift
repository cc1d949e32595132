import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import TestSupport
import Testing

/// A model that searches by itself before it answers.
@Suite struct DeepTests {
    private let rig = AskRig()

    private func call(_ id: String, _ name: String, _ input: JSONValue) -> JSONValue {
        ["type": "tool_use", "id": JSONValue(id), "name": JSONValue(name), "input": input]
    }

    private func request() -> AskRequest {
        var request = rig.request()
        request.isDeep = true
        return request
    }

    /// The source under which the only passage is cited.
    private func source(_ library: Library) async throws -> String {
        let hit = try #require(try await library.search(SearchRequest("warranty")).hits.first)
        return "docqa:default/warranty.md#\(hit.span.start)-\(hit.span.end)"
    }

    private func citing(_ source: String) -> JSONValue {
        [
            "type": "text", "text": "Ten years.",
            "citations": [
                [
                    "type": "search_result_location", "cited_text": JSONValue(AskRig.battery), "search_result_index": 0,
                    "source": JSONValue(source), "title": "Warranty", "start_block_index": 0, "end_block_index": 1,
                ]
            ],
        ]
    }

    private func results(_ exchange: Exchange) throws -> [JSONValue] {
        let messages = try JSONValue(parsing: exchange.request)["messages"]?.array?.elements ?? []
        return messages.last?["content"]?.array?.elements ?? []
    }

    @Test func whatAToolFoundIsProvedAndEveryStepIsShown() async throws {
        try await rig.with { simulator, library, service in
            simulator.enqueue(
                try ScriptedReply([
                    "content": [
                        rig.plain("I will look."), call("t1", "search_corpus", ["query": "warranty"]),
                        call("t2", "list_documents", [:]), call("t3", "read_document", ["document": "warranty.md"]),
                    ]
                ]))
            let source = try await source(library)
            simulator.enqueue(try ScriptedReply(["content": [citing(source)]]))
            var steps: [String] = []
            var text = ""
            var answer: Answer?
            for try await event in library.events(of: request(), with: service) {
                switch event {
                case .step(let step): steps.append(step)
                case .text(let piece): text += piece
                case .finished(let finished): answer = finished
                default: break
                }
            }
            #expect(steps == ["Searches: warranty", "Lists documents.", "Reads warranty.md, part 1."])
            #expect(text == "Ten years.")
            let note = try #require(answer?.footnotes.first)
            #expect(note.quote == AskRig.battery && note.state != .unverified && note.document.name == "warranty.md")
            #expect(answer?.receipt.steps == steps)
            #expect(try await library.replay(answer?.id).receipt.steps == answer?.receipt.steps)
            #expect(answer?.cost?.nanoDollars == simulator.account["nano_dollars"]?.int)
            let turns = try await library.conversation(try #require(answer?.id), access: nil)
            #expect(turns[0].exchanges.count == 2)
            let found = try results(turns[0].exchanges[1])
            #expect(found.map { $0["tool_use_id"]?.string } == ["t1", "t2", "t3"])
            #expect(found[0]["content"]?.array?.elements.first?["source"]?.string == source)
            #expect(found[1]["content"]?.string == "warranty.md (Warranty)")
        }
    }

    @Test func repeatedCallsAreAnsweredFromMemoryAndRoundsAreBounded() async throws {
        try await rig.with { simulator, library, service in
            for number in 0..<9 {
                simulator.enqueue(
                    try ScriptedReply(["content": [call("t\(number)", "search_corpus", ["query": "warranty"])]]))
            }
            simulator.enqueue(try ScriptedReply(["content": [rig.plain("The documents do not say.")]]))
            var steps: [String] = []
            var answer: Answer?
            for try await event in library.events(of: request(), with: service) {
                if case .step(let step) = event { steps.append(step) }
                if case .finished(let finished) = event { answer = finished }
            }
            #expect(steps.filter { $0 == "Searches: warranty" }.count == 1)
            #expect(steps.filter { $0 == "Searches: warranty (asked before: answered from memory)" }.count == 8)
            #expect(answer?.outcome == .notInDocuments)
            let turns = try await library.conversation(try #require(answer?.id), access: nil)
            #expect(turns[0].exchanges.count <= 10)
        }
    }

    /// Whatever it still wants to know, the last round can only be answered.
    @Test func aModelThatNeverStopsSearchingHasToAnswer() async throws {
        try await rig.with { simulator, library, service in
            for number in 0..<9 {
                simulator.enqueue(
                    try ScriptedReply([
                        "content": [call("t\(number)", "search_corpus", ["query": JSONValue("warranty \(number)")])]
                    ]))
            }
            simulator.enqueue(try ScriptedReply(["content": [citing(try await source(library))]]))
            let answer = try await library.ask(request(), with: service)
            #expect(answer.text == "Ten years." && answer.outcome == .answered && answer.footnotes.count == 1)
            let turns = try await library.conversation(try #require(answer.id), access: nil)
            let requests = try turns[0].exchanges.map { try JSONValue(parsing: $0.request) }
            #expect(requests.count == 10)
            #expect(
                requests.map { $0["tool_choice"]?["type"]?.string == "none" } == Array(repeating: false, count: 9) + [
                    true
                ])
            #expect(answer.cost?.nanoDollars == simulator.account["nano_dollars"]?.int)
        }
    }

    @Test func whoeverStandsInForARoundIsNamed() async throws {
        try await rig.with { simulator, library, service in
            simulator.enqueue(try ScriptedReply(["content": [call("t1", "search_corpus", ["query": "warranty"])]]))
            simulator.enqueue(try ScriptedReply(["content": [citing(try await source(library))]]))
            simulator.add(try FaultRule(json: ["fault": "overloaded", "contains": "tool_result", "times": 3]))
            let answer = try await library.ask(request(), with: service)
            #expect(answer.model.name == "claude-haiku-5-5" && answer.model.fallbackFrom == "claude-sonnet-5-5")
            #expect(
                answer.notes.contains { $0.hasPrefix("claude-sonnet-5-5 was overloaded; claude-haiku-5-5 answered") })
        }
    }

    @Test func toolsSeeOnlyWhatThePersonMaySee() async throws {
        try await rig.with { simulator, library, service in
            try await library.put(
                DocumentUpload(
                    externalID: "secret", name: "secret.txt", bytes: Array("The warranty is void on Mars.".utf8),
                    access: ["board"]))
            simulator.enqueue(
                try ScriptedReply([
                    "content": [
                        call("t1", "search_corpus", ["query": "warranty void Mars"]), call("t2", "list_documents", [:]),
                        call("t3", "read_document", ["document": "secret.txt"]),
                    ]
                ]))
            simulator.enqueue(try ScriptedReply(["content": [rig.plain("The documents do not say.")]]))
            var request = request()
            request.access = ["staff"]
            let answer = try await library.ask(request, with: service)
            let turns = try await library.conversation(try #require(answer.id), access: nil)
            let sent = String(decoding: turns[0].exchanges[1].request, as: UTF8.self)
            #expect(!sent.contains("Mars") || sent.ranges(of: "Mars").count == 1)
            #expect(!sent.contains("void on Mars"))
            let found = try results(turns[0].exchanges[1])
            #expect(found[1]["content"]?.string?.contains("secret") == false)
            #expect(found[2]["content"]?.string == "There is no such document.")
        }
    }

    @Test func aConversationGoesOnFromASearch() async throws {
        try await rig.with { simulator, library, service in
            simulator.enqueue(
                try ScriptedReply(["content": [call("t1", "search_corpus", ["query": "warranty"])]]))
            let source = try await source(library)
            simulator.enqueue(try ScriptedReply(["content": [citing(source)]]))
            _ = try await library.ask(request(), with: service)
            simulator.enqueue(try ScriptedReply(["content": [citing(source)]]))
            var next = rig.request("And how is it counted?")
            next.conversation = .last
            let answer = try await library.ask(next, with: service)
            #expect(answer.turn == 2 && answer.footnotes.first?.quote == AskRig.battery)
            #expect(answer.footnotes.allSatisfy { $0.state != .unverified })
        }
    }
}

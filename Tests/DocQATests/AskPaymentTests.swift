import Accounting
import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import Storage
import TestSupport
import Testing

/// What questions to a model leave behind in the ledger, and what budgets keep them from.
@Suite struct AskPaymentTests {
    private let rig = AskRig()

    private func calls(_ library: Library) async throws -> [LedgerCall] {
        try await library.store.read { connection throws(StorageError) in try connection.calls() }
    }

    @Test func anAnswerIsPaidForExactlyOnce() async throws {
        try await rig.with { simulator, library, service in
            let answer = try await library.ask(rig.request(), with: service)
            let call = try #require(try await calls(library).first)
            #expect(call.state == .complete && call.purpose == "answer" && call.collections == ["default"])
            #expect(call.cost == answer.cost?.nanoDollars && call.cost == simulator.account["nano_dollars"]?.int)
            #expect(call.uncachedCost == answer.cost?.uncachedNanoDollars)
            #expect(call.reserved ?? 0 > call.cost ?? 0)
            #expect(call.requestID?.isEmpty == false && call.duration != nil && call.firstText != nil)
            #expect(try await calls(library).count == 1)
        }
    }

    @Test func aRevisionIsACallOfItsOwn() async throws {
        try await rig.with { simulator, library, service in
            for _ in 0..<2 {
                simulator.enqueue(
                    try ScriptedReply(["content": [rig.plain("Everybody agrees that this is a generous offer.")]]))
            }
            var request = rig.request()
            request.isStrict = true
            _ = try await library.ask(request, with: service)
            let calls = try await calls(library)
            #expect(Set(calls.map(\.purpose)) == ["answer", "revision"])
            #expect(calls.reduce(0) { $0 + $1.charge } == simulator.account["nano_dollars"]?.int)
        }
    }

    @Test func aBudgetIsHeldBeforeAnythingIsSent() async throws {
        try await rig.with { simulator, library, service in
            try await library.set(Budget(.collection("default"), .day, limit: 1_000_000))
            let error = await #expect(throws: DocQAError.self) {
                try await library.ask(rig.request(), with: service)
            }
            #expect(error?.code == "budget_exceeded" && error?.message.contains("collection default") == true)
            #expect(error?.message.contains("--") == true, "what would fit")
            #expect(simulator.account["nano_dollars"]?.int == 0)
            #expect(try await calls(library).isEmpty)
        }
    }

    @Test func aQuestionHasALimitOfItsOwn() async throws {
        try await rig.with { simulator, library, service in
            var request = rig.request()
            request.maxCost = 1_000
            let error = await #expect(throws: DocQAError.self) { try await library.ask(request, with: service) }
            #expect(error?.code == "budget_exceeded")
            #expect(simulator.account["nano_dollars"]?.int == 0)
            request.maxCost = 1_000_000_000
            _ = try await library.ask(request, with: service)
            #expect(try await calls(library).map(\.state) == [.complete])
        }
    }

    /// The model that stands in may be the dearer one.
    @Test func theWorstCaseIsThatOfTheDearestModelThatMayAnswer() async throws {
        try await rig.with { _, library, service in
            _ = try await library.ask(rig.request(), with: service)
            var exact = rig.request()
            exact.model = .named("claude-sonnet-5-5")
            exact.isFresh = true
            _ = try await library.ask(exact, with: service)
            let reserved = try await calls(library).compactMap(\.reserved)
            #expect(
                reserved.count == 2 && reserved[1] > reserved[0], "opus may stand in for sonnet, not for an exact id")
        }
    }

    @Test(arguments: [
        ("overloaded", LedgerCall.State.failed, false), ("error-event; after=8; type=api_error", .cut, true),
        ("max-tokens", .complete, true),
    ])
    func whatFailsIsOnRecord(fault: String, state: LedgerCall.State, isCharged: Bool) async throws {
        try await rig.with { simulator, library, service in
            simulator.add(FaultRule(try Fault(fault)))
            var request = rig.request()
            request.model = .named("claude-sonnet-5-5")
            _ = try? await library.ask(request, with: service)
            let call = try #require(try await calls(library).first)
            #expect(call.state == state && (call.charge > 0) == isCharged)
            #expect((call.error == nil) == (state == .complete))
        }
    }

    @Test(.timeLimit(.minutes(1))) func whatIsCancelledIsNeverChargedTooLittle() async throws {
        try await rig.with { simulator, library, service in
            simulator.add(FaultRule(try Fault("silence; after=6"), times: 1))
            let came = Gate()
            let asking = Task {
                try await library.ask(rig.request(), with: service) { if case .text = $0 { came.open() } }
            }
            await came.passed()
            asking.cancel()
            await #expect(throws: DocQAError.self) { try await asking.value }
            let call = try #require(try await calls(library).first)
            let billed = try #require(simulator.account["nano_dollars"]?.int)
            #expect(call.state == .cancelled && call.charge > billed && call.charge <= call.reserved ?? 0)
        }
    }

    /// Each round is reserved by itself and settled before the next one is, so a search never holds more than one round's worst.
    @Test func eachRoundOfASearchIsACallOfItsOwn() async throws {
        try await rig.with { simulator, library, service in
            for number in 0..<3 {
                simulator.enqueue(
                    try ScriptedReply([
                        "content": [
                            [
                                "type": "tool_use", "id": JSONValue("t\(number)"), "name": "search_corpus",
                                "input": ["query": JSONValue("warranty \(number)")],
                            ]
                        ]
                    ]))
            }
            simulator.enqueue(try ScriptedReply(["content": [rig.plain("The documents do not say.")]]))
            var request = rig.request()
            request.isDeep = true
            request.tenant = "acme"
            let answer = try await library.ask(request, with: service)
            let calls = try await calls(library)
            #expect(calls.map(\.purpose).sorted() == ["answer", "search", "search", "search"])
            #expect(calls.allSatisfy { $0.state == .complete && $0.tenant == "acme" && $0.collections == ["default"] })
            #expect(Set(calls.compactMap(\.requestID)).count == 4)
            #expect(calls.allSatisfy { $0.conversation == answer.conversation })
            let billed = simulator.account["nano_dollars"]?.int
            #expect(answer.cost?.nanoDollars == billed && calls.reduce(0) { $0 + $1.charge } == billed)
        }
    }

    /// A search whose second round does not fit into the limit any more.
    private func search(
        _ simulator: Simulator, maxTokens: Int, used: Int, limit: Int
    ) throws -> AskRequest {
        simulator.enqueue(
            try ScriptedReply([
                "content": [
                    [
                        "type": "tool_use", "id": "t1", "name": "search_corpus", "input": ["query": "warranty"],
                    ]
                ],
                "usage": ["output_tokens": JSONValue(used)],
            ]))
        var request = rig.request()
        request.model = .named("claude-sonnet-5-5")
        request.isDeep = true
        request.maxTokens = maxTokens
        request.maxCost = limit
        return request
    }

    /// The model answers from what it has, in as many words as there is money for.
    @Test func aSearchEndsWithAnAnswerWhereItsMoneyDoes() async throws {
        try await rig.with { simulator, library, service in
            let request = try search(simulator, maxTokens: 4_000, used: 2_000, limit: 60_000_000)
            let hit = try #require(try await library.search(SearchRequest("warranty")).hits.first)
            simulator.enqueue(
                try ScriptedReply([
                    "content": [
                        [
                            "type": "text", "text": "Ten years.",
                            "citations": [
                                [
                                    "type": "search_result_location", "cited_text": JSONValue(AskRig.battery),
                                    "search_result_index": 0, "title": "Warranty", "start_block_index": 0,
                                    "end_block_index": 1,
                                    "source": JSONValue("docqa:default/warranty.md#\(hit.span.start)-\(hit.span.end)"),
                                ]
                            ],
                        ]
                    ]
                ]))
            let answer = try await library.ask(request, with: service)
            #expect(answer.text == "Ten years." && answer.footnotes.map(\.quote) == [AskRig.battery])
            #expect(answer.footnotes.allSatisfy { $0.state != .unverified } && answer.closest.isEmpty)
            // It is no whole answer: what was not looked up may say more.
            #expect(answer.outcome == .truncated && answer.model.stopReason == "budget_exceeded")
            #expect(answer.notes.contains { $0.contains("ended before the model was done") }, "\(answer.notes)")
            let calls = try await calls(library)
            #expect(
                calls.map(\.purpose).sorted() == ["answer", "search"] && calls.allSatisfy { $0.state == .complete })
            #expect(calls.reduce(0) { $0 + $1.charge } == simulator.account["nano_dollars"]?.int)
            #expect(calls.reduce(0) { $0 + ($1.cost ?? 0) } == answer.cost?.nanoDollars)
            #expect(calls.allSatisfy { ($0.reserved ?? .max) <= 60_000_000 })
            let turns = try await library.conversation(try #require(answer.id), access: nil)
            let last = try JSONValue(parsing: try #require(turns[0].exchanges.last).request)
            #expect(last["tool_choice"]?["type"]?.string == "none")
            #expect((300..<4_000).contains(last["max_tokens"]?.int ?? 0))
            // The conversation goes on from it.
            var next = rig.request("And how is it counted?")
            next.conversation = .last
            #expect(try await library.ask(next, with: service).turn == 2)
        }
    }

    @Test func aSearchWithoutMoneyForAnAnswerShowsTheClosestPassages() async throws {
        try await rig.with { simulator, library, service in
            let request = try search(simulator, maxTokens: 1_000, used: 900, limit: 17_000_000)
            var text = ""
            var answer: Answer?
            for try await event in library.events(of: request, with: service) {
                if case .text(let piece) = event { text += piece }
                if case .finished(let finished) = event { answer = finished }
            }
            let found = try #require(answer)
            #expect(found.text == "The search ended before there was an answer." && text == found.text)
            #expect(found.outcome == .truncated && found.model.stopReason == "budget_exceeded")
            #expect(found.closest.contains { $0.quote.contains(AskRig.battery) } && found.footnotes.isEmpty)
            #expect(found.notes.contains { $0.contains("its limit is $0.017") }, "\(found.notes)")
            let calls = try await calls(library)
            #expect(calls.map(\.purpose) == ["search"] && calls.map(\.state) == [.complete])
            #expect(calls[0].charge == simulator.account["nano_dollars"]?.int && calls[0].charge <= 17_000_000)
            #expect(found.cost?.nanoDollars == calls[0].cost)
            #expect(try await library.replay(found.id).notes == found.notes)
            // Nothing can be gone on from, so the next question is sent by itself.
            var next = rig.request()
            next.conversation = .last
            #expect(try await library.ask(next, with: service).turn == 2)
        }
    }

    @Test func aSearchThatCannotBeginIsRefused() async throws {
        try await rig.with { simulator, library, service in
            let request = try search(simulator, maxTokens: 1_000, used: 900, limit: 1_000_000)
            let error = await #expect(throws: DocQAError.self) { try await library.ask(request, with: service) }
            #expect(error?.code == "budget_exceeded" && simulator.account["nano_dollars"]?.int == 0)
            #expect(try await library.history().isEmpty)
        }
    }

    @Test func everyAttemptIsOnRecord() async throws {
        try await rig.with { simulator, library, service in
            simulator.add(FaultRule(try Fault("overloaded"), times: 2))
            let answer = try await library.ask(rig.request(), with: service)
            let calls = try await calls(library)
            #expect(calls.map(\.state).filter { $0 == .failed }.count == 2 && calls.count == 3)
            #expect(calls.filter { $0.state == .failed }.allSatisfy { $0.cost == 0 && $0.error == "overloaded" })
            #expect(answer.cost?.nanoDollars == simulator.account["nano_dollars"]?.int)
        }
    }

    /// What was paid is not lost with the answer.
    @Test(arguments: [
        ("overloaded", "claude_overloaded"), ("error-event; after=1; type=api_error", "claude_server_error"),
    ])
    func aQuestionWhoseCallsFailedIsKept(fault: String, code: String) async throws {
        try await rig.with { simulator, library, service in
            simulator.add(FaultRule(try Fault(fault)))
            var request = rig.request()
            request.model = .named("claude-sonnet-5-5")
            let error = await #expect(throws: DocQAError.self) { try await library.ask(request, with: service) }
            #expect(error?.code == code)
            let kept = try #require(try await library.history().first)
            #expect(kept.outcome == .failed && kept.question == AskRig.question && kept.text.isEmpty)
            #expect(kept.model.stopReason == code && kept.notes.first?.contains(error?.message ?? "?") == true)
            let calls = try await calls(library)
            #expect(kept.cost?.nanoDollars == calls.reduce(0) { $0 + $1.charge })
            #expect(
                kept.receipt.calls.count == calls.count && calls.allSatisfy { $0.conversation == kept.conversation })
            #expect(try await library.replay(kept.id).notes == kept.notes)
            let conversation = try #require(kept.conversation)
            let turns = try await library.conversation(conversation, access: nil)
            let exchange = try #require(turns[0].exchanges.first)
            #expect(exchange.state == .failed && exchange.request.count > 1_000 && !exchange.response.isEmpty)
            // It is no answer to go on from or to give again, but the conversation goes on.
            simulator.reset()
            simulator.enqueue(
                try ScriptedReply(["content": [rig.cited("Ten years.", AskRig.battery, at: AskRig.batteryStart)]]))
            request.conversation = .last
            let next = try await library.ask(request, with: service)
            #expect(next.outcome == .answered && next.turn == 2, "\(next.notes) \(next.text)")
        }
    }

    @Test func aQuestionThatWasRefusedBeforeAnyCallIsNotKept() async throws {
        try await rig.with { _, library, service in
            var request = rig.request()
            request.maxCost = 1
            await #expect(throws: DocQAError.self) { try await library.ask(request, with: service) }
            let kept = try await library.history()
            #expect(kept.isEmpty)
        }
    }

    @Test func aRevisionThatFailsLeavesTheFirstAnswer() async throws {
        try await rig.with { simulator, library, service in
            let claim = rig.plain(" Everybody agrees that this is a very generous offer.")
            simulator.enqueue(
                try ScriptedReply(["content": [rig.cited("Ten years.", AskRig.battery, at: 0), claim]]))
            simulator.add(try FaultRule(json: ["fault": "overloaded", "contains": "Everybody agrees"]))
            var request = rig.request()
            request.model = .named("claude-sonnet-5-5")
            request.isStrict = true
            let answer = try await library.ask(request, with: service)
            #expect(answer.text == "Ten years." && answer.outcome == .answered)
            #expect(answer.notes.contains("One sentence without a source was removed."))
            #expect(answer.cost?.nanoDollars == simulator.account["nano_dollars"]?.int)
            #expect(Set(answer.receipt.calls.map(\.purpose)) == ["answer", "revision"])
        }
    }

    @Test func theReceiptTellsEveryCallAndWhatIsLeft() async throws {
        try await rig.with { simulator, library, service in
            try await library.set(Budget(.collection("default"), .day, limit: 1_000_000_000))
            try await library.set(Budget(.collection("another"), .day, limit: 1))
            simulator.add(FaultRule(try Fault("overloaded"), times: 1))
            var request = rig.request()
            request.maxCost = 500_000_000
            let answer = try await library.ask(request, with: service)
            let receipt = answer.receipt
            #expect(receipt.calls.map(\.state) == ["failed", "complete"] && receipt.calls[0].error == "overloaded")
            let paid = try #require(answer.cost?.nanoDollars)
            #expect(receipt.calls.reduce(0) { $0 + ($1.cost?.nanoDollars ?? 0) } == paid && paid > 0)
            #expect(receipt.calls.allSatisfy { $0.requestID != nil })
            #expect(
                receipt.budgets == [
                    Receipt.Budget(name: "--max-cost", limit: 500_000_000, left: 500_000_000 - paid),
                    Receipt.Budget(
                        name: "the budget of collection default for a day", limit: 1_000_000_000,
                        left: 1_000_000_000 - paid),
                ])
            let plan = try #require(receipt.planned)
            #expect(plan.model == "claude-sonnet-5-5" && plan.worstNanoDollars ?? 0 > paid && !plan.reasons.isEmpty)
            #expect(try await library.replay(answer.id).receipt == receipt)
        }
    }

    /// What the service says that it used cannot be true, or it says nothing: the answer is there, and costs what was reserved.
    @Test(arguments: [
        "{}", #"{"input_tokens": -5, "output_tokens": 1}"#,
        #"{"input_tokens": 9000000000000000000, "output_tokens": 1}"#,
        #"{"input_tokens": "many", "output_tokens": 1}"#, #"{"input_tokens": 7}"#,
        #"{"input_tokens": 9000000000000000000, "cache_read_input_tokens": 9000000000000000000, "output_tokens": 1}"#,
        #"{"input_tokens": -9000000000000000000, "cache_creation_input_tokens": -9000000000000000000, "output_tokens": 1}"#,
        #"{"output_tokens": 1, "cache_creation": {"ephemeral_5m_input_tokens": 9000000000000000000, "ephemeral_1h_input_tokens": 9000000000000000000}}"#,
    ])
    func usageThatCannotBeTrueCostsWhatWasReserved(usage: String) async throws {
        try await rig.with { simulator, library, service in
            let start = """
                {"type": "message_start", "message": {"id": "msg_1", "type": "message", "role": "assistant", "content": [], \
                "model": "claude-sonnet-5-5", "stop_reason": null, "stop_sequence": null, "usage": \(usage)}}
                """
            let events = [
                start, #"{"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}"#,
                #"{"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "The documents say nothing."}}"#,
                #"{"type": "content_block_stop", "index": 0}"#,
                #"{"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": null}}"#,
                #"{"type": "message_stop"}"#,
            ]
            let lines = try events.map { event in
                let type = try #require(try JSONValue(parsing: event)["type"]?.string)
                return JSONValue("event: \(type)\ndata: \(event)\n\n")
            }
            simulator.enqueue(try ScriptedReply(["events": .array(JSONArray(lines))]))
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.text == "The documents say nothing.")
            let calls = try await calls(library)
            let call = try #require(calls.first)
            #expect(calls.count == 1 && call.state == .complete && call.cost == call.reserved && call.charge > 0)
            #expect(answer.cost?.nanoDollars == call.reserved)
            // Nothing is learned from it, and a further question goes on from it.
            var next = rig.request()
            next.isFresh = true
            let fresh = try await library.ask(next, with: service)
            #expect(fresh.prompt.plan?.inputs.correction == 1)
            next.conversation = .id(try #require(answer.conversation))
            let further = try await library.ask(next, with: service)
            #expect(further.turn == 2 && further.prompt.plan?.inputs.correction == 1)
        }
    }
}

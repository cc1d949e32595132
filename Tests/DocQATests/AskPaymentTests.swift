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

    @Test func aSearchStopsWhereItsMoneyDoes() async throws {
        try await rig.with { simulator, library, service in
            for number in 0..<6 {
                simulator.enqueue(
                    try ScriptedReply([
                        "content": [
                            [
                                "type": "tool_use", "id": JSONValue("t\(number)"), "name": "search_corpus",
                                "input": ["query": JSONValue("warranty \(number)")],
                            ]
                        ],
                        "usage": ["output_tokens": 900],
                    ]))
            }
            var request = rig.request()
            request.model = .named("claude-sonnet-5-5")
            request.isDeep = true
            request.maxTokens = 1_000
            request.maxCost = 32_000_000
            let error = await #expect(throws: DocQAError.self) { try await library.ask(request, with: service) }
            #expect(error?.code == "budget_exceeded")
            let calls = try await calls(library)
            #expect((1...3).contains(calls.count) && calls.allSatisfy { $0.purpose == "search" })
            #expect(calls.reduce(0) { $0 + $1.charge } <= 32_000_000)
            #expect(calls.reduce(0) { $0 + $1.charge } == simulator.account["nano_dollars"]?.int)
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
        }
    }
}

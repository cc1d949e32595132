import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import TestSupport
import Testing

/// Questions that a Claude model answers: the simulator's own quoting, or what a test has it say.
@Suite struct AskClaudeTests {
    private static let question = AskRig.question
    private let rig = AskRig()

    @Test func aCitedAnswerHasProvedFootnotesAndItsReceipt() async throws {
        try await rig.with { simulator, library, service in
            simulator.enqueue(
                try ScriptedReply([
                    "content": [rig.cited("Ten years.", AskRig.battery, at: AskRig.batteryStart)]
                ]))
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.outcome == .answered)
            let note = try #require(answer.footnotes.first { $0.quote == AskRig.battery })
            #expect(note.state == .verified)
            #expect(note.lines == LineRange(first: 5, last: 5) && note.headingPath == ["Batteries"])
            #expect(answer.model.name == "claude-sonnet-5-5" && answer.model.stopReason == "end_turn")
            #expect(answer.model.fallbackFrom == nil && answer.notes.isEmpty)
            let billed = simulator.account["nano_dollars"]?.int
            #expect(answer.cost?.nanoDollars == billed && billed ?? 0 > 0)
            #expect(answer.usage.output > 0 && answer.usage.prompt > 0)
            #expect(answer.prompt.templates.count == 1 && answer.prompt.templates[0].hasPrefix("answering 2 ("))
            #expect(answer.prompt.prefixHash?.count == 64)
        }
    }

    @Test func theSecondQuestionReadsTheInstructionsFromTheCache() async throws {
        try await rig.with { _, library, service in
            let first = try await library.ask(rig.request(), with: service)
            let second = try await library.ask(rig.request("How long is the warranty on inverters?"), with: service)
            // The passages are the same, too; only the question is another one.
            #expect(first.usage.cacheWrite5m > 0 && second.usage.cacheRead > first.usage.cacheWrite5m * 9 / 10)
            #expect(first.prompt.prefixHash == second.prompt.prefixHash)
            #expect(second.cost!.nanoDollars < second.cost!.uncachedNanoDollars)
        }
    }

    @Test func aQuestionWithoutPassagesAsksNoModel() async throws {
        try await rig.with { simulator, library, service in
            var request = rig.request()
            request.formats = ["pdf"]
            let answer = try await library.ask(request, with: service)
            #expect(answer.outcome == .notInDocuments && answer.cost?.nanoDollars == 0)
            #expect(simulator.account["nano_dollars"]?.int == 0)
        }
    }

    @Test func theModelsOwnWordsDecideThatTheDocumentsDoNotSay() async throws {
        try await rig.with { simulator, library, service in
            simulator.enqueue(
                try ScriptedReply(["content": [rig.plain("The documents do not say what the weather is.")]]))
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.outcome == .notInDocuments)
            #expect(answer.segments.map(\.support) == [.connective])
            #expect(answer.footnotes.isEmpty && answer.closest.first?.document.name == "warranty.md")
        }
    }

    @Test func aQuotationThatStandsNowhereIsShownAsUnverified() async throws {
        try await rig.with { simulator, library, service in
            let invented = rig.cited("Twelve years.", "Batteries are covered for twelve years.", at: 0)
            simulator.enqueue(try ScriptedReply(["content": [invented]]))
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.footnotes.map(\.state) == [.unverified])
            #expect(answer.footnotes[0].span == nil)
        }
    }

    @Test func aCitationOfSomethingThatWasNotSentIsShownAsUnverified() async throws {
        try await rig.with { simulator, library, service in
            let citation: JSONValue = [
                "type": "web_search_result_location", "cited_text": "Buy now.", "url": "https://example.org/",
                "title": "A site", "encrypted_index": "x",
            ]
            simulator.enqueue(
                try ScriptedReply([
                    "content": [["type": "text", "text": "It says so.", "citations": [citation]]]
                ]))
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.segments.map(\.footnotes) == [[1]])
            #expect(answer.footnotes.map(\.state) == [.unverified] && answer.footnotes[0].quote == "Buy now.")
            let replayed = try await library.replay(answer.id)
            #expect(replayed.footnotes.map(\.state) == [.unverified])
        }
    }

    @Test func aQuotationThatStandsElsewhereIsShownAsMoved() async throws {
        try await rig.with { simulator, library, service in
            simulator.enqueue(try ScriptedReply(["content": [rig.cited("Ten years.", AskRig.battery, at: 3)]]))
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.footnotes.map(\.state) == [.verifiedMoved])
            #expect(answer.footnotes[0].quote == AskRig.battery)
        }
    }

    @Test(arguments: [
        ("refusal; partial=true; category=cyber", Answer.Outcome.refused, "refusal", "refused to answer (cyber)"),
        ("max-tokens", .truncated, "max_tokens", "--max-tokens"),
        ("context-window", .truncated, "model_context_window_exceeded", "window is full"),
    ])
    func anEndThatIsNoneIsToldPlainly(
        fault: String, outcome: Answer.Outcome, stopReason: String, said: String
    ) async throws {
        try await rig.with { simulator, library, service in
            simulator.add(FaultRule(try Fault(fault), times: 1))
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.outcome == outcome && answer.model.stopReason == stopReason)
            #expect(answer.notes.contains { $0.contains(said) }, "\(answer.notes)")
            #expect(answer.usage.prompt > 0)
        }
    }

    @Test func aStreamThatBreaksOffGivesWhatHadComeAndSaysSo() async throws {
        try await rig.with { simulator, library, service in
            simulator.add(FaultRule(try Fault("error-event; after=8; type=api_error"), times: 1))
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.model.stopReason == "interrupted" && answer.outcome == .interrupted)
            #expect(!answer.text.isEmpty && answer.notes.contains { $0.contains("broke off") })
            #expect(answer.usage.prompt > 0)
        }
    }

    @Test func aFallbackIsNamedInTheAnswer() async throws {
        try await rig.with { simulator, library, service in
            simulator.add(
                try FaultRule(json: ["fault": "overloaded", "contains": "claude-sonnet-5-5"]))
            simulator.enqueue(
                try ScriptedReply([
                    "contains": "claude-haiku-5-5",
                    "content": [rig.cited("Ten years.", AskRig.battery, at: AskRig.batteryStart)],
                ]))
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.model.name == "claude-haiku-5-5" && answer.model.fallbackFrom == "claude-sonnet-5-5")
            #expect(answer.notes.contains { $0.contains("claude-haiku-5-5") && $0.contains("thinking") })
            #expect(answer.footnotes.allSatisfy { $0.state == .verified } && !answer.footnotes.isEmpty)
        }
    }

    @Test func whoNamesAnExactModelGetsThatOneOrAnError() async throws {
        try await rig.with { simulator, library, service in
            simulator.add(FaultRule(try Fault("overloaded")))
            var request = rig.request()
            request.model = .named("claude-opus-5-5")
            let error = await #expect(throws: DocQAError.self) { try await library.ask(request, with: service) }
            #expect(error?.code == "claude_overloaded")
        }
    }

    @Test func strictHoldsTheTextBackAndShowsTheRevision() async throws {
        try await rig.with { simulator, library, service in
            let claim = rig.plain(" Everybody agrees that this is a very generous offer.")
            simulator.enqueue(
                try ScriptedReply(["content": [rig.cited("Ten years.", AskRig.battery, at: 0), claim]]))
            simulator.enqueue(try ScriptedReply(["content": [rig.cited("It is ten years.", AskRig.battery, at: 0)]]))
            var request = rig.request()
            request.isStrict = true
            var text = ""
            var finished: Answer?
            for try await event in library.events(of: request, with: service) {
                if case .text(let piece) = event { text += piece }
                if case .finished(let answer) = event { finished = answer }
            }
            #expect(text == "It is ten years." && finished?.text == text)
            #expect(finished?.prompt.templates.count == 2)
            #expect(finished?.notes == ["The answer was revised once because claims in it lacked a source."])
            #expect(finished?.cost?.nanoDollars == simulator.account["nano_dollars"]?.int)
        }
    }

    @Test func strictRemovesWhatLacksASourceEvenThen() async throws {
        try await rig.with { simulator, library, service in
            let claim = rig.plain(" Everybody agrees that this is a very generous offer.")
            for _ in 0..<2 {
                simulator.enqueue(
                    try ScriptedReply(["content": [rig.cited("Ten years.", AskRig.battery, at: 0), claim]]))
            }
            var request = rig.request()
            request.isStrict = true
            let answer = try await library.ask(request, with: service)
            #expect(answer.text == "Ten years." && answer.segments.map(\.support) == [.cited])
            #expect(answer.notes.contains("One sentence without a source was removed."))
        }
    }

    @Test func strictWithoutAnythingProvedSaysSoOnce() async throws {
        try await rig.with { simulator, library, service in
            for _ in 0..<2 {
                simulator.enqueue(
                    try ScriptedReply(["content": [rig.plain("Everybody agrees that this is a very generous offer.")]]))
            }
            var request = rig.request()
            request.isStrict = true
            var text = ""
            var finished: Answer?
            for try await event in library.events(of: request, with: service) {
                if case .text(let piece) = event { text += piece }
                if case .finished(let answer) = event { finished = answer }
            }
            #expect(text == "The documents do not answer this." && finished?.text == text)
            #expect(finished?.outcome == .notInDocuments && finished?.closest.isEmpty == false)
        }
    }

    @Test func withoutAServiceTheErrorSaysWhatToDo() async throws {
        let library = try await rig.library()
        let error = await #expect(throws: DocQAError.self) { try await library.ask(rig.request()) }
        #expect(error?.code == "no_key" && error?.message.contains("ANTHROPIC_API_KEY") == true)
    }

    @Test func whatWasSentAndReceivedIsKept() async throws {
        try await rig.with { _, library, service in
            let answer = try await library.ask(rig.request(), with: service)
            let turns = try await library.conversation(try #require(answer.conversation), access: nil)
            let exchange = try #require(turns.first?.exchanges.first)
            #expect(exchange.state == .complete)
            #expect(try JSONValue(parsing: exchange.request)["stream"]?.bool == true)
            #expect(try JSONValue(parsing: exchange.response)["stop_reason"]?.string == "end_turn")
        }
    }

    @Test(.timeLimit(.minutes(1))) func endingTheLoopLetsGoOfAServiceThatSaysNothingMore() async throws {
        try await rig.with { simulator, library, service in
            simulator.add(FaultRule(try Fault("silence; after=6"), times: 1))
            var came = false
            for try await event in library.events(of: rig.request(), with: service) {
                if case .text = event {
                    came = true
                    break
                }
            }
            #expect(came)
        }
    }
}

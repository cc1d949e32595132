import Accounting
import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import TestSupport
import Testing

/// Conversations with a model, over what was kept of their turns.
@Suite struct ConversationTests {
    private let rig = AskRig()

    private func scripted(_ simulator: Simulator, _ text: String, thinking: Bool = false) throws {
        var content = [rig.cited(text, AskRig.battery, at: AskRig.batteryStart)]
        if thinking { content.insert(["type": "thinking", "thinking": "Hm.", "signature": "s"], at: 0) }
        simulator.enqueue(try ScriptedReply(["content": .array(JSONArray(content))]))
    }

    private func goingOn(_ question: String, _ wish: ConversationWish = .last) -> AskRequest {
        var request = rig.request(question)
        request.conversation = wish
        return request
    }

    private func requests(_ library: Library, _ answer: Answer) async throws -> [JSONValue] {
        let turns = try await library.conversation(try #require(answer.conversation), access: nil)
        return try turns.flatMap(\.exchanges).map { try JSONValue(parsing: $0.request) }
    }

    @Test func theSecondTurnBeginsWithTheBytesOfTheFirstAndReadsThemFromTheCache() async throws {
        try await rig.with { simulator, library, service in
            try scripted(simulator, "Ten years.")
            let first = try await library.ask(rig.request(), with: service)
            try scripted(simulator, "Still ten.")
            let second = try await library.ask(goingOn("And how is it counted?"), with: service)
            #expect(second.conversation == first.id && second.turn == 2)
            #expect(second.footnotes.map(\.state) == [.verified] && second.footnotes[0].lines?.first == 5)
            let sent = try await requests(library, second)
            let turns = sent[1]["messages"]?.array?.elements ?? []
            #expect(turns.count == 3)
            #expect(
                turns[0]["content"]?.array?.elements.last?["text"]
                    == sent[0]["messages"]?.array?.elements[0]["content"]?.array?.elements.last?["text"])
            #expect(turns[1]["content"]?.array?.elements[0]["text"]?.string == "Ten years.")
            let asked = turns[2]["content"]?.array?.elements ?? []
            #expect(asked.count == 1 && asked[0]["text"]?.string == "And how is it counted?")
            #expect(sent[1]["system"] == sent[0]["system"])
            #expect(second.usage.cacheRead >= first.usage.cacheWrite5m && first.usage.cacheWrite5m > 0)
        }
    }

    @Test func documentsThatWereSentAreNotSentAgainAndNewOnesComeBehindThem() async throws {
        try await rig.with { simulator, library, service in
            try scripted(simulator, "Ten years.")
            _ = try await library.ask(rig.request(), with: service)
            rig.folder.write("files/colours.md", "# Colours\n\nThe housing of the batteries is available in white.\n")
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
            let quote = "The housing of the batteries is available in white."
            simulator.enqueue(
                try ScriptedReply([
                    "content": [
                        [
                            "type": "text", "text": "White.",
                            "citations": [
                                [
                                    "type": "char_location", "cited_text": JSONValue(quote), "document_index": 1,
                                    "document_title": .null, "start_char_index": 11,
                                    "end_char_index": JSONValue(11 + quote.count), "file_id": .null,
                                ]
                            ],
                        ]
                    ]
                ]))
            let answer = try await library.ask(
                goingOn("Which colours is the housing of batteries available in?"), with: service)
            let sent = try await requests(library, answer)[1]["messages"]?.array?.elements ?? []
            let blocks = sent.map { $0["content"]?.array?.elements.compactMap { $0["type"]?.string } ?? [] }
            #expect(blocks.first == ["document", "text"] && blocks.last == ["document", "text"])
            #expect(answer.footnotes.map(\.document.name) == ["colours.md"])
            #expect(answer.footnotes.map(\.state) == [.verified])
        }
    }

    @Test func thinkingGoesBackExactlyAsItCame() async throws {
        try await rig.with { simulator, library, service in
            var opus = rig.request()
            opus.model = .named("opus")
            let first = try await library.ask(opus, with: service)
            var next = goingOn("And how is it counted?")
            next.model = .auto
            let second = try await library.ask(next, with: service)
            let turns = try await library.conversation(try #require(first.id), access: nil)
            let received = try JSONValue(parsing: turns[0].exchanges[0].response)["content"]?.array?.elements ?? []
            let replayed =
                try JSONValue(parsing: turns[1].exchanges[0].request)["messages"]?.array?.elements[1]["content"]?.array?
                .elements ?? []
            #expect(received.first?["type"]?.string == "thinking" && received.first == replayed.first)
            #expect(second.model.name == "claude-opus-5-5")
        }
    }

    @Test func whatTheSourceSaidThenIsStillProvedWhenItChanged() async throws {
        try await rig.with { simulator, library, service in
            try scripted(simulator, "Ten years.")
            let first = try await library.ask(rig.request(), with: service)
            rig.folder.write("files/warranty.md", "# Warranty\n\n## Batteries\n\nNothing is covered any more.\n")
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
            try scripted(simulator, "As I said.")
            let second = try await library.ask(goingOn("Why?", .id(try #require(first.id))), with: service)
            let note = try #require(second.footnotes.first)
            #expect(note.quote == AskRig.battery && note.state == .verified && note.since != nil && note.lines == nil)
        }
    }

    @Test func aRefusedTurnIsLeftOutOfTheNextOne() async throws {
        try await rig.with { simulator, library, service in
            try scripted(simulator, "Ten years.")
            let first = try await library.ask(rig.request(), with: service)
            simulator.add(FaultRule(try Fault("refusal"), times: 1))
            _ = try await library.ask(goingOn("How do I pick its lock?"), with: service)
            try scripted(simulator, "Ten.")
            let third = try await library.ask(goingOn("And how is it counted?"), with: service)
            #expect(third.conversation == first.id && third.turn == 3)
            let last = try #require(try await requests(library, third).last)
            #expect(!last.text().contains("pick its lock") && last["messages"]?.array?.elements.count == 3)
        }
    }

    @Test func aLongConversationIsCutAtATurnWithASummaryAndWithoutThinking() async throws {
        try await rig.with { simulator, library, service in
            var opus = rig.request()
            opus.model = .named("opus")
            _ = try await library.ask(opus, with: service)
            for question in ["Does the warranty on inverters differ?", "Who grants the warranty on batteries?"] {
                var request = goingOn(question)
                request.model = .named("opus")
                _ = try await library.ask(request, with: service)
            }
            var request = goingOn("And in writing?")
            request.model = .named("opus")
            request.historyTokens = 150
            let answer = try await library.ask(request, with: service)
            let last = try #require(try await requests(library, answer).last)
            let messages = last["messages"]?.array?.elements ?? []
            #expect(messages.count == 3)
            #expect(
                messages[0]["content"]?.array?.elements.first?["text"]?.string?.contains(
                    "Question: How long is the warranty") == true)
            #expect(!last.text().contains("\"thinking\",\"thinking\""))
        }
    }

    @Test func aHelperCallRewritesTheQuestionWhenItMay() async throws {
        try await rig.with { simulator, library, service in
            try scripted(simulator, "Ten years.")
            _ = try await library.ask(rig.request(), with: service)
            simulator.enqueue(
                try ScriptedReply(["contains": "<question>", "text": "How long is the warranty on inverters?"]))
            try scripted(simulator, "Five.")
            var request = goingOn("And on inverters?")
            request.allowsHelperCalls = true
            let answer = try await library.ask(request, with: service)
            let turns = try await library.conversation(try #require(answer.conversation), access: nil)
            #expect(turns[1].exchanges.map(\.purpose) == [.rewriting, .answer])
            #expect(answer.cost?.nanoDollars ?? 0 > 0 && answer.question == "And on inverters?")
        }
    }

    @Test func withoutAConversationTheErrorSaysSo() async throws {
        try await rig.with { _, library, service in
            let error = await #expect(throws: DocQAError.self) {
                try await library.ask(goingOn("And then?"), with: service)
            }
            #expect(error?.code == "no_conversation")
        }
    }

    /// What went meanwhile is for whom it was when it was sent: they can go on, and nobody else can look.
    @Test func aConversationGoesOnForThoseWhoMaySeeItAlsoWhenItsSourceIsGone() async throws {
        try await rig.with { simulator, library, service in
            let files = rig.folder["files"]
            _ = try await library.ingest(IngestRequest(paths: [files], access: ["staff"]))
            func ask(_ question: String, _ wish: ConversationWish?) async throws -> Answer {
                try scripted(simulator, "Ten years.")
                var request = rig.request(question)
                request.conversation = wish
                request.access = ["staff"]
                return try await library.ask(request, with: service)
            }
            _ = try await ask(AskRig.question, nil)
            rig.folder.write("files/warranty.md", "# Warranty\n\nThere is none.\n")
            _ = try await library.ingest(IngestRequest(paths: [files], access: ["staff"]))
            let second = try await ask("And how is it counted?", .last)
            let third = try await ask("And from which day?", .last)
            #expect(second.turn == 2 && third.turn == 3)
            #expect(try await library.replay(second.id, access: ["staff"]).footnotes.first?.since == .changed)
            await #expect(throws: DocQAError.self) { try await library.replay(second.id, access: ["guest"]) }
        }
    }
}

import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import TestSupport
import Testing

/// What a question sends, seen without sending it.
@Suite struct PromptOutlineTests {
    private let rig = AskRig()

    @Test func aPlannedPromptIsTheOneThatIsSent() async throws {
        try await rig.with { simulator, library, service in
            let planned = try await library.prompt(for: rig.request(), with: service)
            #expect(simulator.account["nano_dollars"]?.int == 0 && planned.answer == nil)
            let answer = try await library.ask(rig.request(), with: service)
            let sent = try await library.prompt(ofAnswer: answer.id)
            #expect(sent.blocks == planned.blocks && sent.model == planned.model)
            #expect(sent.blocks.map(\.place) == ["system", "messages[0].content[0]", "messages[0].content[1]"])
            #expect(sent.difference(from: planned).place == nil)
            // The price of what was sent is within some per cent of what was planned.
            let (expected, paid) = (try #require(planned.inputNanoDollars), try #require(sent.inputNanoDollars))
            #expect(abs(expected - paid) * 100 < paid * 3, "planned \(expected), charged \(paid)")
        }
    }

    @Test func theFirstBlockThatIsOtherIsNamedWithItsPrice() async throws {
        try await rig.with { _, library, service in
            let first = try await library.prompt(for: rig.request(), with: service)
            let second = try await library.prompt(for: rig.request("How long is it on inverters?"), with: service)
            let parting = second.difference(from: first)
            #expect(parting.place == "messages[0].content[1]")
            #expect(parting.sharedTokens + parting.otherTokens == second.tokens)
            #expect(parting.nanoDollars == parting.otherTokens * 1_900)
            var opus = rig.request()
            opus.model = .named("opus")
            let other = try await library.prompt(for: opus, with: service)
            #expect(other.difference(from: first).place == "model" && other.difference(from: first).sharedTokens == 0)
            opus.effort = "high"
            let deeper = try await library.prompt(for: opus, with: service)
            #expect(deeper.difference(from: other).place == "settings")
        }
    }

    @Test func whoMayNotSeeAnAnswerDoesNotSeeItsPrompt() async throws {
        try await rig.with { _, library, service in
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]], access: ["staff"]))
            let answer = try await library.ask(rig.request(), with: service)
            let error = await #expect(throws: DocQAError.self) {
                try await library.prompt(ofAnswer: answer.id, access: ["guest"])
            }
            #expect(error?.code == "no_such_answer")
        }
    }
}

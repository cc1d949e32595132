import Claude
import ClaudeSimulator
import DocumentModel
import JSON
import Storage
import Synchronization
import Testing

@testable import DocQA

/// What a batch answered is an answer like any other.
@Suite(.timeLimit(.minutes(2))) struct BatchAnswersTests {
    private func answered(_ rig: BatchRig, _ count: Int = 4) async throws -> [Answer] {
        let id = try await rig.started(count)
        _ = try await rig.follow(id)
        return try await rig.library.results(ofBatch: id).compactMap(\.answer)
    }

    private func messages(_ library: Library, _ conversation: Int) async throws -> [[JSONValue]] {
        let turns = try await library.conversation(conversation, access: nil)
        return try turns.flatMap(\.exchanges).map {
            try JSONValue(parsing: $0.request)["messages"]?.array?.elements ?? []
        }
    }

    @Test func aConversationGoesOnFromItWithItsPrompt() async throws {
        let rig = try await BatchRig()
        let first = try #require(try await answered(rig).first)
        var next = rig.questions()[1].request
        next.conversation = .id(try #require(first.conversation))
        let second = try await rig.library.ask(next, with: rig.service)
        #expect(second.conversation == first.conversation && second.turn == 2)
        #expect(second.footnotes.allSatisfy { $0.state == .verified } && !second.footnotes.isEmpty)
        let sent = try await messages(rig.library, try #require(first.conversation))
        #expect(sent.count == 2 && sent[0].count == 1 && sent[1].count == 3)
        func blocks(_ message: JSONValue) -> [JSONValue] {
            (message["content"]?.array?.elements ?? []).map { block in
                var object = JSONObject()
                for member in block.object?.members ?? [] where member.key.value != "cache_control" {
                    object.append(member.key.value, member.value)
                }
                return .object(object)
            }
        }
        #expect(blocks(sent[1][0]) == blocks(sent[0][0]))
        // Everything that may be asked was sent already.
        #expect(blocks(sent[1][2]).count == 1 && blocks(sent[1][2])[0]["text"]?.string == next.question)
        await rig.stop()
    }

    /// The cache holds what a batch wrote for an hour from when it was answered, which nobody tells: at the earliest when it was
    /// handed in.
    @Test func whatABatchWroteLongAgoIsNotTakenForWarm() async throws {
        let moment = Mutex(1_790_000_000)
        let rig = try await BatchRig {
            $0.batchSeconds = 7_200
        } now: {
            moment.withLock { $0 } * 1_000_000_000
        }
        let id = try await rig.started(4)
        _ = try await rig.advance(id)
        rig.simulator.clock.advance(seconds: 7_200)
        moment.withLock { $0 += 7_200 }
        _ = try await rig.follow(id)
        let first = try #require(try await rig.library.results(ofBatch: id).first?.answer)
        #expect(first.timings.total == 7_200_000)
        var next = rig.questions()[1].request
        next.conversation = .id(try #require(first.conversation))
        let second = try await rig.library.ask(next, with: rig.service)
        #expect(second.prompt.plan?.inputs.warm.isEmpty == true && second.prompt.miss == nil)
        await rig.stop()
    }

    /// A list of questions says nothing of how often people ask: nothing is written into the cache because of it.
    @Test func thePlannerOfSingleQuestionsLearnsNoArrivalsFromIt() async throws {
        let rig = try await BatchRig()
        _ = try await answered(rig, 16)
        var base = rig.questions()[0].request
        base.question = ""
        let idle = try await rig.library.warm(for: base, with: rig.service)
        #expect(idle.outcome == .notWorthIt && idle.loggedQuestions == 0 && rig.answered == 16)
        base.question = "How is the battery connected?"
        let answer = try await rig.library.ask(base, with: rig.service)
        #expect(answer.prompt.plan?.inputs.loggedQuestions == 0)
        await rig.stop()
    }

    @Test func itsPromptCanBeLookedAt() async throws {
        let rig = try await BatchRig()
        let answers = try await answered(rig)
        let one = try await rig.library.prompt(ofAnswer: answers[0].id)
        #expect(one.question == answers[0].question && !one.blocks.isEmpty)
        let cost = try #require(answers[0].cost?.nanoDollars)
        #expect(try #require(one.inputNanoDollars) < cost)
        await rig.stop()
    }

    @Test func whatIsGivenAgainStandsInTheAccount() async throws {
        let rig = try await BatchRig()
        let answers = try await answered(rig)
        _ = try await rig.started(4)
        let rows = try await rig.library.spending(by: .purpose, since: 0).rows
        #expect(rows.map(\.name) == ["batch", "reuse"] && rows.map(\.answers) == [4, 4])
        let uncached = answers.reduce(0) { $0 + ($1.cost?.uncachedNanoDollars ?? 0) }
        #expect(rows[0].cost == rig.charged && rows[0].uncachedCost == uncached)
        #expect(rows[1].cost == 0 && rows[1].uncachedCost == uncached)
        // Half of what the same tokens cost otherwise.
        let usage = answers[0].usage
        let single = rig.service.client.configuration.catalogue.cost(
            of: Usage(
                inputTokens: usage.input, outputTokens: usage.output, cacheReadTokens: usage.cacheRead,
                fiveMinuteWriteTokens: usage.cacheWrite5m, oneHourWriteTokens: usage.cacheWrite1h),
            model: answers[0].model.name)
        #expect(answers[0].cost?.nanoDollars == single.map { $0.nanoDollars / 2 })
        await rig.stop()
    }
}

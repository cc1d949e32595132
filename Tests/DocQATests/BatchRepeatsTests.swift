import ClaudeSimulator
import DocumentModel
import JSON
import Storage
import Testing

@testable import DocQA

/// The same question more than once in a list is asked and paid once.
@Suite(.timeLimit(.minutes(2))) struct BatchRepeatsTests {
    /// Four questions, of which the first stands there three times.
    private func repeated(_ rig: BatchRig) -> BatchRequest {
        var questions = rig.questions(4)
        for name in ["again", "once more"] {
            questions.append(BatchQuestion(name, questions[0].request))
        }
        return BatchRequest(questions)
    }

    private func started(_ rig: BatchRig) async throws -> Int {
        let plan = try await rig.library.plan(repeated(rig), with: rig.service)
        #expect(plan.estimate.questions == 4 && plan.estimate.repeated == 2)
        return try await rig.library.start(plan, with: rig.service).id
    }

    @Test func eachLineHasTheAnswerAndItIsPaidOnce() async throws {
        let rig = try await BatchRig()
        let id = try await started(rig)
        let status = try await rig.follow(id)
        #expect(status.answered == 6 && status.questions == 6 && status.parts.map(\.questions) == [4])
        #expect(rig.answered == 4 && status.spent == rig.charged && status.reserved == 0)
        let results = try await rig.library.results(ofBatch: id)
        #expect(results.map(\.name).suffix(2) == ["again", "once more"])
        #expect(Set([0, 4, 5].map { results[$0].answer?.id }).count == 1 && results[4].answer?.id != nil)
        #expect(try await rig.library.history().count == 4)
        // Asked again, nobody is asked for any of them.
        let again = try await rig.library.plan(repeated(rig), with: rig.service)
        #expect(again.estimate.unchanged == 6 && again.estimate.questions == 0 && again.estimate.repeated == 0)
        await rig.stop()
    }

    /// Whoever asks for other documents, or for a longer answer, asks something else.
    @Test func onlyWhatIsTheSameIsTakenForTheSame() async throws {
        let rig = try await BatchRig()
        var questions = rig.questions(1)
        var longer = questions[0].request
        longer.maxTokens = 1_000
        var elsewhere = questions[0].request
        elsewhere.paths = ["pump.md"]
        var seen = questions[0].request
        seen.access = ["staff"]
        var tenant = questions[0].request
        tenant.tenant = "other"
        for (number, request) in [longer, elsewhere, seen, tenant].enumerated() {
            questions.append(BatchQuestion("\(number)", request))
        }
        let plan = try await rig.library.plan(BatchRequest(questions), with: rig.service)
        #expect(plan.estimate.questions == 5 && plan.estimate.repeated == 0)
        await rig.stop()
    }

    @Test func whatBecomesOfTheFirstBecomesOfAll() async throws {
        let rig = try await BatchRig { $0.batchSeconds = 600 }
        try rig.fault(
            "invalid-request; message=no such thing", path: "batch-item", contains: "that the battery weighs?",
            times: nil)
        let failing = try await started(rig)
        _ = try await rig.advance(failing)
        rig.simulator.clock.advance(seconds: 600)
        let failed = try await rig.follow(failing)
        #expect(failed.state == .done && failed.answered == 3 && failed.failed == 3 && failed.open == 0)
        #expect(
            try await rig.library.results(ofBatch: failing).map(\.problem)
                == ["invalid_request_error", nil, nil, nil, "invalid_request_error", "invalid_request_error"])

        let cancelled = try await rig.library.start(
            try await rig.library.plan(repeated(rig), with: rig.service), with: rig.service
        ).id
        try await rig.library.cancel(batch: cancelled)
        let status = try await rig.advance(cancelled)
        #expect(status.state == .done && status.cancelled == 3 && status.unchanged == 3 && status.reserved == 0)

        let forgetting = try await rig.library.start(
            try await rig.library.plan(repeated(rig), with: rig.service), with: rig.service
        ).id
        _ = try await rig.advance(forgetting)
        let battery = try #require(try await rig.library.documents().first { $0.name == "battery.md" })
        _ = try await rig.library.forget(documents: [battery.id], from: "default")
        rig.simulator.clock.advance(seconds: 600)
        #expect(try await rig.follow(forgetting).failed == 3)
        let states = try await rig.library.results(ofBatch: forgetting).map { $0.state }
        #expect(states == Array(repeating: .forgotten, count: 6))
        await rig.stop()
    }
}

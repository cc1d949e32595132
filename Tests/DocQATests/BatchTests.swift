import Accounting
import Claude
import ClaudeSimulator
import DocumentModel
import JSON
import Storage
import TestSupport
import Testing

@testable import DocQA

/// Many questions at once, on a clock that stands.
@Suite(.timeLimit(.minutes(2))) struct BatchTests {
    @Test func answersEveryQuestionAtHalfThePriceWithItsProof() async throws {
        let rig = try await BatchRig()
        let plan = try await rig.library.plan(BatchRequest(rig.questions()), with: rig.service)
        #expect(plan.estimate.questions == 16 && plan.estimate.models == ["claude-sonnet-5-5": 16])
        // Four questions need each manual, so it is sent once and read three times.
        #expect(plan.estimate.sharedTokens > plan.estimate.promptTokens / 2)
        #expect(plan.estimate.expected! < plan.estimate.alone! && plan.estimate.alone! * 2 == plan.estimate.single!)
        #expect(rig.answered == 0)
        let id = try await rig.library.start(plan, with: rig.service).id
        #expect(try await rig.library.status(ofBatch: id).reserved == plan.estimate.worst)
        let status = try await rig.follow(id)
        #expect(try await rig.problems(id, questions: 16) == [])
        #expect(status.spent <= plan.estimate.worst! && status.spent < plan.estimate.alone!)
        let results = try await rig.library.results(ofBatch: id)
        #expect(results.map(\.name) == rig.questions().map(\.name))
        for (result, question) in zip(results, rig.questions()) {
            let answer = try #require(result.answer)
            #expect(answer.outcome == .answered, "\(question.name): \(answer.text)")
            #expect(
                !answer.footnotes.isEmpty && answer.footnotes.allSatisfy { $0.state == .verified && $0.since == .same })
            let part = question.name.split(separator: "-")[0]
            #expect(answer.footnotes.allSatisfy { $0.document.name == "\(part).md" })
            #expect(answer.cost != nil && answer.usage.output > 0 && answer.prompt.templates.count == 1)
        }
        // What several share was read, not sent again.
        let calls = try await rig.calls()
        #expect(calls.allSatisfy { $0.purpose == "batch" && $0.state == .complete && $0.collections == ["default"] })
        #expect(calls.reduce(0) { $0 + $1.tokens.cacheRead } > calls.reduce(0) { $0 + $1.tokens.input })
        #expect(try await rig.library.impact().isEmpty)
        await rig.stop()
    }

    @Test func whatWasLearnedMakesTheNextEstimateBetter() async throws {
        let rig = try await BatchRig()
        func plan() async throws -> BatchEstimate {
            try await rig.library.plan(BatchRequest(rig.questions(isFresh: true)), with: rig.service).estimate
        }
        let first = try await plan()
        let paid = try await rig.follow(try await rig.started()).spent
        let second = try await plan()
        #expect(second.readChance > first.readChance)
        #expect(abs(second.expected! - paid) < abs(first.expected! - paid))
        for _ in 0..<3 { _ = try await rig.follow(try await rig.started(isFresh: true)) }
        let fifth = try await plan()
        #expect(abs(fifth.expected! - paid) < paid / 7, "\(fifth.expected!) expected, \(paid) paid")
        await rig.stop()
    }

    @Test func whoseEvidenceDidNotChangeIsNotAskedAgain() async throws {
        let rig = try await BatchRig()
        let first = try await rig.started(8)
        _ = try await rig.follow(first)
        // One manual says something else now.
        let text = String(decoding: rig.folder.read("files/battery.md")!, as: UTF8.self)
        rig.folder.write(
            "files/battery.md", text.replacing("battery weighs exactly 11", with: "battery weighs exactly 99"))
        _ = try await rig.library.ingest(IngestRequest(paths: [rig.folder["files"]]))
        let plan = try await rig.library.plan(BatchRequest(rig.questions(8)), with: rig.service)
        #expect(plan.estimate.unchanged == 4 && plan.estimate.questions == 4)
        let second = try await rig.library.start(plan, with: rig.service).id
        let status = try await rig.follow(second)
        #expect(status.unchanged == 4 && status.answered == 4 && rig.answered == 12)
        let results = try await rig.library.results(ofBatch: second)
        #expect(
            results.map { $0.state } == [.answered, .answered, .answered, .answered]
                + Array(repeating: .unchanged, count: 4))
        #expect(results[0].answer?.text.contains("99") == true)
        let before = try await rig.library.results(ofBatch: first)
        #expect(results.suffix(4).map { $0.answer?.id } == before.suffix(4).map { $0.answer?.id })
        // Asked by itself it costs nothing either; asked afresh all are asked.
        _ = try await rig.library.ask(rig.questions(8)[7].request, with: rig.service)
        #expect(rig.answered == 12)
        var fresh = rig.questions(8)
        for index in fresh.indices { fresh[index].request.isFresh = true }
        #expect(try await rig.library.plan(BatchRequest(fresh), with: rig.service).estimate.questions == 8)
        await rig.stop()
    }

    @Test func aQuestionOfWhichTheDocumentsSayNothingCostsNothing() async throws {
        let rig = try await BatchRig()
        let request = BatchRequest([BatchQuestion("none", AskRequest("xyzzy flurbl qwertz"))])
        let plan = try await rig.library.plan(request, with: rig.service)
        #expect(plan.estimate.silent == 1 && plan.estimate.questions == 0 && plan.estimate.worst == 0)
        let id = try await rig.library.start(plan, with: rig.service).id
        #expect(try await rig.advance(id).state == .done)
        let result = try await rig.library.results(ofBatch: id)
        #expect(result[0].answer?.outcome == .notInDocuments && rig.simulator.account["responses"] == [:])
        await rig.stop()
    }

    @Test func askersWhoMaySeeDifferentDocumentsShareNothing() async throws {
        let rig = try await BatchRig()
        var questions = rig.questions(4)
        for index in questions.indices { questions[index].request.access = ["reader-\(index)"] }
        let plan = try await rig.library.plan(BatchRequest(questions), with: rig.service)
        #expect(plan.estimate.sharedTokens == 0 && plan.estimate.expected == plan.estimate.alone)
        await rig.stop()
    }

    // MARK: Limits and money

    @Test func partsAreNoLargerThanTheServiceTakes() throws {
        #expect(BatchParts.split([], .init()).isEmpty)
        #expect(BatchParts.split([10, 10, 10], .init(count: 2, bytes: 1_000)) == [0..<2, 2..<3])
        #expect(BatchParts.split([400, 400, 900, 50], .init(count: 9, bytes: 1_000)) == [0..<2, 2..<3, 3..<4])
        #expect(BatchParts.split([5_000, 10], .init(count: 9, bytes: 1_000)) == [0..<1, 1..<2])
    }

    @Test func manyPartsAreOneBatch() async throws {
        let rig = try await BatchRig()
        let id = try await rig.started(partLimit: 5)
        #expect(try await rig.library.status(ofBatch: id).parts.map(\.questions) == [5, 5, 5, 1])
        #expect(try await rig.follow(id).parts.count == 4)
        #expect(try await rig.problems(id, questions: 16) == [])
        await rig.stop()
    }

    @Test func moreThanABudgetAllowsIsRefusedAndNothingIsKept() async throws {
        let rig = try await BatchRig()
        let plan = try await rig.library.plan(BatchRequest(rig.questions()), with: rig.service)
        try await rig.library.set(Budget(.database, .day, limit: plan.estimate.worst! - 1))
        let error = await #expect(throws: DocQAError.self) { try await rig.library.start(plan, with: rig.service) }
        #expect(error?.code == "budget_exceeded" && error?.message.contains("16 questions could cost") == true)
        #expect(error?.message.contains("the first 15 questions alone") == true, "\(error?.message ?? "")")
        #expect(try await rig.library.batches().isEmpty)
        #expect(try await rig.calls().isEmpty)
        try await rig.library.set(Budget(.database, .day, limit: plan.estimate.worst!))
        let id = try await rig.library.start(plan, with: rig.service).id
        // What is reserved is gone for everybody else.
        await #expect(throws: DocQAError.self) { try await rig.library.start(plan, with: rig.service) }
        _ = try await rig.follow(id)
        #expect(try await rig.library.budgets()[0].spent == rig.charged)
        await rig.stop()
    }

    @Test func theLimitOfABatchHolds() async throws {
        let rig = try await BatchRig()
        var request = BatchRequest(rig.questions())
        request.maxCost = 1_000
        let plan = try await rig.library.plan(request, with: rig.service)
        let error = await #expect(throws: DocQAError.self) { try await rig.library.start(plan, with: rig.service) }
        #expect(error?.code == "budget_exceeded")
        #expect(try await rig.library.batches().isEmpty)
        await rig.stop()
    }

    // MARK: What the service does to single questions

    @Test func whatFailsIsAskedAgainByItself() async throws {
        let rig = try await BatchRig()
        try rig.fault("overloaded", path: "batch-item", contains: "that the battery weighs?")
        try rig.fault("api-error", path: "batch-item", contains: "that the pump lasts?", times: 2)
        let id = try await rig.started()
        let status = try await rig.follow(id)
        #expect(status.parts.map(\.questions) == [16, 2, 1])
        #expect(try await rig.problems(id, questions: 16) == [])
        let results = try await rig.library.results(ofBatch: id)
        #expect(results.map(\.tries).filter { $0 != 1 } == [2, 3])
        // Each try has its row, and a failed one costs nothing.
        let calls = try await rig.calls()
        #expect(calls.count == 19 && calls.filter { $0.state == .failed }.map(\.cost) == [0, 0, 0])
        await rig.stop()
    }

    @Test func whatFailsForGoodIsNotAskedForever() async throws {
        let rig = try await BatchRig()
        try rig.fault("api-error", path: "batch-item", contains: "that the pump lasts?", times: nil)
        try rig.fault(
            "invalid-request; message=no such thing", path: "batch-item", contains: "that the pump needs?", times: nil)
        let id = try await rig.started()
        let status = try await rig.follow(id)
        #expect(status.answered == 14 && status.failed == 2 && status.state == .done)
        let failed = try await rig.library.results(ofBatch: id).filter { $0.state == .failed }
        #expect(failed.map(\.name) == ["pump-lasts", "pump-needs"] && failed.map(\.tries) == [3, 1])
        #expect(failed.map(\.problem) == ["api_error", "invalid_request_error"])
        #expect(failed[1].problemText == "no such thing" && status.spent == rig.charged && status.reserved == 0)
        await rig.stop()
    }

    @Test func whatIsNotAnsweredWithinADayIsHandedInAgain() async throws {
        let rig = try await BatchRig { $0.batchSeconds = 2 * 86_400 }
        let id = try await rig.started(4)
        #expect(try await rig.advance(id).parts.map(\.state) == ["submitted"])
        // One is answered in half a day, the others take a day and more.
        rig.simulator.clock.advance(seconds: 86_400)
        let status = try await rig.advance(id) { $0.parts.count == 2 }
        #expect(status.answered == 1 && status.open == 3 && status.parts.map(\.state) == ["collected", "submitted"])
        rig.simulator.clock.advance(seconds: 86_400)
        _ = try await rig.advance(id) { $0.parts.count == 3 }
        rig.simulator.clock.advance(seconds: 86_400)
        let last = try await rig.advance(id) { $0.state == .done }
        // Of three one is answered in time, of the last two none; three times are enough.
        #expect(last.answered == 2 && last.failed == 2 && last.reserved == 0 && last.spent == rig.charged)
        #expect(try await rig.library.results(ofBatch: id).compactMap(\.problem) == ["expired", "expired"])
        await rig.stop()
    }

    @Test func cancellingKeepsWhatWasAnswered() async throws {
        let rig = try await BatchRig { $0.batchSeconds = 1_600 }
        let id = try await rig.started(16)
        _ = try await rig.advance(id)
        rig.simulator.clock.advance(seconds: 500)
        while rig.answered < 5 { await Task.yield() }
        try await rig.library.cancel(batch: id)
        let status = try await rig.follow(id)
        #expect(status.answered == 5 && status.cancelled == 11 && status.failed == 0 && status.reserved == 0)
        #expect(status.spent == rig.charged)
        #expect(try await rig.library.history().count == 5)
        await rig.stop()
    }

    @Test func whatIsCancelledBeforeItIsHandedInIsNeverHandedIn() async throws {
        let rig = try await BatchRig()
        let id = try await rig.started(4)
        try await rig.library.cancel(batch: id)
        let status = try await rig.advance(id)
        #expect(status.state == .done && status.cancelled == 4 && status.reserved == 0 && status.spent == 0)
        #expect(rig.simulator.account["responses"] == [:])
        await rig.stop()
    }
}

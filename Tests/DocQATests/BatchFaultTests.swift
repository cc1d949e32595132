import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import Storage
import Testing

/// Connections that break, services that refuse, processes that end in the middle: nothing is lost, and nothing is paid twice.
@Suite(.timeLimit(.minutes(2))) struct BatchFaultTests {
    private static let batches = "/v1/messages/batches"

    /// What is known of a part once its handing in has gone wrong in one way or the other, and that it is completed all the same.
    @Test(arguments: [
        ("rate-limit; retry-after=1", "prepared"), ("overloaded", "prepared"), ("unavailable", "prepared"),
        // The service has it, and the connection breaks before it can say so.
        ("disconnect; bytes=20", "attempted"),
        // Nobody can tell from such an answer whether the request was taken; it never arrived.
        ("api-error", "attempted"),
    ])
    func aHandingInThatGoesWrongIsTriedAgainWithoutPayingTwice(fault: String, state: String) async throws {
        let rig = try await BatchRig()
        try rig.fault(fault, path: Self.batches)
        let id = try await rig.started(4)
        await #expect(throws: DocQAError.self) { try await rig.advance(id) }
        #expect(try await rig.library.status(ofBatch: id).parts.map(\.state) == [state])
        _ = try await rig.follow(id)
        #expect(try await rig.problems(id, questions: 4) == [])
        await rig.stop()
    }

    @Test func whileNobodyCanTellNothingIsHandedInAgain() async throws {
        let rig = try await BatchRig { $0.batchSeconds = 600 }
        try rig.fault("disconnect; bytes=20", path: Self.batches)
        let id = try await rig.started(4)
        await #expect(throws: DocQAError.self) { try await rig.advance(id) }
        for _ in 0..<3 { #expect(try await rig.advance(id).parts.map(\.state) == ["attempted"]) }
        #expect(try await rig.service.client.batches().data.count == 1)
        rig.simulator.clock.advance(seconds: 600)
        _ = try await rig.follow(id)
        #expect(try await rig.problems(id, questions: 4) == [])
        await rig.stop()
    }

    @Test func batchesOfOthersAreNotTakenForOurs() async throws {
        let rig = try await BatchRig()
        let request = MessageRequest(model: "claude-haiku-5-5", maxTokens: 10, messages: [.user("Hello")])
        _ = try await rig.service.client.createBatch((0..<4).map { BatchItem(customID: "other-\($0)", request) })
        try rig.fault("api-error", path: Self.batches)
        let id = try await rig.started(4)
        await #expect(throws: DocQAError.self) { try await rig.advance(id) }
        let status = try await rig.follow(id)
        #expect(status.answered == 4 && rig.answered == 4)
        #expect(try await rig.service.client.batches().data.count == 2)
        await rig.stop()
    }

    @Test func resultsThatBreakOffAreTakenInOnce() async throws {
        let rig = try await BatchRig()
        for bytes in [10, 2_000, 5_000, 9_000] {
            try rig.fault("disconnect; bytes=\(bytes)", path: Self.batches + "/*/results")
        }
        let id = try await rig.started()
        var failures = 0
        while true {
            do {
                if try await rig.advance(id).state == .done { break }
            } catch {
                failures += 1
            }
        }
        #expect(failures == 4)
        #expect(try await rig.problems(id, questions: 16) == [])
        await rig.stop()
    }

    @Test func manyAtOnceDoTheWorkOfOne() async throws {
        let rig = try await BatchRig()
        let id = try await rig.started(partLimit: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { _ = try await rig.follow(id) } }
            try await group.waitForAll()
        }
        #expect(try await rig.problems(id, questions: 16) == [])
        #expect(try await rig.service.client.batches().data.count == 6)
        await rig.stop()
    }

    @Test func aCancelledTaskLeavesABatchThatGoesOn() async throws {
        let rig = try await BatchRig { $0.batchSeconds = 600 }
        let id = try await rig.started(4)
        let task = Task { try await rig.follow(id) }
        while try await rig.library.status(ofBatch: id).parts[0].state != "submitted" { await Task.yield() }
        task.cancel()
        let error = await #expect(throws: DocQAError.self) { try await task.value }
        #expect(error?.code == "cancelled")
        rig.simulator.clock.advance(seconds: 600)
        _ = try await rig.follow(id)
        #expect(try await rig.problems(id, questions: 4) == [])
        await rig.stop()
    }

    @Test func aBatchThatTheServiceDoesNotKnowIsGivenUpWhenAskedTo() async throws {
        let rig = try await BatchRig { $0.batchSeconds = 600 }
        let id = try await rig.started(4)
        let remote = try #require(try await rig.advance(id).parts[0].remote)
        rig.simulator.clock.advance(seconds: 600)
        while try await rig.service.client.batch(remote).status != .ended { await Task.yield() }
        try await rig.service.client.deleteBatch(remote)
        // Somebody may only have taken the wrong key: nothing is given up unasked.
        let error = await #expect(throws: DocQAError.self) { try await rig.advance(id) }
        #expect(error?.code == "claude_not_found" && error?.message.contains("docqa batch cancel \(id)") == true)
        #expect(try await rig.library.status(ofBatch: id).open == 4)
        try await rig.library.cancel(batch: id)
        let status = try await rig.advance(id)
        #expect(status.state == .done && status.failed == 4 && status.spent == status.worst)
        await rig.stop()
    }

    @Test func aForgottenDocumentIsInNothingThatComesBack() async throws {
        let rig = try await BatchRig { $0.batchSeconds = 600 }
        let id = try await rig.started(8)
        _ = try await rig.advance(id)
        let battery = try await rig.library.documents().first { $0.name == "battery.md" }
        _ = try await rig.library.forget(documents: [try #require(battery).id], from: "default")
        rig.simulator.clock.advance(seconds: 600)
        let status = try await rig.follow(id)
        #expect(status.answered == 4 && status.failed == 4 && status.spent == rig.charged && status.reserved == 0)
        let left = try await rig.library.store.read { connection throws(StorageError) in
            try connection.rows("SELECT count(*) FROM batch_item WHERE request IS NOT NULL") { $0.int(0) }
        }
        #expect(left == [0])
        #expect(try await rig.library.history().allSatisfy { !$0.text.contains("battery") })
        await rig.stop()
    }
}

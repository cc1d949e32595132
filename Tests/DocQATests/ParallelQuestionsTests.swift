import ClaudeSimulator
import DocQA
import DocumentModel
import Glibc
import Storage
import TestSupport
import Testing

/// Many questions at once on a cold prefix.
@Suite struct ParallelQuestionsTests {
    private let rig = AskRig()

    @Test func tenAtOncePayForOneWrite() async throws {
        var slow = SimulatorConfiguration()
        slow.firstEventMilliseconds = 300
        try await rig.with(slow) { _, library, service in
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<10 {
                    let request = rig.request("How long is the warranty on batteries of type \(number)?")
                    group.addTask { try await library.ask(request, with: service) }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            let writers = answers.filter { $0.usage.cacheWrite5m + $0.usage.cacheWrite1h > 0 }
            #expect(writers.count == 1, "\(answers.map(\.usage))")
            #expect(answers.count { $0.usage.cacheRead > 0 } == 9)
            #expect(answers.allSatisfy { $0.model.stopReason == "end_turn" })
        }
    }

    @Test(.timeLimit(.minutes(1))) func whoeverWritesAndNeverEndsHoldsNobodyUpForLong() async throws {
        try await rig.with { _, library, service in
            // Another process that writes whatever anybody could write, and hangs.
            let descriptor = open(library.store.path + ".prefixes", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            defer { close(descriptor) }
            var everything = flock()
            everything.l_type = Int16(F_WRLCK)
            everything.l_whence = Int16(SEEK_SET)
            #expect(fcntl(descriptor, 37, &everything) == 0)
            var service = service
            service.patience = .milliseconds(60)
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.model.stopReason == "end_turn" && answer.timings.planning + answer.timings.searching >= 60)
        }
    }
}

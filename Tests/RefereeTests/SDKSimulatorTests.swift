import ClaudeSimulator
import Dispatch
import JSON
import TestSupport
import Testing

/// The simulator answers the official SDK as the real API would.
@Suite(.enabled(if: OfficialSDK.isInstalled), .timeLimit(.minutes(2))) struct SDKSimulatorTests {
    @Test func everyEndpointSatisfiesTheSDK() async throws {
        var configuration = SimulatorConfiguration()
        configuration.pdfWorker = BuiltProgram("docqa-pdf-worker").path
        let simulator = try Simulator(configuration)
        let arguments = [simulator.url, Project.root + "/corpus/manuals/ember-installation-manual.pdf"]
        // The script waits for the simulator, so it must not hold a thread that the simulator needs.
        let outcome = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { try OfficialSDK.run("simulator.py", arguments) })
            }
        }
        await simulator.stop()
        let checks = try #require(try outcome.get().object)
        #expect(checks.count >= 20)
        for check in checks.members { #expect(check.value.isNull, "\(check.key): \(check.value)") }
    }
}

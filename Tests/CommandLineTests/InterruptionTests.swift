import Glibc
import Testing

@testable import CommandLine

/// Each in a process of its own, since signals belong to processes.
@Suite struct InterruptionTests {
    @Test func theWorksOwnStatusIsTheProcesss() async {
        await #expect(processExitsWith: .exitCode(7)) {
            _exit(Interruption.run { 7 })
        }
    }

    @Test func theFirstSignalCancelsAndLetsTheWorkFinish() async {
        await #expect(processExitsWith: .exitCode(130)) {
            let status = Interruption.run {
                kill(getpid(), SIGINT)
                while !Task.isCancelled { await Task.yield() }
                return 0
            }
            _exit(status)
        }
    }

    @Test func aRequestToEndIsToldApartFromCtrlC() async {
        await #expect(processExitsWith: .exitCode(143)) {
            let status = Interruption.run {
                kill(getpid(), SIGTERM)
                while !Task.isCancelled { await Task.yield() }
                return 0
            }
            _exit(status)
        }
    }

    @Test func theSecondSignalEndsWorkThatDoesNotListen() async {
        await #expect(processExitsWith: .exitCode(130)) {
            let status = Interruption.run {
                kill(getpid(), SIGINT)
                while !Task.isCancelled { await Task.yield() }
                kill(getpid(), SIGINT)
                while true { await Task.yield() }
            }
            _exit(status)
        }
    }

    @Test func aReaderThatGoesAwayIsNoSignal() async {
        await #expect(processExitsWith: .exitCode(3)) {
            let status = Interruption.run {
                var ends: [Int32] = [0, 0]
                pipe(&ends)
                close(ends[0])
                let channel = OutputChannel(descriptor: ends[1], terminal: Terminal(isTerminal: true))
                do throws(OutputError) {
                    try channel.write("nobody reads this")
                    return 1
                } catch {
                    return error == .closedPipe ? 3 : 2
                }
            }
            _exit(status)
        }
    }
}

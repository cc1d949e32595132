import Glibc
import Synchronization

/// The time that the simulator goes by. It can be moved on, and made to stand still in between.
package final class SimulatorClock: Sendable {
    private struct State {
        /// The simulated time less the real one, or the simulated time itself when the clock stands.
        var base: Int
        var sleepers: [Int: (until: Timestamp, continuation: CheckedContinuation<Void, Never>)] = [:]
        var nextSleeper = 0
    }

    private let state: Mutex<State>
    private let stands: Bool

    /// A clock that goes on by itself, from the real time or from another.
    package init(startingAt start: Timestamp? = nil) {
        stands = false
        state = Mutex(State(base: start.map { $0.milliseconds - Self.realMilliseconds } ?? 0))
    }

    /// A clock that stands still until it is moved on.
    package init(standingAt time: Timestamp) {
        stands = true
        state = Mutex(State(base: time.milliseconds))
    }

    package var now: Timestamp { state.withLock { time($0) } }

    private func time(_ state: State) -> Timestamp {
        Timestamp(milliseconds: stands ? state.base : state.base + Self.realMilliseconds)
    }

    package func advance(milliseconds: Int) {
        let due = state.withLock { state in
            state.base += milliseconds
            return takeDue(&state)
        }
        for continuation in due { continuation.resume() }
    }

    package func advance(seconds: Int) { advance(milliseconds: seconds * 1000) }

    private func takeDue(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        let now = time(state)
        let due = state.sleepers.filter { $0.value.until <= now }.sorted {
            ($0.value.until, $0.key) < ($1.value.until, $1.key)
        }
        for (number, _) in due { state.sleepers[number] = nil }
        return due.map(\.value.continuation)
    }

    /// Waits until the clock shows this time, or until the task is cancelled.
    package func sleep(until time: Timestamp) async throws {
        let number = state.withLock { state in
            defer { state.nextSleeper += 1 }
            return state.nextSleeper
        }
        // A clock that goes by itself wakes its sleepers by itself.
        let alarm =
            stands
            ? nil
            : Task { [self] in
                while now < time, !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(max(1, time.milliseconds - now.milliseconds)))
                }
                advance(milliseconds: 0)
            }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    if Task.isCancelled || time <= self.time(state) { return true }
                    state.sleepers[number] = (time, continuation)
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume()
        }
        alarm?.cancel()
        try Task.checkCancellation()
    }

    private static var realMilliseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}

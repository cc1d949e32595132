import Glibc

/// Time and chance, so that tests can say what they are.
public struct ClientClock: Sendable {
    /// Time that never goes back, since some fixed moment.
    public var now: @Sendable () -> Duration
    /// Seconds since 1970, for dates that servers send.
    public var wallTime: @Sendable () -> Double
    /// Waits; throws when the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// From 0 up to, not including, 1.
    public var random: @Sendable () -> Double

    /// A clock out of its four parts.
    public init(
        now: @escaping @Sendable () -> Duration, wallTime: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.wallTime = wallTime
        self.sleep = sleep
        self.random = random
    }

    private static let start = ContinuousClock.now

    /// The clock and the chance of the system.
    public static let system = ClientClock(
        now: { ContinuousClock.now - start },
        wallTime: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        },
        sleep: { try await Task.sleep(for: $0) },
        random: { Double.random(in: 0..<1) })
}

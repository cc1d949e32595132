import Synchronization

/// Leaves a model alone that keeps failing: a pure state machine.
///
/// After `threshold` failures in a row nothing is sent for `pause`. Then one probe goes out: if it succeeds all is well again,
/// if it fails the pause begins anew, twice as long, up to `longestPause`.
package struct CircuitBreaker: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        case closed(failures: Int)
        case open(until: Duration, pause: Duration)
        /// A probe is out.
        case halfOpen(pause: Duration)
    }

    package enum Permission: Sendable, Hashable {
        case goAhead
        case wait(Duration)
    }

    package let threshold: Int
    package let pause: Duration
    package let longestPause: Duration
    package private(set) var state = State.closed(failures: 0)

    package init(threshold: Int = 5, pause: Duration = .seconds(30), longestPause: Duration = .seconds(300)) {
        self.threshold = threshold
        self.pause = pause
        self.longestPause = longestPause
    }

    /// Whether a request may be sent now; the first after a pause becomes the probe.
    package mutating func permission(at now: Duration) -> Permission {
        switch state {
        case .closed: return .goAhead
        case .open(let until, let pause):
            guard now >= until else { return .wait(until - now) }
            state = .halfOpen(pause: pause)
            return .goAhead
        case .halfOpen(let pause): return .wait(pause)
        }
    }

    package mutating func succeeded() { state = .closed(failures: 0) }

    package mutating func failed(at now: Duration) {
        switch state {
        case .closed(let failures) where failures + 1 < threshold: state = .closed(failures: failures + 1)
        case .closed: state = .open(until: now + pause, pause: pause)
        case .halfOpen(let pause):
            let next = min(pause * 2, longestPause)
            state = .open(until: now + next, pause: next)
        // Requests that were under way when it opened.
        case .open: break
        }
    }

    /// The outcome says nothing about the model: a cancelled call, a refused request. A probe gives its place to the next.
    package mutating func abstained(at now: Duration) {
        if case .halfOpen(let pause) = state { state = .open(until: now, pause: pause) }
    }
}

/// The breakers of a client, one for each model and host.
final class CircuitBreakers: Sendable {
    private let breakers = Mutex<[String: CircuitBreaker]>([:])
    private let initial: CircuitBreaker

    init(_ initial: CircuitBreaker = CircuitBreaker()) { self.initial = initial }

    func withBreaker<Result: Sendable>(_ model: String, _ host: String, _ body: (inout CircuitBreaker) -> Result)
        -> Result
    {
        breakers.withLock { body(&$0["\(host) \(model)", default: initial]) }
    }
}

import HTTPClient
import Synchronization

/// Holds requests back so that the limits of the account are kept rather than hit.
///
/// It learns the limits from the headers of responses, and what requests take from their usage. One limiter serves any number of
/// tasks and clients of the same account; requests that must wait queue by priority.
public final class RateLimiter: Sendable {
    /// The most requests that may wait; one more fails at once with `queueFull`.
    public let queueLimit: Int
    private let clock: ClientClock
    private let state = Mutex(State())

    private struct State {
        var pools: [String: Pool] = [:]
        var waitingCount = 0
        var nextTicket = 0
    }

    private struct Pool {
        var limits = RateLimitPool()
        var queue = RequestQueue<Int>()
        /// Those in the queue who sleep until it is their turn.
        var sleepers: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    /// Leave to make one request; to be given back when the request has ended.
    struct Admission: Sendable {
        let pool: String
        let cost: RequestCost
    }

    /// A limiter that knows nothing yet, and so lets everything pass.
    public init(queueLimit: Int = 10_000, clock: ClientClock = .system) {
        self.queueLimit = queueLimit
        self.clock = clock
    }

    /// How many requests wait now.
    public var waitingCount: Int { state.withLock { $0.waitingCount } }

    /// Waits until a request may be made.
    ///
    /// - Parameter deadline: on the client's clock; a wait that would pass it fails at once.
    func admit(
        _ pool: String, promptTokens: Int, maxTokens: Int, priority: RequestPriority, deadline: Duration?
    ) async throws(ClaudeError) -> Admission {
        let entered = state.withLock { state -> (ticket: Int, cost: RequestCost)? in
            guard state.waitingCount < queueLimit else { return nil }
            state.nextTicket += 1
            state.waitingCount += 1
            state.pools[pool, default: Pool()].queue.append(state.nextTicket, priority)
            let cost = state.pools[pool]!.limits.expectedCost(promptTokens: promptTokens, maxTokens: maxTokens)
            return (state.nextTicket, cost)
        }
        guard let (ticket, cost) = entered else { throw ClaudeError(.queueFull) }
        while true {
            switch turn(of: ticket, in: pool, cost) {
            case .now: return Admission(pool: pool, cost: cost)
            case .after(let wait):
                if let deadline, clock.now() + wait >= deadline {
                    leave(ticket, pool)
                    var error = ClaudeError(.deadlineExceeded, detail: "the rate limit asks to wait longer than that")
                    error.retryAfter = wait
                    throw error
                }
                do { try await clock.sleep(wait) } catch {}
            case .later: await sleepUntilNext(ticket, pool)
            }
            if Task.isCancelled {
                leave(ticket, pool)
                throw ClaudeError(.cancelled)
            }
        }
    }

    private enum Turn {
        case now
        /// It is next, and the limits allow it after this time.
        case after(Duration)
        /// Others come first.
        case later
    }

    private func turn(of ticket: Int, in pool: String, _ cost: RequestCost) -> Turn {
        let (turn, awake) = state.withLock { state -> (Turn, CheckedContinuation<Void, Never>?) in
            guard state.pools[pool]?.queue.next == ticket else { return (.later, nil) }
            let now = clock.now()
            let wait = state.pools[pool]!.limits.wait(for: cost, at: now)
            guard wait <= .zero else { return (.after(wait), nil) }
            state.pools[pool]!.limits.reserve(cost, at: now)
            state.pools[pool]!.queue.removeNext()
            state.waitingCount -= 1
            return (.now, Self.nextSleeper(&state, pool))
        }
        awake?.resume()
        return turn
    }

    private static func nextSleeper(_ state: inout State, _ pool: String) -> CheckedContinuation<Void, Never>? {
        guard let next = state.pools[pool]?.queue.next else { return nil }
        return state.pools[pool]?.sleepers.removeValue(forKey: next)
    }

    private func sleepUntilNext(_ ticket: Int, _ pool: String) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard state.pools[pool]?.queue.next != ticket, !Task.isCancelled else { return false }
                    state.pools[pool]?.sleepers[ticket] = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.pools[pool]?.sleepers.removeValue(forKey: ticket) }?.resume()
        }
    }

    private func leave(_ ticket: Int, _ pool: String) {
        let awake = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.pools[pool]?.queue.remove(ticket)
            state.waitingCount -= 1
            return Self.nextSleeper(&state, pool)
        }
        awake?.resume()
    }

    /// Takes over what a response says of the limits.
    func learn(_ admission: Admission, status: Int, headers: HTTPHeaders) {
        let now = clock.now()
        let asked = RetryPolicy.retryAfter(headers, wallTime: clock.wallTime())
        state.withLock { state in
            state.pools[admission.pool]?.limits.learn(headers, cost: admission.cost, at: now)
            if status == 429, let asked, asked > 0 {
                state.pools[admission.pool]?.limits.block(for: .seconds(asked), at: now)
            }
        }
    }

    /// The request has ended, with what it used if that is known.
    func finish(_ admission: Admission, usage: Usage?) {
        state.withLock { state in
            state.pools[admission.pool]?.limits.release(admission.cost)
            guard let usage else { return }
            state.pools[admission.pool]?.limits.learn(
                promptTokens: usage.promptTokens, cacheReadTokens: usage.cacheReadTokens,
                outputTokens: usage.outputTokens)
        }
    }
}

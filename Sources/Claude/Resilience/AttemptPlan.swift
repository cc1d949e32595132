import HTTPClient

/// A failed attempt, with the headers of its response if there was one.
struct AttemptFailure: Error {
    var error: ClaudeError
    var headers: HTTPHeaders?

    init(_ error: ClaudeError, _ headers: HTTPHeaders? = nil) {
        self.error = error
        self.headers = headers
    }
}

/// What a call does after an attempt failed: try again, ask another model, or give up. A pure state machine.
struct AttemptPlan: Sendable {
    enum Step: Sendable {
        case again(after: Duration)
        case nextModel
        case giveUp(ClaudeError)
    }

    let policy: RetryPolicy
    let maxRetries: Int
    /// The first is the one that was asked for.
    let models: [String]
    /// When the caller's time is over, on the client's clock.
    let deadline: Duration?
    private(set) var attempts: [Attempt] = []
    private(set) var modelIndex = 0
    private var retries = 0

    init(policy: RetryPolicy, maxRetries: Int, models: [String], deadline: Duration?) {
        self.policy = policy
        self.maxRetries = maxRetries
        self.models = models
        self.deadline = deadline
    }

    var model: String { models[modelIndex] }

    mutating func succeeded(status: Int, requestID: String?) {
        attempts.append(
            Attempt(model: model, status: status, failure: nil, requestID: requestID, charge: nil, wait: nil))
    }

    mutating func failed(_ failure: AttemptFailure, clock: ClientClock) -> Step {
        let error = failure.error
        attempts.append(
            Attempt(
                model: model, status: error.status, failure: error.code, requestID: error.requestID,
                charge: error.charge, wait: nil))
        let allowed = Self.allowsRetry(failure)
        var isTooLate = false
        if allowed, retries < maxRetries {
            let seconds = policy.delay(
                before: retries, headers: failure.headers, wallTime: clock.wallTime(), random: clock.random())
            let wait = Duration.seconds(seconds)
            isTooLate = deadline.map { clock.now() + wait >= $0 } ?? false
            if !isTooLate {
                retries += 1
                attempts[attempts.count - 1].wait = wait
                return .again(after: wait)
            }
        }
        if modelIndex + 1 < models.count, Fallback.helps(against: error), deadline.map({ clock.now() < $0 }) ?? true {
            modelIndex += 1
            retries = 0
            return .nextModel
        }
        return .giveUp(finished(error, isTooLate: isTooLate))
    }

    private func finished(_ error: ClaudeError, isTooLate: Bool) -> ClaudeError {
        var final = error
        if isTooLate {
            final = ClaudeError(.deadlineExceeded, status: error.status, partial: error.partial, cause: error)
            final.requestID = error.requestID
            final.retryAfter = error.retryAfter
        }
        final.attempts = attempts
        return final
    }

    private static func allowsRetry(_ failure: AttemptFailure) -> Bool {
        let error = failure.error
        if error.code == .spendLimit { return false }
        // An error inside a stream has a status that says nothing.
        if let status = error.status, status != 200 {
            return RetryPolicy.allowsRetry(status: status, headers: failure.headers ?? HTTPHeaders())
        }
        switch error.code {
        case .overloaded, .serverError, .rateLimited, .timeout, .connection, .streamInterrupted:
            return (error.cause as? HTTPError)?.isTransient ?? true
        default: return false
        }
    }
}

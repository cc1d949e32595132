import HTTPClient
import JSON
import Synchronization

/// One request for a message: its attempts, on one model after another, and the stream that the last of them opened.
///
/// It is driven by one task; other tasks may look at the snapshot.
final class MessageSession: Sendable {
    private struct State {
        var plan: AttemptPlan
        var request: MessageRequest
        var adjustments: [String] = []
        var requestID: String?
        var status = 0
        var decoder = ServerSentEventDecoder()
        var accumulator = MessageAccumulator()
        /// Events of a response that came whole although a stream was asked for.
        var pending: [StreamEvent] = []
        var body: HTTPBody.Iterator?
        var admission: RateLimiter.Admission?
        var headers: HTTPHeaders?
    }

    private let client: ClaudeClient
    private let options: CallOptions
    private let fallbacks: [Fallback]
    private let deadline: Duration?
    let requestedModel: String
    private let state: Mutex<State>

    init(_ client: ClaudeClient, _ request: MessageRequest, _ options: CallOptions) throws(ClaudeError) {
        if options.validates ?? client.configuration.validates {
            try client.configuration.catalogue.validate(request)
        }
        self.client = client
        self.options = options
        fallbacks = options.fallbacks ?? client.configuration.fallbacks
        deadline = client.deadline(options)
        requestedModel = request.model
        let models = [request.model] + fallbacks.map(\.model)
        let plan = client.plan(options, models: models, deadline: deadline)
        state = Mutex(State(plan: plan, request: request))
    }

    deinit { abandon() }

    // MARK: What others may look at

    var snapshot: Message? { state.withLock { $0.accumulator.message } }
    var attempts: [Attempt] { state.withLock { $0.plan.attempts } }
    var requestID: String? { state.withLock { $0.requestID } }
    var adjustments: [String] { state.withLock { $0.adjustments } }
    func partialInput(at index: Int) -> JSONValue? { state.withLock { $0.accumulator.partialInput(at: index) } }

    func response(_ message: Message) -> MessageResponse {
        state.withLock { state in
            MessageResponse(
                message: message, requestID: state.requestID, requestedModel: requestedModel,
                attempts: state.plan.attempts,
                adjustments: state.adjustments)
        }
    }

    // MARK: A whole response

    func create() async throws(ClaudeError) -> MessageResponse {
        while true {
            do throws(AttemptFailure) {
                let response = try await send()
                let message = try await whole(response)
                succeeded(message.usage)
                return self.response(message)
            } catch {
                try await recover(from: error)
            }
        }
    }

    private func whole(_ response: HTTPResponse) async throws(AttemptFailure) -> Message {
        do throws(ClaudeError) {
            let message = Message(object: try await client.object(in: response))
            if let field = message.missingField {
                throw ClaudeError(.malformedResponse, status: response.status, field: field, detail: "it is missing")
            }
            return message
        } catch {
            var error = error
            error.requestID = error.requestID ?? requestID
            throw AttemptFailure(error, response.headers)
        }
    }

    // MARK: A stream

    /// Makes attempts until the server accepts the request.
    func open() async throws(ClaudeError) {
        while true {
            do throws(AttemptFailure) {
                let response = try await send()
                let isStream = response.headers["content-type"]?.hasPrefix("application/json") != true
                let events = isStream ? [] : StreamEvent.events(of: try await whole(response))
                state.withLock { state in
                    state.decoder = ServerSentEventDecoder()
                    state.accumulator = MessageAccumulator()
                    state.pending = events
                    state.body = isStream ? response.body.makeAsyncIterator() : nil
                }
                return
            } catch {
                try await recover(from: error)
            }
        }
    }

    /// The next thing that happens in the stream; nil after its end.
    func next(isolation: isolated (any Actor)? = #isolation) async throws(ClaudeError) -> MessageAccumulator.Action? {
        while true {
            do throws(ClaudeError) {
                if let action = try nextBuffered() { return action }
                if state.withLock({ $0.accumulator.isComplete }) {
                    succeeded(snapshot?.usage)
                    return nil
                }
                try await readMore()
            } catch {
                var failure = error
                let (partial, hasContent, headers) = state.withLock { state in
                    (state.accumulator.message, state.accumulator.hasContent, state.headers)
                }
                failure.partial = failure.partial ?? partial
                failure.requestID = failure.requestID ?? requestID
                failure.status = failure.status ?? 200
                release(partial?.usage, after: failure)
                // What was shown is not shown twice.
                guard !hasContent, failure.code != .cancelled else {
                    failure.attempts = attempts
                    throw failure
                }
                try await goOn(after: AttemptFailure(failure, headers))
                try await open()
            }
        }
    }

    private func nextBuffered() throws(ClaudeError) -> MessageAccumulator.Action? {
        // Errors leave the closure as values: a mutex passes on whatever its closure throws, but not its type.
        let result = state.withLock { state -> Result<MessageAccumulator.Action?, ClaudeError> in
            do throws(ClaudeError) {
                while !state.pending.isEmpty {
                    if let action = try state.accumulator.received(state.pending.removeFirst()) {
                        return .success(action)
                    }
                }
                while let raw = state.decoder.next() {
                    guard let event = try StreamEvent(raw) else { continue }
                    if let action = try state.accumulator.received(event) { return .success(action) }
                }
                if state.decoder.isOverLimit {
                    throw ClaudeError(.malformedResponse, detail: "an event of the stream is larger than allowed")
                }
                return .success(nil)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func readMore(isolation: isolated (any Actor)? = #isolation) async throws(ClaudeError) {
        guard var body = state.withLock({ $0.body }) else { throw ClaudeError(.streamInterrupted) }
        let chunk: [UInt8]?
        do throws(HTTPError) {
            chunk = try await body.next(isolation: isolation)
        } catch {
            var failure = ClaudeError(error)
            if failure.code == .connection { failure = ClaudeError(.streamInterrupted, cause: error) }
            if error.code == .totalTimeout, deadline.map({ client.clock.now() >= $0 }) ?? false {
                failure = ClaudeError(.deadlineExceeded, cause: error)
            }
            throw failure
        }
        if let chunk {
            client.configuration.wireLog?.body("<", chunk, client.secrets)
            return state.withLock { $0.decoder.append(chunk) }
        }
        let ended = state.withLock { state -> Result<Void, ClaudeError> in
            state.body = nil
            do throws(ClaudeError) {
                // The last event may lack the blank line behind it.
                if let raw = state.decoder.finish(), let event = try StreamEvent(raw) { state.pending.append(event) }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try ended.get()
        if state.withLock({ $0.pending.isEmpty && !$0.accumulator.isComplete }) {
            throw ClaudeError(.streamInterrupted)
        }
    }

    /// Closes the connection.
    func cancel() {
        state.withLock { $0.body = nil }
        abandon()
    }

    /// Gives back what is still held when nobody waits for the outcome any more.
    private func abandon() {
        let (isHeld, model) = state.withLock { ($0.admission != nil, $0.request.model) }
        guard isHeld else { return }
        client.breakers.withBreaker(model, client.origin) { $0.abstained(at: client.clock.now()) }
        finish(usage: snapshot?.usage)
    }

    // MARK: Attempts

    private func send() async throws(AttemptFailure) -> HTTPResponse {
        let request = state.withLock { $0.request }
        let model = request.model
        let wait = client.breakers.withBreaker(model, client.origin) { $0.permission(at: client.clock.now()) }
        if case .wait(let duration) = wait {
            var error = ClaudeError(.circuitOpen)
            error.retryAfter = duration
            throw AttemptFailure(error)
        }
        let admission: RateLimiter.Admission
        do throws(ClaudeError) {
            admission = try await client.limiter.admit(
                client.configuration.catalogue[model: model]?.rateLimitPool ?? model,
                promptTokens: client.estimator.estimate(request, catalogue: client.configuration.catalogue),
                maxTokens: request.maxTokens, priority: options.priority, deadline: deadline)
        } catch {
            client.breakers.withBreaker(model, client.origin) { $0.abstained(at: client.clock.now()) }
            throw AttemptFailure(error)
        }
        state.withLock { $0.admission = admission }
        var call = APICall(.post, "/v1/messages", json: request.encoded(), model: model)
        call.isStream = request.stream == true
        call.isReadInPieces = call.isStream
        if call.isStream { call.idleTimeout = client.configuration.idleTimeout }
        do throws(AttemptFailure) {
            let response = try await client.attempt(call, options, deadline: deadline)
            client.limiter.learn(admission, status: response.status, headers: response.headers)
            state.withLock { state in
                state.requestID = response.headers["request-id"]
                state.status = response.status
                state.headers = response.headers
            }
            return response
        } catch {
            if let headers = error.headers {
                client.limiter.learn(admission, status: error.error.status ?? 0, headers: headers)
            }
            throw error
        }
    }

    private func succeeded(_ usage: Usage?) {
        let model = state.withLock { state -> String? in
            guard state.plan.attempts.last?.failure != nil || state.plan.attempts.isEmpty else { return nil }
            state.plan.succeeded(status: state.status, requestID: state.requestID)
            return state.request.model
        }
        guard let model else { return }
        client.breakers.withBreaker(model, client.origin) { $0.succeeded() }
        finish(usage: usage)
    }

    /// Gives back the leave of the limiter, and teaches limiter and estimator what the request took.
    private func finish(usage: Usage?) {
        let (admission, request) = state.withLock { state in
            defer { state.admission = nil }
            return (state.admission, state.request)
        }
        guard let admission else { return }
        client.limiter.finish(admission, usage: usage)
        if let usage { client.estimator.learn(request, usage, catalogue: client.configuration.catalogue) }
    }

    private func release(_ usage: Usage?, after error: ClaudeError) {
        let model = state.withLock { $0.request.model }
        let now = client.clock.now()
        client.breakers.withBreaker(model, client.origin) { breaker in
            switch error.code {
            case .overloaded, .serverError, .timeout, .connection, .streamInterrupted, .malformedResponse:
                breaker.failed(at: now)
            case .cancelled, .deadlineExceeded: breaker.abstained(at: now)
            case .circuitOpen, .queueFull: break
            // The model is there and says no.
            default: breaker.succeeded()
            }
        }
        finish(usage: usage)
    }

    private func recover(from failure: AttemptFailure) async throws(ClaudeError) {
        release(nil, after: failure.error)
        try await goOn(after: failure)
    }

    /// Waits and goes on to the next attempt, or throws.
    private func goOn(after failure: AttemptFailure) async throws(ClaudeError) {
        let step = state.withLock { $0.plan.failed(failure, clock: client.clock) }
        switch step {
        case .again(let wait): try await client.pause(wait)
        case .nextModel: turnToNextModel()
        case .giveUp(let error): throw error
        }
    }

    private func turnToNextModel() {
        state.withLock { state in
            let fallback = fallbacks[state.plan.modelIndex - 1]
            state.request.model = fallback.model
            fallback.adjust(&state.request)
            state.adjustments += state.request.adjust(to: client.configuration.catalogue[model: fallback.model])
        }
    }
}

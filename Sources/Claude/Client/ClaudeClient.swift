package import HTTPClient
import JSON

/// A client of the Claude API.
///
/// One client serves any number of tasks; its connections, its knowledge of the rate limits and of failing models are shared.
///
///     let client = try ClaudeClient(.fromEnvironment())
///     let request = MessageRequest(model: "claude-sonnet-5-5", maxTokens: 1024, messages: [.user("Why is the sky blue?")])
///     print(try await client.create(request).message.text)
///
/// Every call throws ``ClaudeError`` and nothing else. Cancelling the task closes the connection at once.
public final class ClaudeClient: Sendable {
    /// What the client was made with.
    public let configuration: ClientConfiguration
    /// What it knows of the account's rate limits.
    public let limiter: RateLimiter
    /// Learns from every response how many tokens a text makes.
    public let estimator: TokenEstimator
    let http: HTTPClient
    package let clock: ClientClock
    let breakers: CircuitBreakers
    /// The host that the key belongs to, with its scheme.
    let origin: String

    /// - Parameters:
    ///   - limiter: share one between clients of the same account.
    ///   - clock: time and chance, for tests.
    public convenience init(
        _ configuration: ClientConfiguration, limiter: RateLimiter? = nil, estimator: TokenEstimator = TokenEstimator(),
        clock: ClientClock = .system
    ) throws(ClaudeError) {
        try self.init(configuration, http: .shared, limiter: limiter, estimator: estimator, clock: clock)
    }

    package init(
        _ configuration: ClientConfiguration, http: HTTPClient, limiter: RateLimiter? = nil,
        estimator: TokenEstimator = TokenEstimator(), clock: ClientClock = .system
    ) throws(ClaudeError) {
        guard configuration.baseURL.hasPrefix("https://") || configuration.baseURL.hasPrefix("http://") else {
            throw ClaudeError(.configuration, detail: "the base URL has to begin with https:// or http://")
        }
        self.configuration = configuration
        self.http = http
        self.limiter = limiter ?? RateLimiter(clock: clock)
        self.estimator = estimator
        self.clock = clock
        breakers = CircuitBreakers()
        let parts = configuration.baseURL.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        origin = parts.prefix(3).joined(separator: "/")
    }

    /// Makes everything ready for the first request, beside other work; see `HTTPClient.prepare`.
    package func prepare() async { await http.prepare() }

    // MARK: Messages

    /// Sends a request and waits for the whole response.
    ///
    /// An answer that may take longer than ten minutes to write is streamed behind the scenes, so that no connection sits silent.
    public func create(
        _ request: MessageRequest, options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> MessageResponse {
        // 128,000 tokens take up to an hour.
        if request.maxTokens > 21_333 {
            let stream = try await stream(request, options: options)
            return try await stream.response()
        }
        var request = request
        request.stream = nil
        let session = try MessageSession(self, request, options)
        return try await session.create()
    }

    /// Sends a request and streams the response.
    ///
    /// The call returns when the server has accepted the request. Attempts that fail before any content came are repeated, also
    /// after that.
    public func stream(
        _ request: MessageRequest, options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> MessageStream {
        var request = request
        request.stream = true
        let session = try MessageSession(self, request, options)
        try await session.open()
        return MessageStream(session)
    }

    /// Counts the tokens of a prompt exactly, free of charge. Fields that counting does not take are left out.
    public func countTokens(
        _ request: MessageRequest, options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> Int {
        let accepted: Set = [
            "model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control",
            "speed",
        ]
        let members = request.object.ordered(by: MessageRequest.fields).members.filter {
            accepted.contains($0.key.value)
        }
        var writer = JSONWriter(replacesLoneSurrogates: true)
        writer.write(.object(JSONObject(members)))
        let call = APICall(.post, "/v1/messages/count_tokens", json: writer.bytes, model: request.model)
        let answer = try await object(of: call, options)
        guard let count = answer["input_tokens"]?.int else {
            throw ClaudeError(.malformedResponse, field: "input_tokens", detail: "it is missing")
        }
        return count
    }
}

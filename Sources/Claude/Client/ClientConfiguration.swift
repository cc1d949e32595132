import HTTPClient

/// Everything that a client needs to know before its first request.
///
///     var configuration = try ClientConfiguration.fromEnvironment()
///     configuration.fallbacks = [Fallback("claude-haiku-5-5")]
///     let client = try ClaudeClient(configuration)
public struct ClientConfiguration: Sendable {
    /// How requests prove whose they are.
    public var credentials: Credentials
    /// Where the API is, without a slash at the end: scheme, host, and the path before `/v1` if a gateway has one.
    public var baseURL = "https://api.anthropic.com"
    /// `anthropic-version`.
    public var version = "2026-10-21"
    /// `anthropic-beta`.
    public var betas: [String] = []
    /// Sent with every request, over everything else.
    public var extraHeaders: [String: String] = [:]
    /// `anthropic-workspace-id`, for credentials that span workspaces.
    public var workspaceID: String?
    /// `anthropic-user-profile-id`, to attribute the calls to another party.
    public var userProfileID: String?
    /// `user-agent`: your own product's name and version.
    public var userAgent = "claude-swift/1.0"

    /// Until a connection stands.
    public var connectTimeout = Duration.seconds(5)
    /// For one attempt, from start to end.
    public var totalTimeout = Duration.seconds(600)
    /// In a stream without a single byte; the API's pings count as bytes.
    public var idleTimeout = Duration.seconds(120)
    /// The most bytes that a response may have.
    public var responseLimit = 256 << 20

    /// When and how often a request is tried again.
    public var retry = RetryPolicy()
    /// Models to ask when one cannot answer, in this order. Which one did is in the result.
    public var fallbacks: [Fallback] = []
    /// Whether requests that the model would refuse are refused before they are sent.
    public var validates = true
    /// What the models can do and cost.
    public var catalogue = ModelCatalogue.builtIn
    /// Opt-in: takes a line for everything sent and received, with keys taken out.
    public var wireLog: WireLog?
    /// How requests reach another platform than the API itself.
    public var gateway: any Gateway = DirectGateway()

    /// The API itself, with these credentials; for calls, nothing but what the configuration says.
    public init(_ credentials: Credentials) { self.credentials = credentials }

    /// Reads `ANTHROPIC_API_KEY` or `ANTHROPIC_AUTH_TOKEN`, `ANTHROPIC_BASE_URL` and `ANTHROPIC_CUSTOM_HEADERS`.
    public static func fromEnvironment() throws(ClaudeError) -> ClientConfiguration {
        try fromEnvironment(environmentVariable)
    }

    /// The same from variables that need not be the process's own.
    public static func fromEnvironment(
        _ environment: (String) -> String?
    ) throws(ClaudeError) -> ClientConfiguration {
        guard let credentials = Credentials(environment: environment) else {
            throw ClaudeError(.authentication, detail: "neither ANTHROPIC_API_KEY nor ANTHROPIC_AUTH_TOKEN is set")
        }
        var configuration = ClientConfiguration(credentials)
        if let url = environment("ANTHROPIC_BASE_URL"), !url.isEmpty { configuration.baseURL = url }
        for line in (environment("ANTHROPIC_CUSTOM_HEADERS") ?? "").split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = line[..<colon].filter { !$0.isWhitespace }
            let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
            configuration.extraHeaders[String(name)] = String(value)
        }
        return configuration
    }
}

/// What can be said for one call.
public struct CallOptions: Sendable {
    /// The longest that the whole call may take: waiting, attempts and all.
    public var deadline: Duration?
    /// How soon it gets its turn when requests have to wait.
    public var priority: RequestPriority
    /// Instead of the configuration's.
    public var maxRetries: Int?
    /// Instead of the configuration's.
    public var fallbacks: [Fallback]?
    /// Instead of the configuration's.
    public var validates: Bool?
    /// Added to the configuration's.
    public var betas: [String]
    /// Laid over the configuration's.
    public var extraHeaders: [String: String]

    /// The API itself, with these credentials; for calls, nothing but what the configuration says.
    public init(
        deadline: Duration? = nil, priority: RequestPriority = .normal, maxRetries: Int? = nil,
        fallbacks: [Fallback]? = nil,
        validates: Bool? = nil, betas: [String] = [], extraHeaders: [String: String] = [:]
    ) {
        self.deadline = deadline
        self.priority = priority
        self.maxRetries = maxRetries
        self.fallbacks = fallbacks
        self.validates = validates
        self.betas = betas
        self.extraHeaders = extraHeaders
    }
}

extension ClientConfiguration {
    /// Where requests go and on whose account, as a digest: what is in the cache for one key is not there for another.
    ///
    /// - Parameter digest: of bytes that hold the key; it must not be possible to turn it round.
    package func account(_ digest: ([UInt8]) -> String) -> String {
        digest(Array(([baseURL, workspaceID ?? ""] + credentials.secrets).joined(separator: "\n").utf8))
    }
}

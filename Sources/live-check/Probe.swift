internal import Claude
internal import Glibc
internal import HTTPClient
internal import JSON

/// Sends the requests of the checks, counts what they cost, and keeps the streams.
actor Probe {
    let client: ClaudeClient
    private let http: HTTPClient
    private let headers: HTTPHeaders
    nonisolated let host: String
    private(set) var spent = Money.zero
    private(set) var saved: [String] = []

    init() throws {
        var configuration = try ClientConfiguration.fromEnvironment()
        configuration.validates = false
        configuration.retry.maxRetries = 1
        client = try ClaudeClient(configuration)
        http = HTTPClient.shared
        host = configuration.baseURL
        var headers: HTTPHeaders = [
            "anthropic-version": configuration.version, "content-type": "application/json", "user-agent": "live-check",
        ]
        if let key = environmentVariable("ANTHROPIC_API_KEY") {
            headers["x-api-key"] = key
        } else if let token = environmentVariable("ANTHROPIC_AUTH_TOKEN") {
            headers["authorization"] = "Bearer \(token)"
        }
        self.headers = headers
    }

    func create(_ request: MessageRequest) async throws -> Message {
        let message = try await client.create(request).message
        count(message)
        return message
    }

    private func count(_ message: Message) { spent += ModelCatalogue.builtIn.cost(of: message) ?? .zero }

    /// Sends bytes as they are and gives status, headers and body.
    func send(
        _ path: String, _ body: [UInt8], extra: [String: String] = [:]
    ) async throws -> (status: Int, headers: HTTPHeaders, body: [UInt8]) {
        var headers = headers
        for (name, value) in extra { headers[name] = value }
        let response = try await http.send(HTTPRequest(.post, host + path, headers: headers, body: .bytes(body)))
        return (response.status, response.headers, try await response.bytes())
    }

    /// Streams a response, keeps it without ids as a golden case, and gives what it came to.
    func stream(_ request: MessageRequest, as name: String) async throws -> (Message, [MessageAccumulator.Action]) {
        var request = request
        request.stream = true
        let (status, _, bytes) = try await send(
            "/v1/messages", request.encoded(), extra: ["accept": "text/event-stream"])
        guard status == 200 else { throw CheckFailure(Self.errorText(status, bytes)) }
        let (message, actions) = try Self.accumulate(bytes)
        count(message)
        let clean = Array(Self.withoutIDs(String(decoding: bytes, as: UTF8.self)).utf8)
        try save("\(name).sse", clean)
        try save("\(name).json", Array((try Self.accumulate(clean).0.json.text() + "\n").utf8))
        return (message, actions)
    }

    private static func accumulate(_ bytes: [UInt8]) throws -> (Message, [MessageAccumulator.Action]) {
        var decoder = ServerSentEventDecoder()
        var accumulator = MessageAccumulator()
        var actions: [MessageAccumulator.Action] = []
        decoder.append(bytes)
        while let raw = decoder.next() ?? decoder.finish() {
            guard let event = try StreamEvent(raw) else { continue }
            if let action = try accumulator.received(event) { actions.append(action) }
        }
        guard let message = accumulator.message, accumulator.isComplete else {
            throw CheckFailure("the stream broke off")
        }
        return (message, actions)
    }

    /// What a refusal says, for the table.
    static func errorText(_ status: Int, _ body: [UInt8]) -> String {
        let error = (try? JSONValue(parsing: body)).flatMap(APIErrorBody.init(json:))
        return "\(status) \(Redaction.redacted(String((error?.message ?? "").prefix(90))))"
    }

    /// Ids tell who asked and when; what replaces them keeps their prefix.
    private static func withoutIDs(_ text: String) -> String {
        var result = ""
        var rest = Redaction.redacted(text)[...]
        let prefixes = ["msg_", "toolu_", "srvtoolu_", "file_", "req_", "container_"]
        while let quote = rest.firstIndex(of: "\"") {
            let start = rest.index(after: quote)
            result += rest[..<start]
            rest = rest[start...]
            guard let prefix = prefixes.first(where: { rest.hasPrefix($0) }) else { continue }
            let id = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            guard rest[id.endIndex...].first == "\"", id.count > prefix.count + 8 else { continue }
            result += prefix + "redacted"
            rest = rest[id.endIndex...]
        }
        return result + rest
    }

    private func save(_ name: String, _ bytes: [UInt8]) throws {
        let folder = environmentVariable("LIVE_CHECK_GOLDEN") ?? "Tests/ClaudeTests/Golden"
        let descriptor = open("\(folder)/live-\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CheckFailure("cannot write to \(folder)") }
        defer { close(descriptor) }
        guard bytes.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == bytes.count else {
            throw CheckFailure("cannot write to \(folder)")
        }
        if name.hasSuffix(".sse") { saved.append("live-\(name)") }
    }
}

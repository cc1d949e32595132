import HTTPClient
import JSON

extension ClaudeClient {
    var secrets: [String] { configuration.credentials.secrets }

    func deadline(_ options: CallOptions) -> Duration? { options.deadline.map { clock.now() + $0 } }

    func plan(_ options: CallOptions, models: [String], deadline: Duration?) -> AttemptPlan {
        AttemptPlan(
            policy: configuration.retry, maxRetries: options.maxRetries ?? configuration.retry.maxRetries,
            models: models,
            deadline: deadline)
    }

    /// Makes one attempt. A response comes back only when its status says all is well.
    func attempt(
        _ call: APICall, _ options: CallOptions, deadline: Duration?
    ) async throws(AttemptFailure) -> HTTPResponse {
        let request: HTTPRequest
        do throws(ClaudeError) {
            request = try await prepared(call, options, deadline: deadline)
        } catch {
            throw AttemptFailure(error)
        }
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await http.send(request)
        } catch {
            var failure = ClaudeError(error)
            // The caller's time was over before ours was.
            if error.code == .totalTimeout, deadline.map({ clock.now() >= $0 }) ?? false {
                failure = ClaudeError(.deadlineExceeded, cause: error)
            }
            throw AttemptFailure(failure)
        }
        configuration.wireLog?.received(
            status: response.status, headers: response.headers.fields.map { ($0.name, $0.value) }, secrets: secrets)
        guard (200..<300).contains(response.status) else {
            var body: [UInt8] = []
            // What cannot be read of an error's body is not missed.
            if let bytes = try? await response.bytes() { body = bytes }
            configuration.wireLog?.body("<", body, secrets)
            var error = ClaudeError(status: response.status, headers: response.headers, body: body)
            error.retryAfter = RetryPolicy.retryAfter(response.headers, wallTime: clock.wallTime()).flatMap {
                $0 > 0 ? .seconds(min($0, 1e9)) : nil
            }
            error.serverMessage = error.serverMessage.map { Redaction.redacted($0, secrets: secrets) }
            throw AttemptFailure(error, response.headers)
        }
        return response
    }

    private func prepared(
        _ call: APICall, _ options: CallOptions, deadline: Duration?
    ) async throws(ClaudeError) -> HTTPRequest {
        var headers = HTTPHeaders()
        headers["anthropic-version"] = configuration.version
        headers["user-agent"] = configuration.userAgent
        headers["accept"] = call.isStream ? "text/event-stream" : "application/json"
        headers["content-type"] = call.contentType
        let betas = configuration.betas + options.betas.filter { !configuration.betas.contains($0) }
        if !betas.isEmpty { headers["anthropic-beta"] = betas.joined(separator: ",") }
        headers["anthropic-workspace-id"] = configuration.workspaceID
        headers["anthropic-user-profile-id"] = configuration.userProfileID
        configuration.credentials.apply(to: &headers)
        let extra = configuration.extraHeaders.merging(options.extraHeaders) { $1 }
        for (name, value) in extra.sorted(by: { $0.key < $1.key }) { headers[name.lowercased()] = value }

        let fields = Dictionary(headers.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        var outgoing = OutgoingRequest(
            method: call.method.rawValue, path: call.path, url: configuration.baseURL + call.path, headers: fields,
            body: call.json)
        do {
            try await configuration.gateway.prepare(&outgoing)
        } catch let error as ClaudeError {
            throw error
        } catch {
            throw ClaudeError(.configuration, detail: "the gateway could not prepare the request", cause: error)
        }
        configuration.wireLog?.sent(outgoing, secrets: secrets)

        var timeouts = HTTPTimeouts(
            connect: configuration.connectTimeout, total: configuration.totalTimeout, idle: call.idleTimeout)
        if let deadline {
            timeouts.total = min(configuration.totalTimeout, max(deadline - clock.now(), .milliseconds(1)))
        }
        var sent = HTTPHeaders()
        for (name, value) in outgoing.headers.sorted(by: { $0.key < $1.key }) { sent[name] = value }
        return HTTPRequest(
            call.method, outgoing.url, headers: sent, body: outgoing.body.map(HTTPRequestBody.bytes) ?? call.body,
            timeouts: timeouts, responseLimit: call.responseLimit ?? configuration.responseLimit,
            bufferSize: call.isReadInPieces ? 32 << 10 : nil, acceptsCompression: !call.isStream)
    }

    /// Waits before the next attempt.
    func pause(_ duration: Duration) async throws(ClaudeError) {
        do {
            try await clock.sleep(duration)
        } catch {
            throw ClaudeError(.cancelled)
        }
        if Task.isCancelled { throw ClaudeError(.cancelled) }
    }

    /// Makes a call that no model answers, with its retries, and gives the response.
    func response(to call: APICall, _ options: CallOptions) async throws(ClaudeError) -> HTTPResponse {
        let deadline = deadline(options)
        var plan = plan(options, models: [call.model ?? ""], deadline: deadline)
        while true {
            do throws(AttemptFailure) {
                return try await attempt(call, options, deadline: deadline)
            } catch {
                switch plan.failed(error, clock: clock) {
                case .again(let wait): try await pause(wait)
                case .nextModel: continue
                case .giveUp(let error): throw error
                }
            }
        }
    }

    /// The same for a response that is one JSON object.
    func object(of call: APICall, _ options: CallOptions) async throws(ClaudeError) -> JSONObject {
        let response = try await response(to: call, options)
        return try await object(in: response)
    }

    func object(in response: HTTPResponse) async throws(ClaudeError) -> JSONObject {
        let bytes: [UInt8]
        do throws(HTTPError) {
            bytes = try await response.bytes()
        } catch {
            throw ClaudeError(error)
        }
        configuration.wireLog?.body("<", bytes, secrets)
        let parsed: JSONValue
        do throws(JSONError) {
            parsed = try JSONValue(parsing: bytes, keepingLayout: true)
        } catch {
            throw ClaudeError(.malformedResponse, status: response.status, detail: "the body is not JSON", cause: error)
        }
        guard let object = parsed.object else {
            throw ClaudeError(.malformedResponse, status: response.status, detail: "the body is not an object")
        }
        // Some gateways say 200 and mean an error.
        if object["error"]?.isNull == false, object["content"] == nil, object["data"] == nil {
            throw ClaudeError(inStream: APIErrorBody(object: object), partial: nil)
        }
        return object
    }
}

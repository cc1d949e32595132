import Claude
import HTTPServer
import JSON
import Synchronization

/// Answers requests; everything of a simulator but its port.
final class SimulatedAPI: Sendable {
    let configuration: SimulatorConfiguration
    let state: Mutex<SimulatorState>
    let baseURL = Mutex("")
    let recorder: Recorder?
    let scripts: [String: ScriptedReply]
    let quoters = Quoters()
    let pdfs: PDFTexts
    let runner = BatchRunner()
    var clock: SimulatorClock { configuration.clock }

    init(_ configuration: SimulatorConfiguration) throws {
        self.configuration = configuration
        state = Mutex(SimulatorState(configuration))
        recorder = try configuration.records.map { try Recorder(folder: $0) }
        pdfs = PDFTexts(worker: configuration.pdfWorker)
        scripts = try configuration.replies.map { try ReplyFolder.read($0) } ?? [:]
    }

    func stop() { runner.stop() }

    func reset() {
        runner.stop()
        state.withLock { $0 = SimulatorState(configuration) }
    }

    /// Answers one request, and keeps a record of it.
    func respond(to request: ServerRequest) async -> ServerResponse {
        if request.path.hasPrefix("/simulator/") { return control(request) }
        let start = clock.now
        let (id, number) = state.withLock { state in
            state.requestCount += 1
            return (state.identifiers.next("req_"), state.requestCount)
        }
        var response: ServerResponse
        var context: RequestContext?
        do throws(APIFailure) {
            let known = try RequestContext(request.head, id: id, keys: configuration.keys, start: start)
            context = known
            response = try await route(request, known)
        } catch {
            response = errorResponse(error, id: id)
        }
        response.fields.append(("request-id", id))
        response.fields.append(("anthropic-organization-id", RequestContext.organisation))
        if let context { response.fields.append(("anthropic-workspace-id", context.workspace)) }
        state.withLock { $0.account.count(status: response.status) }
        return recorder?.record(number, request, response) ?? response
    }

    private func route(_ request: ServerRequest, _ context: RequestContext) async throws(APIFailure) -> ServerResponse {
        let fault = try self.fault(of: request, context)
        switch (request.method, request.path) {
        case ("POST", "/v1/messages"): return try await createMessage(request, context, fault)
        case (_, "/v1/messages"): throw APIFailure(405, "invalid_request_error", "Method Not Allowed")
        default: break
        }
        let path = request.path.split(separator: "/")
        switch path.prefix(2).joined(separator: "/") {
        case "v1/files": return try files(request, Array(path.dropFirst(2)), context)
        case "v1/models": return try models(request, Array(path.dropFirst(2)))
        case "v1/messages" where path.count > 2 && path[2] == "batches":
            return cut(try batches(request, Array(path.dropFirst(3)), context), fault)
        case "v1/messages" where path.count == 3 && path[2] == "count_tokens" && request.method == "POST":
            return try await countTokens(request, context)
        default: throw .notFound("Not found")
        }
    }

    /// The fault that this request meets: the one that it asks for, or the first rule that applies. One that is an error is thrown.
    private func fault(of request: ServerRequest, _ context: RequestContext) throws(APIFailure) -> Fault? {
        var fault: Fault?
        if let text = request.head["x-simulator-fault"] {
            do throws(FaultError) { fault = try Fault(text) } catch {
                throw .invalid("x-simulator-fault", error.description)
            }
        } else {
            fault = state.withLock { $0.faults.fault(path: request.path, body: request.body) }
        }
        if let failure = fault?.failure(at: context.start) {
            guard fault?.isHTML == true else { throw failure }
            var page = failure
            page.isHTML = true
            throw page
        }
        return fault
    }

    /// The response as far as it gets when its connection is cut. What was asked for is done all the same.
    private func cut(_ response: ServerResponse, _ fault: Fault?) -> ServerResponse {
        guard fault?.name == "disconnect", case .bytes(let bytes) = response.body else { return response }
        let end = min(fault?.int("bytes") ?? bytes.count / 2, bytes.count)
        return ServerResponse(
            response.status, response.fields,
            .stream { writer in
                try await writer.write(Array(bytes[..<end]))
                throw CancellationError()
            })
    }

    func tooLarge(_ head: RequestHead) -> ServerResponse {
        let failure = APIFailure(413, "request_too_large", "Request exceeds the maximum size")
        let id = state.withLock { $0.identifiers.next("req_") }
        return errorResponse(failure, id: id)
    }

    func errorResponse(_ failure: APIFailure, id: String) -> ServerResponse {
        if failure.isHTML {
            let page = "<html><head><title>\(failure.status)</title></head><body>\(failure.message)</body></html>\n"
            return ServerResponse(failure.status, [("content-type", "text/html")] + failure.headers, text: page)
        }
        let body = failure.body(requestID: id).bytes()
        return ServerResponse(failure.status, [("content-type", "application/json")] + failure.headers, .bytes(body))
    }

    func json(_ value: JSONValue, status: Int = 200) -> ServerResponse {
        ServerResponse(status, [("content-type", "application/json")], .bytes(value.bytes()))
    }

    /// Reads the body as JSON.
    func parse(_ request: ServerRequest) throws(APIFailure) -> JSONValue {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: request.body) } catch {
            throw .invalid("The request body is not valid JSON: \(error.expectation) expected at byte \(error.offset)")
        }
        // Half of a surrogate pair can only have come as an escape.
        if ByteSearch.contains(#"\u"#, in: request.body), LoneSurrogate.stands(in: value) {
            throw .invalid("The request body is not valid JSON: no low surrogate in string")
        }
        return value
    }
}

enum LoneSurrogate {
    static func stands(in value: JSONValue) -> Bool {
        switch value {
        case .string(let text): text.hasLoneSurrogate
        case .array(let array): array.contains { stands(in: $0) }
        case .object(let object): object.members.contains { $0.key.hasLoneSurrogate || stands(in: $0.value) }
        default: false
        }
    }
}

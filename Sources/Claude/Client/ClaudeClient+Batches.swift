import HTTPClient
import JSON

extension ClaudeClient {
    /// Hands in requests to be answered within a day at half the price.
    ///
    /// What the API would find out only while it works on a request (a stream, fast speed, a warm-up, a rule of the model) is
    /// refused before anything is sent.
    public func createBatch(
        _ items: [BatchItem], options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> Batch {
        try validate(items, checksRules: options.validates ?? configuration.validates)
        var writer = JSONWriter(replacesLoneSurrogates: true)
        writer.write(["requests": items.json])
        try holdAgainstSize(writer.bytes)
        return Batch(object: try await object(of: APICall(.post, "/v1/messages/batches", json: writer.bytes), options))
    }

    /// The same for requests that are encoded already: they go out byte for byte, and what they say is not looked at.
    public func createBatch(
        _ items: [EncodedBatchItem], options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> Batch {
        try validate(items.map(\.customID))
        var body: [UInt8] = []
        body.reserveCapacity(items.reduce(20) { $0 + $1.request.count + 100 })
        body += #"{"requests":["#.utf8
        for (number, item) in items.enumerated() {
            if number > 0 { body.append(0x2C) }
            body += #"{"custom_id":"\#(item.customID)","params":"#.utf8
            body += item.request
            body.append(0x7D)
        }
        body += "]}".utf8
        try holdAgainstSize(body)
        return Batch(object: try await object(of: APICall(.post, "/v1/messages/batches", json: body), options))
    }

    private func holdAgainstSize(_ body: [UInt8]) throws(ClaudeError) {
        guard body.count <= 256 << 20 else {
            throw ClaudeError(
                .refusedLocally, field: "requests", detail: "are larger than 256 MB together; make two batches")
        }
    }

    private func refuse(_ field: String, _ reason: String) -> ClaudeError {
        ClaudeError(.refusedLocally, field: field, detail: reason)
    }

    private func validate(_ customIDs: [String]) throws(ClaudeError) {
        guard !customIDs.isEmpty, customIDs.count <= 100_000 else {
            throw refuse("requests", customIDs.isEmpty ? "are missing" : "are more than 100000; make two batches")
        }
        var ids: Set<String> = []
        for (number, id) in customIDs.enumerated() {
            let field = "requests[\(number)].custom_id"
            let isPlain = id.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
                    || $0 == 0x2D
            }
            guard isPlain, (1...64).contains(id.utf8.count) else {
                throw refuse(field, "has to be 1 to 64 letters, digits, _ or -")
            }
            guard ids.insert(id).inserted else {
                throw refuse(field, "is the id of another request of the batch already")
            }
        }
    }

    private func validate(_ items: [BatchItem], checksRules: Bool) throws(ClaudeError) {
        try validate(items.map(\.customID))
        guard checksRules else { return }
        for (number, item) in items.enumerated() {
            let field = "requests[\(number)]"
            let request = item.request
            if request.stream == true { throw refuse(field + ".params.stream", "cannot be used in a batch") }
            if request.speed != nil { throw refuse(field + ".params.speed", "cannot be used in a batch") }
            if request.maxTokens == 0 { throw refuse(field + ".params.max_tokens", "cannot be 0 in a batch") }
            if let violation = configuration.catalogue.violations(in: request).first {
                throw refuse("\(field).params.\(violation.field)", violation.reason)
            }
        }
    }

    /// How far a batch has come.
    public func batch(_ id: String, options: CallOptions = CallOptions()) async throws(ClaudeError) -> Batch {
        Batch(object: try await object(of: APICall(.get, "/v1/messages/batches/\(percentEncoded(id))"), options))
    }

    /// One page of batches, the newest first.
    public func batches(
        limit: Int? = nil, after: String? = nil, before: String? = nil, options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> Page<Batch> {
        let query = query([("limit", limit.map(String.init)), ("after_id", after), ("before_id", before)])
        return Page(object: try await object(of: APICall(.get, "/v1/messages/batches" + query), options))
    }

    /// Stops a batch; what is answered already is kept, and billed.
    public func cancelBatch(_ id: String, options: CallOptions = CallOptions()) async throws(ClaudeError) -> Batch {
        let call = APICall(.post, "/v1/messages/batches/\(percentEncoded(id))/cancel")
        return Batch(object: try await object(of: call, options))
    }

    /// Deletes a batch that has ended.
    public func deleteBatch(_ id: String, options: CallOptions = CallOptions()) async throws(ClaudeError) {
        _ = try await object(of: APICall(.delete, "/v1/messages/batches/\(percentEncoded(id))"), options)
    }

    /// The results of a batch that has ended, one by one, in any order.
    ///
    /// They are fetched from the batch's own URL when that lies on the host of this client, and from the usual place otherwise:
    /// the key goes to no other host.
    public func batchResults(
        _ batch: Batch, options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> BatchResults {
        var path = "/v1/messages/batches/\(percentEncoded(batch.id))/results"
        if let url = batch.resultsURL, url.hasPrefix(configuration.baseURL + "/") {
            path = String(url.dropFirst(configuration.baseURL.count))
        }
        var call = APICall(.get, path)
        call.isReadInPieces = true
        call.idleTimeout = configuration.idleTimeout
        // Results of a full batch are gigabytes, and are never held together.
        call.responseLimit = Int.max
        return BatchResults(try await response(to: call, options).body)
    }

    func query(_ items: [(name: String, value: String?)]) -> String {
        let parts = items.compactMap { name, value in value.map { "\(percentEncoded(name))=\(percentEncoded($0))" } }
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }
}

/// The results of a batch as they come in; to be read once.
public struct BatchResults: AsyncSequence, Sendable {
    public typealias Failure = ClaudeError
    private let body: HTTPBody

    init(_ body: HTTPBody) { self.body = body }

    public func makeAsyncIterator() -> Iterator { Iterator(body: body.makeAsyncIterator()) }

    public struct Iterator: AsyncIteratorProtocol {
        private var body: HTTPBody.Iterator
        private var buffer: [UInt8] = []
        private var start = 0
        private var searched = 0
        private var isAtEnd = false

        init(body: HTTPBody.Iterator) { self.body = body }

        public mutating func next() async throws(ClaudeError) -> BatchResult? {
            try await next(isolation: #isolation)
        }

        public mutating func next(isolation: isolated (any Actor)?) async throws(ClaudeError) -> BatchResult? {
            while true {
                if let end = buffer[searched...].firstIndex(of: 0x0A) {
                    let line = start..<end
                    (start, searched) = (end + 1, end + 1)
                    if let result = try result(line) { return result }
                    continue
                }
                searched = buffer.count
                if isAtEnd {
                    defer { (buffer, start, searched) = ([], 0, 0) }
                    return try result(start..<buffer.count)
                }
                let chunk: [UInt8]?
                do throws(HTTPError) {
                    chunk = try await body.next(isolation: isolation)
                } catch {
                    throw ClaudeError(error)
                }
                guard let chunk else {
                    isAtEnd = true
                    continue
                }
                buffer.removeSubrange(..<start)
                (start, searched) = (0, searched - start)
                buffer += chunk
            }
        }

        private func result(_ line: Range<Int>) throws(ClaudeError) -> BatchResult? {
            if buffer[line].allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) { return nil }
            let parsed: JSONValue
            do throws(JSONError) {
                parsed = try JSONValue(parsing: buffer[line], keepingLayout: true)
            } catch {
                throw ClaudeError(.malformedResponse, detail: "a line of the results is not JSON", cause: error)
            }
            guard let result = BatchResult(json: parsed) else {
                throw ClaudeError(.malformedResponse, detail: "a line of the results is not an object")
            }
            return result
        }
    }
}

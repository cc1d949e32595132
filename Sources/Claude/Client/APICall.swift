import HTTPClient

/// One call of the API before it becomes a request: the same for every attempt.
struct APICall: Sendable {
    var method: HTTPRequest.Method
    /// With its query.
    var path: String
    var body: HTTPRequestBody
    /// The body once more, when it is JSON that a gateway may want to change.
    var json: [UInt8]?
    var contentType: String?
    var isStream = false
    /// Whether the response is read at the pace of whoever asked, and not all at once.
    var isReadInPieces = false
    /// For the rate limit and the circuit breaker of the model; nil for calls that concern none.
    var model: String?
    /// Ends the attempt when nothing comes for so long.
    var idleTimeout: Duration?
    var responseLimit: Int?

    init(_ method: HTTPRequest.Method, _ path: String, model: String? = nil) {
        self.method = method
        self.path = path
        self.model = model
        body = .none
    }

    init(_ method: HTTPRequest.Method, _ path: String, json: [UInt8], model: String? = nil) {
        self.init(method, path, model: model)
        self.json = json
        contentType = "application/json"
    }
}

/// Percent-encodes a value for a path or a query.
func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
        let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        if isPlain || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) { return String(UnicodeScalar(byte)) }
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
}

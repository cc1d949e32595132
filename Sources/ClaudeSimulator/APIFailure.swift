import JSON

/// An error of the API: what its status and its body say.
package struct APIFailure: Error, Sendable {
    package var status: Int
    package var type: String
    package var message: String
    /// `error.details.error_code`.
    package var code: String?
    package var headers: [(name: String, value: String)] = []
    /// Whether it comes from a proxy before the API, which speaks HTML.
    var isHTML = false

    package init(_ status: Int, _ type: String, _ message: String, code: String? = nil) {
        self.status = status
        self.type = type
        self.message = message
        self.code = code
    }

    static func invalid(_ message: String, code: String? = nil) -> APIFailure {
        APIFailure(400, "invalid_request_error", message, code: code)
    }

    static func invalid(_ path: String, _ message: String) -> APIFailure { invalid("\(path): \(message)") }

    static func notFound(_ message: String, code: String? = nil) -> APIFailure {
        APIFailure(404, "not_found_error", message, code: code)
    }

    /// The `error` member of a body or of an event.
    var error: JSONValue {
        var error: JSONObject = ["type": JSONValue(type), "message": JSONValue(message)]
        error.append("details", ifPresent: code.map { ["error_code": JSONValue($0)] })
        return .object(error)
    }

    func body(requestID: String) -> JSONValue {
        ["type": "error", "error": error, "request_id": JSONValue(requestID)]
    }
}

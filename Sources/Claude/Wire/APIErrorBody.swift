public import JSON

/// The body of an error response, and of an `error` event in a stream.
public struct APIErrorBody: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// A body as the API would send it.
    public init(type: String, message: String, code: String? = nil, requestID: String? = nil) {
        var error: JSONObject = ["type": type.json, "message": message.json]
        error.append("details", ifPresent: code.map { ["error_code": $0.json] })
        object = ["type": "error", "error": .object(error)]
        object.append("request_id", ifPresent: requestID?.json)
    }

    /// Such as `invalid_request_error`. Some gateways nest nothing, some send a bare string.
    public var type: String? { object["error"]?["type"]?.string }
    /// What went wrong, in words that are not stable.
    public var message: String? {
        object["error"]?["message"]?.string ?? object["error"]?.string ?? object["message"]?.string
    }
    /// The machine-readable reason; unknown ones mean no more than the type.
    public var errorCode: String? {
        object["error"]?["details"]?["error_code"]?.string ?? object["error"]?["code"]?.string
    }
    /// The id that the server gave the request.
    public var requestID: String? { self["request_id"] }
}

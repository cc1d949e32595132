import HTTPClient
import JSON

extension ClaudeError {
    /// What an error response means. The body may be the API's, another API's, HTML from a proxy, or nothing.
    init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        let parsed = (try? JSONValue(parsing: body)).flatMap(APIErrorBody.init(json:))
        self.init(Self.code(status: status, body: parsed), status: status)
        type = parsed?.type
        errorCode = parsed?.errorCode
        serverMessage = parsed?.message.map(Self.presentable)
        requestID = headers["request-id"] ?? parsed?.requestID ?? headers["x-request-id"] ?? headers["x-amzn-requestid"]
        if parsed == nil, !body.isEmpty { detail = "the body is not the Claude API's" }
    }

    /// An error that came inside a stream whose status said all was well.
    init(inStream body: APIErrorBody, partial: Message?) {
        self.init(Self.code(type: body.type, errorCode: body.errorCode) ?? .serverError, status: 200, partial: partial)
        type = body.type
        errorCode = body.errorCode
        serverMessage = body.message.map(Self.presentable)
        requestID = body.requestID
    }

    /// A request that got no response.
    init(_ error: HTTPError) {
        let code: Code =
            switch error.code {
            case .cancelled: .cancelled
            case .connectTimeout, .totalTimeout, .idleTimeout: .timeout
            case .libraryMissing, .invalidRequest: .configuration
            case .responseTooLarge: .malformedResponse
            default: .connection
            }
        self.init(code, detail: code == .configuration || code == .malformedResponse ? "\(error)" : "", cause: error)
    }

    private static func code(status: Int, body: APIErrorBody?) -> Code {
        if let code = code(type: body?.type, errorCode: body?.errorCode) {
            // A limit that the account set for itself is a 400 that only its words tell apart.
            let words = "You have reached your specified API usage limits"
            return code == .invalidRequest && body?.message?.hasPrefix(words) == true ? .spendLimit : code
        }
        switch status {
        case 401: return .authentication
        case 402: return .billing
        case 403: return .permission
        case 404: return .notFound
        case 408, 504: return .timeout
        case 413: return .requestTooLarge
        case 429: return .rateLimited
        case 529: return .overloaded
        case 400, 409, 422, 431: return .invalidRequest
        case 500...: return .serverError
        default: return .other
        }
    }

    private static func code(type: String?, errorCode: String?) -> Code? {
        if let errorCode, spendLimitCodes.contains(errorCode) { return .spendLimit }
        return switch type {
        case "invalid_request_error", "conflict_error": .invalidRequest
        case "authentication_error": .authentication
        case "billing_error": .billing
        case "permission_error": .permission
        case "not_found_error": .notFound
        case "request_too_large": .requestTooLarge
        case "rate_limit_error": .rateLimited
        case "api_error": .serverError
        case "timeout_error": .timeout
        case "overloaded_error": .overloaded
        default: nil
        }
    }

    static let spendLimitCodes: Set<String> = [
        "enforced_spend_limit_reached", "contract_spend_limit_reached", "linked_organization_spend_limit_reached",
    ]

    /// The server's words, short, on one line and without anything that looks like a key.
    private static func presentable(_ message: String) -> String {
        let line = message.unicodeScalars.prefix(300).map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }
            .joined()
        return Redaction.redacted(line)
    }
}

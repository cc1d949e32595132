import JSON

/// Something that goes wrong on purpose: `overloaded`, `silence; after=3`, `status=503; retry-after=2`.
package struct Fault: Sendable, Hashable {
    package let name: String
    private let values: [String: String]

    /// The faults that change the answer of the model.
    static let answerFaults: Set<String> = [
        "refusal", "max-tokens", "pause-turn", "context-window", "empty", "unknown-block", "unknown-field",
        "citation-utf16",
        "citation-off-by-one", "citation-trimmed", "citation-invented", "citation-wrong-document",
    ]
    /// The faults that happen on the way.
    static let transportFaults: Set<String> = [
        "silence", "slow", "disconnect", "malformed-json", "wrong-order", "duplicate-events", "error-event",
        "unknown-event",
        "no-end",
    ]

    /// Reads a fault as headers and files write it.
    package init(_ text: String) throws(FaultError) {
        var values: [String: String] = [:]
        var name: String?
        for part in text.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1).map { Self.trimmed($0) }
            guard let key = pair.first, !key.isEmpty else { continue }
            if pair.count == 2 { values[key] = pair[1] } else { name = name ?? key }
            if name == nil, key == "status" { name = "status" }
        }
        guard let name else { throw FaultError(text: text) }
        self.name = name
        self.values = values
        guard Self.isKnown(name), name != "status" || Self.table(status: int("status") ?? 0) != nil else {
            throw FaultError(text: text)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    static func isKnown(_ name: String) -> Bool {
        name == "status" || answerFaults.contains(name) || transportFaults.contains(name) || errors[name] != nil
    }

    package subscript(key: String) -> String? { values[key] }
    func int(_ key: String) -> Int? { values[key].flatMap { Int($0) } }

    var changesAnswer: Bool { Self.answerFaults.contains(name) }
    var changesTransport: Bool { Self.transportFaults.contains(name) }
}

/// A fault that does not exist.
package struct FaultError: Error, Sendable, CustomStringConvertible {
    package let text: String

    package var description: String {
        let names = Array(Fault.errors.keys) + Array(Fault.answerFaults) + Array(Fault.transportFaults)
        return "\"\(text)\" is no fault; there are status=N and \(names.sorted().joined(separator: ", "))."
    }
}

extension Fault {
    /// The table of errors by their names here.
    static let errors: [String: (status: Int, type: String, message: String, code: String?)] = [
        "invalid-request": (400, "invalid_request_error", "The request was refused on demand", nil),
        "usage-limit": (
            400, "invalid_request_error",
            "You have reached your specified API usage limits. You will regain access on the first of next month.", nil
        ),
        "authentication": (401, "authentication_error", "invalid x-api-key", nil),
        "billing": (402, "billing_error", "Your credit balance is too low to access the API.", nil),
        "permission": (403, "permission_error", "Your API key does not have permission to use this resource.", nil),
        "not-found": (404, "not_found_error", "Not found", nil),
        "request-timeout": (408, "timeout_error", "The request was not received in time", nil),
        "conflict": (409, "conflict_error", "The resource is being changed by another request", nil),
        "too-large": (413, "request_too_large", "Request exceeds the maximum size", nil),
        "unprocessable": (422, "invalid_request_error", "The request could not be processed", nil),
        "rate-limit": (429, "rate_limit_error", "This request would exceed your organization's rate limit", nil),
        "ramp-limit": (
            429, "rate_limit_error", "Your traffic grew too fast; ramp up more slowly", "ramp_limit_exceeded"
        ),
        "spend-limit": (
            429, "rate_limit_error", "Your organization has reached its monthly spend limit",
            "enforced_spend_limit_reached"
        ),
        "headers-too-large": (431, "invalid_request_error", "The headers of the request are too large", nil),
        "api-error": (500, "api_error", "Internal server error", nil),
        "unavailable": (503, "api_error", "Service unavailable", nil),
        "timeout": (504, "timeout_error", "The request took too long; use streaming", nil),
        "overloaded": (529, "overloaded_error", "Overloaded", nil),
    ]

    private static func table(status: Int) -> (status: Int, type: String, message: String, code: String?)? {
        switch status {
        case 400: errors["invalid-request"]
        case 429: errors["rate-limit"]
        case 502: (502, "api_error", "Bad gateway", nil)
        default: errors.values.first { $0.status == status }
        }
    }

    /// The error with which the whole request is answered, when this fault is one.
    func failure(at now: Timestamp) -> APIFailure? {
        let row = name == "status" ? Self.table(status: int("status") ?? 0) : Self.errors[name]
        guard let row else { return nil }
        var failure = APIFailure(row.status, row.type, self["message"] ?? row.message, code: self["code"] ?? row.code)
        for header in ["retry-after", "retry-after-ms"] {
            if let value = self[header] { failure.headers.append((header, value)) }
        }
        if let seconds = int("retry-date") { failure.headers.append(("retry-after", (now + seconds).httpDate)) }
        if let value = self["should-retry"] { failure.headers.append(("x-should-retry", value)) }
        let waitsByItself = row.status == 429 && row.code != "enforced_spend_limit_reached"
        if waitsByItself, failure.headers.isEmpty, self["retry-after"] == nil {
            failure.headers.append(("retry-after", "1"))
        }
        return failure
    }

    /// Whether the error comes from the edge, as HTML.
    var isHTML: Bool { self["html"] == "true" || name == "too-large" && self["html"] != "false" }
}

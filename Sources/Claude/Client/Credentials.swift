import HTTPClient

/// How a request proves whose it is.
public enum Credentials: Sendable {
    /// `x-api-key`.
    case apiKey(Secret)
    /// `Authorization: Bearer`.
    case bearer(Secret)
    /// Nothing: the gateway adds what is needed.
    case none

    /// `ANTHROPIC_API_KEY`, else `ANTHROPIC_AUTH_TOKEN`; empty counts as unset. Nil when there is neither.
    public init?(environment: (String) -> String?) {
        if let key = environment("ANTHROPIC_API_KEY"), !key.isEmpty {
            self = .apiKey(Secret(key))
        } else if let token = environment("ANTHROPIC_AUTH_TOKEN"), !token.isEmpty {
            self = .bearer(Secret(token))
        } else {
            return nil
        }
    }

    var secrets: [String] {
        switch self {
        case .apiKey(let secret), .bearer(let secret): [secret.reveal()]
        case .none: []
        }
    }

    func apply(to headers: inout HTTPHeaders) {
        switch self {
        case .apiKey(let key): headers["x-api-key"] = key.reveal()
        case .bearer(let token): headers["authorization"] = "Bearer \(token.reveal())"
        case .none: break
        }
    }
}
